#include "ui/widgets/labels.h"

#include "ui/widgets/text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace parapet::ui {

PlainLabel::PlainLabel(const QString& text, Type type, Tone tone, QWidget* parent)
    : QLabel(text, parent)
    , type_(type)
    , tone_(tone) {
    QLabel::setTextFormat(Qt::PlainText);
    setContentsMargins(0, 0, 0, 0);
    connect(&theme(), &Theme::changed, this, &PlainLabel::restyle);
    restyle();
}

void PlainLabel::setTone(Tone tone) {
    tone_ = tone;
    restyle();
}

void PlainLabel::setType(Type type) {
    type_ = type;
    restyle();
}

void PlainLabel::restyle() {
    setFont(ui::type(type_));
    QPalette p = palette();
    p.setColor(QPalette::WindowText, ui::tone(tone_));
    p.setColor(QPalette::Disabled, QPalette::WindowText, ui::tone(Tone::disabled));
    setPalette(p);
}

ElidedLabel::ElidedLabel(const QString& text, Type type, Tone tone, QWidget* parent)
    : QWidget(parent)
    , text_(text)
    , type_(type)
    , tone_(tone) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void ElidedLabel::setText(const QString& text) {
    if (text == text_) return;
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setTone(Tone tone) {
    tone_ = tone;
    update();
}

void ElidedLabel::setType(Type type) {
    type_ = type;
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    mode_ = mode;
    update();
}

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {metrics.horizontalAdvance(text_) + 1, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {std::min(sizeHint().width(), metrics.horizontalAdvance(QStringLiteral("mmm…"))), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setFont(ui::type(type_));
    painter.setPen(ui::tone(isEnabled() ? tone_ : Tone::disabled));
    const QString line = painter.fontMetrics().elidedText(text_, mode_, width());
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        const bool cut = QFontMetrics(ui::type(type_)).horizontalAdvance(text_) > width();
        const auto* help = static_cast<QHelpEvent*>(event);
        if (cut) {
            QToolTip::showText(help->globalPos(), plain_tip(text_), this);
        } else {
            event->ignore();
        }
        return true;
    }
    return QWidget::event(event);
}

LinkLabel::LinkLabel(const QString& text, Type type, QWidget* parent)
    : QAbstractButton(parent)
    , type_(type) {
    setText(text);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void LinkLabel::setRestTone(Tone tone) {
    tone_ = tone;
    update();
}

QSize LinkLabel::sizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {metrics.horizontalAdvance(text()) + 1, std::max(metrics.height(), px(18))};
}

void LinkLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    QFont font = ui::type(type_);
    font.setUnderline(isEnabled() && underMouse());
    painter.setFont(font);
    painter.setPen(ui::tone(!isEnabled() ? Tone::disabled : underMouse() ? Tone::accent : tone_));
    const QString line = painter.fontMetrics().elidedText(text(), Qt::ElideRight, width());
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
}

void LinkLabel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace parapet::ui
