#pragma once

#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;

namespace parapet::ui {

class Button;
class IconButton;
class PlainLabel;

// One line (or more) on a soft ground: what happened, what stays, what to do.
class Banner : public QWidget {
    Q_OBJECT
public:
    enum class Look : std::uint8_t { info, ok, warn, fail };
    explicit Banner(Look look, const QString& text, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setDetail(const QString& text); // second line, text2
    void setIconName(const QString& icon);
    Button* addAction(const QString& text);
    IconButton* addClose();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Look look_;
    QString icon_;
    PlainLabel *text_, *detail_;
    QHBoxLayout* row_;
};

// Inverted colours, low in the window, 8 s; with Undo. A child of the window: call attach() once.
class Toast : public QWidget {
    Q_OBJECT
public:
    explicit Toast(QWidget* parent);
    void say(const QString& text, bool with_undo);
    void dismiss();
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void undoRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();
    [[nodiscard]] QRect undoRect() const;
    QString text_;
    bool undo_ = false;
    QTimer timer_;
};

} // namespace parapet::ui
