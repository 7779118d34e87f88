#pragma once

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QPushButton>

namespace parapet::ui {

// Icon, text, key hint, chevron: all optional. One primary button a view.
class Button : public QPushButton {
    Q_OBJECT
public:
    explicit Button(const QString& text, QWidget* parent = nullptr);
    Button(const QString& text, ButtonKind kind, QWidget* parent = nullptr);

    void setKind(ButtonKind kind);
    void setIconName(const QString& name);
    void setKeyHint(const QString& key); // "A": drawn as a key cap; the shortcut itself is the page's action
    void setDetail(const QString& text); // after the text, in text3: "11 Nov 14:32 – 18 Nov 14:32"
    void setStrong(bool strong);         // text in medium weight
    void setChevron(bool chevron);       // opens a menu
    void setSmall(bool is_small);        // 24 px
    void setHeight(int design_px);       // 32 beside a query bar
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] Type textType() const;
    [[nodiscard]] int iconSize() const;
    [[nodiscard]] int contentWidth() const;
    [[nodiscard]] ButtonLook look() const;
    ButtonKind kind_ = ButtonKind::plain;
    QString icon_, key_, detail_;
    bool chevron_ = false, small_ = false, strong_ = false;
    int height_ = metric::k_control;
};

class PrimaryButton : public Button {
    Q_OBJECT
public:
    explicit PrimaryButton(const QString& text, QWidget* parent = nullptr)
        : Button(text, ButtonKind::primary, parent) {}
};

// A square button with an icon only. The name is said to screen readers and, with the shortcut, in the tool tip.
class IconButton : public QAbstractButton {
    Q_OBJECT
public:
    IconButton(const QString& icon_name, const QString& name, QWidget* parent = nullptr, bool framed = false);
    void setIconName(const QString& icon_name);
    void setName(const QString& name, const QString& shortcut = {});
    void setSide(int design_px); // 28; 24 small, 32 beside a query bar
    void setGlyphSize(int design_px);
    void setMark(bool mark); // a dot: something is new
    void setRestTone(Tone tone);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString icon_;
    int side_ = metric::k_control, glyph_ = 16;
    bool framed_ = false, mark_ = false;
    Tone tone_ = Tone::text2;
};

// On or off, at once. Use a check box inside of forms that are saved.
class Toggle : public QAbstractButton {
    Q_OBJECT
public:
    explicit Toggle(const QString& text, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace parapet::ui
