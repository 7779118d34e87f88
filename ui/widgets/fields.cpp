#include "ui/widgets/fields.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

SearchField::SearchField(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent) {
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    const auto scale = [this] { setTextMargins(px(22), 0, 0, 0); };
    connect(&theme(), &Theme::changed, this, scale);
    scale();
}

void SearchField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    paint_icon(painter, QStringLiteral("search"), QRectF(px(8), 0, px(16), height()), tone(Tone::text3), px(16));
}

void SearchField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

TextField::TextField(const QString& label, QWidget* parent)
    : QWidget(parent)
    , edit_(new QLineEdit(this))
    , error_(new StatusLabel(Status::not_met, {}, this, Type::caption)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(4));
    if (!label.isEmpty()) {
        auto* name = new PlainLabel(label, Type::caption_strong, Tone::text3, this);
        name->setBuddy(edit_);
        column->addWidget(name);
        edit_->setAccessibleName(label);
    }
    column->addWidget(edit_);
    column->addWidget(error_);
    error_->setGlyphSize(11);
    error_->hide();
}

void TextField::setError(const QString& error) {
    error_->setVisible(!error.isEmpty());
    error_->setStatus(Status::not_met, error);
    edit_->setProperty("invalid", !error.isEmpty());
    edit_->update();
}

SearchButton::SearchButton(const QString& text, const QString& key, QWidget* parent)
    : QWidget(parent)
    , text_(text)
    , key_(key) {
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::IBeamCursor);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

QSize SearchButton::sizeHint() const {
    return {compact_ ? px(30 + 8 + 7) + key_cap_width(key_) : px(196), px(metric::k_control)};
}

void SearchButton::setCompact(bool compact) {
    if (compact == compact_) return;
    compact_ = compact;
    updateGeometry();
    update();
}

void SearchButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_control), tone(Tone::sunken),
              tone(underMouse() ? Tone::control : Tone::line_strong));
    paint_icon(painter, QStringLiteral("search"), QRectF(px(8), 0, px(16), height()), tone(Tone::text3), px(16));
    const int cap = key_cap_width(key_);
    painter.setFont(type(Type::body));
    painter.setPen(tone(Tone::text3));
    if (!compact_) painter.drawText(QRect(px(30), 0, width() - px(40) - cap, height()), Qt::AlignVCenter, text_);
    paint_key_cap(painter, QPointF(width() - cap - px(7), height() / 2.0), key_, tone(Tone::text3),
                  tone(Tone::line_strong));
}

void SearchButton::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) emit clicked();
}

void SearchButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space) {
        emit clicked();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool SearchButton::event(QEvent* event) {
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave) update();
    return QWidget::event(event);
}

} // namespace parapet::ui
