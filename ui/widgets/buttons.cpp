#include "ui/widgets/buttons.h"

#include "ui/theme/icons.h"
#include "ui/widgets/text.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

namespace {
constexpr int k_gap = 6;
constexpr int k_detail_gap = 8;

// Enter presses what has the focus, as on the web; Qt's buttons know Space only.
bool pressed_by_enter(QAbstractButton& button, const QKeyEvent& event) {
    if (event.key() != Qt::Key_Return && event.key() != Qt::Key_Enter) return false;
    button.click();
    return true;
}
} // namespace

Button::Button(const QString& text, QWidget* parent)
    : Button(text, ButtonKind::plain, parent) {}

Button::Button(const QString& text, ButtonKind kind, QWidget* parent)
    : QPushButton(text, parent)
    , kind_(kind) {
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void Button::setKind(ButtonKind kind) {
    kind_ = kind;
    update();
}

void Button::setIconName(const QString& name) {
    icon_ = name;
    updateGeometry();
    update();
}

void Button::setKeyHint(const QString& key) {
    key_ = key;
    updateGeometry();
    update();
}

void Button::setDetail(const QString& text) {
    detail_ = text;
    updateGeometry();
    update();
}

void Button::setStrong(bool strong) {
    strong_ = strong;
    updateGeometry();
}

void Button::setChevron(bool chevron) {
    chevron_ = chevron;
    updateGeometry();
}

void Button::setSmall(bool is_small) {
    small_ = is_small;
    height_ = is_small ? metric::k_control_small : metric::k_control;
    updateGeometry();
}

void Button::setHeight(int design_px) {
    height_ = design_px;
    updateGeometry();
}

Type Button::textType() const {
    if (small_) return Type::small;
    return kind_ == ButtonKind::primary || strong_ ? Type::body_medium : Type::body;
}

int Button::iconSize() const {
    return px(small_ ? 14 : 16);
}

int Button::contentWidth() const {
    int width = QFontMetrics(ui::type(textType())).horizontalAdvance(text());
    if (!icon_.isEmpty()) width += iconSize() + (text().isEmpty() ? 0 : px(k_gap));
    if (!detail_.isEmpty()) width += px(k_detail_gap) + QFontMetrics(ui::type(Type::small)).horizontalAdvance(detail_);
    if (!key_.isEmpty()) width += px(k_gap) + key_cap_width(key_);
    if (chevron_) width += px(k_gap) + px(14);
    return width;
}

QSize Button::sizeHint() const {
    return {contentWidth() + px(small_ ? 18 : 22), px(height_)};
}

QSize Button::minimumSizeHint() const {
    return sizeHint();
}

ButtonLook Button::look() const {
    ButtonLook look;
    look.kind = kind_;
    look.enabled = isEnabled();
    look.hover = underMouse();
    look.down = isDown();
    look.on = isCheckable() && isChecked();
    return look;
}

void Button::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const ButtonLook shape = look();
    paint_button_ground(painter, rect(), shape);
    const QColor color = button_text_color(shape);
    int x = std::max(px(8), (width() - contentWidth()) / 2);
    if (!icon_.isEmpty()) {
        paint_icon(painter, icon_, QRectF(x, 0, iconSize(), height()), color, iconSize());
        x += iconSize() + px(k_gap);
    }
    painter.setFont(ui::type(textType()));
    painter.setPen(color);
    const int text_width = painter.fontMetrics().horizontalAdvance(text());
    painter.drawText(QRect(x, 0, text_width + 1, height()), Qt::AlignVCenter | Qt::TextHideMnemonic, text());
    x += text_width;
    if (!detail_.isEmpty()) {
        x += px(k_detail_gap);
        painter.setFont(ui::type(Type::small));
        painter.setPen(isEnabled() ? tone(Tone::text3) : color);
        const int wide = painter.fontMetrics().horizontalAdvance(detail_);
        painter.drawText(QRect(x, 0, wide + 1, height()), Qt::AlignVCenter, detail_);
        x += wide;
    }
    if (!key_.isEmpty()) {
        QColor on_fill = tone(Tone::on_accent);
        const bool primary = kind_ == ButtonKind::primary && isEnabled();
        QColor edge = primary ? on_fill : tone(Tone::line_strong);
        if (primary) edge.setAlphaF(0.4F);
        x += px(k_gap);
        x += paint_key_cap(painter, QPointF(x, height() / 2.0), key_, primary ? on_fill : tone(Tone::text3), edge);
    }
    if (chevron_) {
        paint_icon(painter, QStringLiteral("chevron-down"), QRectF(x + px(k_gap), 0, px(14), height()),
                   isEnabled() ? tone(Tone::text2) : color, px(14));
    }
}

