#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

#include <QAbstractButton>

#include <optional>

namespace parapet::ui {

// A small framed word: 18 px. KEV, read-only, "stale 7 h".
class Tag : public QWidget {
    Q_OBJECT
public:
    enum class Look : std::uint8_t { plain, kev, info, warn, fail };
    explicit Tag(const QString& text, Look look = Look::plain, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setIconName(const QString& icon);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString text_, icon_;
    Look look_;
};
// The same, inside of a delegate. Returns the width taken.
int paint_tag(QPainter& painter, const QPointF& left_middle, const QString& text, Tag::Look look,
              const QString& icon = {});
[[nodiscard]] int tag_width(const QString& text, const QString& icon = {});

// A part of a query, or a thing to click: 22 px. With a field name it is a query chip; with `closable` it has a cross.
class Chip : public QAbstractButton {
    Q_OBJECT
public:
    explicit Chip(const QString& text, QWidget* parent = nullptr);
    void setField(const QString& field); // "severity" in accent before the text
    void setClosable(bool closable);
    void setStatus(std::optional<Status> status); // glyph before the text
    void setIconName(const QString& icon);
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRect crossRect() const;
    QString field_, icon_;
    std::optional<Status> status_;
    bool closable_ = false;
};

// A key's name in a frame.
class KeyCap : public QWidget {
    Q_OBJECT
public:
    explicit KeyCap(const QString& key, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString key_;
};
// "J K move": key caps and a word, for the foot of a list.
[[nodiscard]] QWidget* key_hint(const QStringList& keys, const QString& what, QWidget* parent);

// One of a few: UTC | Local.
class Segmented : public QWidget {
    Q_OBJECT
public:
    explicit Segmented(const QStringList& choices, QWidget* parent = nullptr);
    [[nodiscard]] int current() const { return current_; }
    void setCurrent(int index);
    void setSmall(bool is_small);
    void setChoiceTip(int index, const QString& tip);
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void chosen(int index); // by a person

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRect cell(int index) const;
    [[nodiscard]] int cellWidth(int index) const;
    [[nodiscard]] int at(const QPoint& position) const;
    void choose(int index);
    QStringList choices_, tips_;
    int current_ = 0, hover_ = -1;
    bool small_ = false;
};

} // namespace parapet::ui
