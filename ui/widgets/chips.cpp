#include "ui/widgets/chips.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

// --- Tag

namespace {

struct TagColors {
    QColor fill, edge, text;
};

TagColors colors_of(Tag::Look look) {
    switch (look) {
    case Tag::Look::kev:
        return {{}, tone(Tone::critical), tone(Tone::text)};
    case Tag::Look::info:
        return {tone(Tone::info_soft), {}, tone(Tone::text)};
    case Tag::Look::warn:
        return {tone(Tone::warn_soft), {}, tone(Tone::text)};
    case Tag::Look::fail:
        return {tone(Tone::fail_soft), {}, tone(Tone::text)};
    case Tag::Look::plain:
        break;
    }
    return {{}, tone(Tone::line_strong), tone(Tone::text2)};
}

QFont tag_font(Tag::Look look) {
    return type(look == Tag::Look::kev ? Type::caption_strong : Type::caption);
}

} // namespace

int tag_width(const QString& text, const QString& icon) {
    const int words = QFontMetrics(type(Type::caption_strong)).horizontalAdvance(text);
    return words + px(12) + (icon.isEmpty() ? 0 : px(16));
}

int paint_tag(QPainter& painter, const QPointF& left_middle, const QString& text, Tag::Look look, const QString& icon) {
    const TagColors colors = colors_of(look);
    const int width = tag_width(text, icon);
    const QRectF rect(left_middle.x(), left_middle.y() - px(18) / 2.0, width, px(18));
    paint_box(painter, rect, px(metric::k_radius_tag), colors.fill, colors.edge);
    QRectF words = rect.adjusted(px(6), 0, -px(4), 0);
    if (!icon.isEmpty()) {
        paint_icon(painter, icon, QRectF(rect.x() + px(5), rect.y(), px(12), rect.height()), colors.text, px(12));
        words.setLeft(words.left() + px(15));
    }
    painter.save();
    painter.setFont(tag_font(look));
    painter.setPen(colors.text);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, text);
    painter.restore();
    return width;
}

Tag::Tag(const QString& text, Look look, QWidget* parent)
    : QWidget(parent)
    , text_(text)
    , look_(look) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void Tag::setText(const QString& text) {
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Tag::setIconName(const QString& icon) {
    icon_ = icon;
    updateGeometry();
    update();
}

QSize Tag::sizeHint() const {
    return {tag_width(text_, icon_), px(18)};
}

void Tag::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_tag(painter, QPointF(0, height() / 2.0), text_, look_, icon_);
}

// --- Chip

Chip::Chip(const QString& text, QWidget* parent)
    : QAbstractButton(parent) {
    setText(text);
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void Chip::setField(const QString& field) {
    field_ = field;
    setAccessibleName(field + QLatin1Char(' ') + text());
    updateGeometry();
}

void Chip::setClosable(bool closable) {
    closable_ = closable;
    updateGeometry();
}

void Chip::setStatus(std::optional<Status> status) {
    status_ = status;
    updateGeometry();
}

void Chip::setIconName(const QString& icon) {
    icon_ = icon;
    updateGeometry();
}

QSize Chip::sizeHint() const {
    int width = px(16) + QFontMetrics(type(Type::small)).horizontalAdvance(text());
    if (!field_.isEmpty()) width += px(5) + QFontMetrics(type(Type::small_medium)).horizontalAdvance(field_);
    if (status_ || !icon_.isEmpty()) width += px(17);
    if (closable_) width += px(17);
    return {width, px(22)};
}

QRect Chip::crossRect() const {
    return {width() - px(21), 0, px(18), height()};
}

void Chip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const bool query = !field_.isEmpty() || closable_;
    const bool hover = underMouse() && isEnabled();
    const QColor fill = query ? tone(Tone::accent_soft) : tone(hover ? Tone::hover : Tone::raised);
    const QColor edge = query ? (hover ? tone(Tone::accent) : QColor()) : tone(Tone::line_strong);
    paint_box(painter, rect(), px(metric::k_radius_control), fill, edge);
    int x = px(7);
    if (status_) {
        paint_status(painter, QRectF(x, (height() - px(12)) / 2.0, px(12), px(12)), *status_);
        x += px(17);
    } else if (!icon_.isEmpty()) {
        paint_icon(painter, icon_, QRectF(x, 0, px(13), height()), tone(Tone::text2), px(13));
        x += px(17);
    }
    if (!field_.isEmpty()) {
        painter.setFont(type(Type::small_medium));
        painter.setPen(tone(Tone::accent));
        const int wide = painter.fontMetrics().horizontalAdvance(field_);
        painter.drawText(QRect(x, 0, wide + 1, height()), Qt::AlignVCenter, field_);
        x += wide + px(5);
    }
    painter.setFont(type(Type::small));
    painter.setPen(tone(isEnabled() ? Tone::text : Tone::disabled));
    const int right = closable_ ? crossRect().left() : width() - px(6);
    painter.drawText(QRect(x, 0, right - x + 1, height()), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, right - x + 1));
    if (!closable_) return;
    const bool over = crossRect().contains(mapFromGlobal(QCursor::pos()));
    paint_icon(painter, QStringLiteral("close"), crossRect(), tone(over ? Tone::text : Tone::text3), px(12));
}

void Chip::mousePressEvent(QMouseEvent* event) {
    if (closable_ && crossRect().contains(event->position().toPoint())) {
        emit closeRequested();
        return;
    }
    QAbstractButton::mousePressEvent(event);
}

void Chip::mouseMoveEvent(QMouseEvent* event) {
    if (closable_) update(crossRect());
    QAbstractButton::mouseMoveEvent(event);
}

void Chip::keyPressEvent(QKeyEvent* event) {
    if (closable_ && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        emit closeRequested();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

// --- KeyCap

KeyCap::KeyCap(const QString& key, QWidget* parent)
    : QWidget(parent)
    , key_(key) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(key);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

QSize KeyCap::sizeHint() const {
    return {key_cap_width(key_), px(18)};
}

void KeyCap::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_key_cap(painter, QPointF(0, height() / 2.0), key_, tone(Tone::text3), tone(Tone::line_strong));
}

QWidget* key_hint(const QStringList& keys, const QString& what, QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(5));
    for (const QString& key : keys) {
        row->addWidget(new KeyCap(key, box));
    }
    row->addWidget(new PlainLabel(what, Type::caption, Tone::text3, box));
    return box;
}

} // namespace parapet::ui