void Button::keyPressEvent(QKeyEvent* event) {
    if (!pressed_by_enter(*this, *event)) QPushButton::keyPressEvent(event);
}

IconButton::IconButton(const QString& icon_name, const QString& name, QWidget* parent, bool framed)
    : QAbstractButton(parent)
    , icon_(icon_name)
    , framed_(framed) {
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setName(name);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void IconButton::setIconName(const QString& icon_name) {
    icon_ = icon_name;
    update();
}

void IconButton::setName(const QString& name, const QString& shortcut) {
    setAccessibleName(name);
    set_plain_tip(this, shortcut.isEmpty() ? name : name + QStringLiteral("  ") + shortcut);
}

void IconButton::setSide(int design_px) {
    side_ = design_px;
    updateGeometry();
}

void IconButton::setGlyphSize(int design_px) {
    glyph_ = design_px;
    update();
}

void IconButton::setMark(bool mark) {
    mark_ = mark;
    update();
}

void IconButton::setRestTone(Tone tone) {
    tone_ = tone;
    update();
}

QSize IconButton::sizeHint() const {
    return {px(side_), px(side_)};
}

void IconButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    ButtonLook look;
    look.kind = framed_ ? ButtonKind::plain : ButtonKind::quiet;
    look.enabled = isEnabled();
    look.hover = underMouse();
    look.down = isDown();
    look.on = isCheckable() && isChecked();
    paint_button_ground(painter, rect(), look);
    const QColor rest = framed_ && tone_ == Tone::text2 ? tone(Tone::text) : tone(tone_);
    const QColor color = !look.enabled ? tone(Tone::disabled)
                         : look.on     ? tone(Tone::accent)
                         : look.hover  ? tone(Tone::text)
                                       : rest;
    paint_icon(painter, icon_, rect(), color, px(glyph_));
    if (!mark_) return;
    const qreal dot = px(7);
    paint_box(painter, QRectF(width() - dot - px(3), px(4), dot, dot), dot / 2, tone(Tone::accent), {});
}

void IconButton::keyPressEvent(QKeyEvent* event) {
    if (!pressed_by_enter(*this, *event)) QAbstractButton::keyPressEvent(event);
}

Toggle::Toggle(const QString& text, QWidget* parent)
    : QAbstractButton(parent) {
    setText(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

QSize Toggle::sizeHint() const {
    const int words = text().isEmpty() ? 0 : px(k_gap) + QFontMetrics(ui::type(Type::small)).horizontalAdvance(text());
    return {px(26) + words + 1, px(metric::k_control_small)};
}

void Toggle::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF knob(0, (height() - px(14)) / 2, px(26), px(14));
    paint_toggle(painter, knob, isChecked(), isEnabled());
    painter.setFont(ui::type(Type::small));
    painter.setPen(tone(!isEnabled() ? Tone::disabled : underMouse() ? Tone::text : Tone::text2));
    painter.drawText(rect().adjusted(px(26 + k_gap), 0, 0, 0), Qt::AlignVCenter | Qt::TextHideMnemonic, text());
}

void Toggle::keyPressEvent(QKeyEvent* event) {
    if (!pressed_by_enter(*this, *event)) QAbstractButton::keyPressEvent(event);
}

} // namespace parapet::ui
