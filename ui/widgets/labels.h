#pragma once
// Text on the window. Never rich text: what comes from a report is shown as it is written.

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QLabel>

namespace parapet::ui {

class PlainLabel : public QLabel {
    Q_OBJECT
public:
    explicit PlainLabel(const QString& text = {}, Type type = Type::body, Tone tone = Tone::text,
                        QWidget* parent = nullptr);
    void setTone(Tone tone);
    void setType(Type type);
    void setTextFormat(Qt::TextFormat) = delete; // plain, always
    // A wrapped text breaks long paths and hashes anywhere, instead of running out of its pane.
    void setWordWrap(bool wrap);
    void setText(const QString& text);
    [[nodiscard]] QString text() const { return text_; } // as it was given, also where it was broken

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void restyle();
    void copy() const;
    QString text_;
    Type type_;
    Tone tone_;
};

// One line that is cut with "…" when there is no room; the whole text is in the tool tip then.
class ElidedLabel : public QWidget {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, Type type = Type::body, Tone tone = Tone::text,
                         QWidget* parent = nullptr);
    [[nodiscard]] QString text() const { return text_; }
    void setText(const QString& text);
    void setTone(Tone tone);
    void setType(Type type);
    void setElideMode(Qt::TextElideMode mode);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString text_;
    Type type_;
    Tone tone_;
    Qt::TextElideMode mode_ = Qt::ElideRight;
};

// A word that leads somewhere: accent colour, underlined under the mouse, Enter and Space work.
class LinkLabel : public QAbstractButton {
    Q_OBJECT
public:
    explicit LinkLabel(const QString& text, Type type = Type::small, QWidget* parent = nullptr);
    // Links that would be too loud in accent colour (a title, a figure) keep this tone until the mouse is over them.
    void setRestTone(Tone tone);
    // Gives way where there is no room, and is cut with "…"; else it keeps its width.
    void setElides(bool elides);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    Type type_;
    Tone tone_ = Tone::accent;
    bool elides_ = false;
};

} // namespace parapet::ui
