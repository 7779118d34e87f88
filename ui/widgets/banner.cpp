#include "ui/widgets/banner.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr int k_toast_ms = 8000;

Tone ground_of(Banner::Look look) {
    switch (look) {
    case Banner::Look::ok:
        return Tone::ok_soft;
    case Banner::Look::warn:
        return Tone::warn_soft;
    case Banner::Look::fail:
        return Tone::fail_soft;
    case Banner::Look::info:
        break;
    }
    return Tone::info_soft;
}

Tone mark_of(Banner::Look look) {
    switch (look) {
    case Banner::Look::ok:
        return Tone::ok;
    case Banner::Look::warn:
        return Tone::warn;
    case Banner::Look::fail:
        return Tone::fail;
    case Banner::Look::info:
        break;
    }
    return Tone::accent;
}

QString icon_for(Banner::Look look) {
    switch (look) {
    case Banner::Look::ok:
        return QStringLiteral("check-circle");
    case Banner::Look::warn:
        return QStringLiteral("bulb");
    case Banner::Look::fail:
        return QStringLiteral("alert-circle");
    case Banner::Look::info:
        break;
    }
    return QStringLiteral("info");
}

} // namespace

Banner::Banner(Look look, const QString& text, QWidget* parent)
    : QWidget(parent)
    , look_(look)
    , icon_(icon_for(look))
    , text_(new PlainLabel(text, Type::small, Tone::text, this))
    , detail_(new PlainLabel({}, Type::small, Tone::text2, this))
    , row_(new QHBoxLayout(this)) {
    row_->setContentsMargins(px(34), px(8), px(8), px(8));
    row_->setSpacing(px(8));
    auto* words = new QVBoxLayout;
    words->setSpacing(px(2));
    text_->setWordWrap(true);
    detail_->setWordWrap(true);
    detail_->hide();
    words->addWidget(text_);
    words->addWidget(detail_);
    row_->addLayout(words, 1);
    setMinimumHeight(px(36));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void Banner::setText(const QString& text) {
    text_->setText(text);
}

void Banner::setDetail(const QString& text) {
    detail_->setText(text);
    detail_->setVisible(!text.isEmpty());
}

void Banner::setIconName(const QString& icon) {
    icon_ = icon;
    update();
}

Button* Banner::addAction(const QString& text) {
    auto* button = new Button(text, this);
    button->setSmall(true);
    row_->addWidget(button);
    return button;
}

IconButton* Banner::addClose() {
    auto* button = new IconButton(QStringLiteral("close"), tr("Close"), this);
    button->setSide(metric::k_control_small);
    button->setGlyphSize(14);
    row_->addWidget(button);
    return button;
}

void Banner::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_control), tone(ground_of(look_)), {});
    const int first_line = detail_->isVisible() ? px(36) : std::min(height(), px(40));
    paint_icon(painter, icon_, QRectF(px(10), 0, px(16), detail_->isVisible() ? first_line : height()),
               tone(mark_of(look_)), px(16));
}

Toast::Toast(QWidget* parent)
    : QWidget(parent) {
    timer_.setSingleShot(true);
    timer_.setInterval(k_toast_ms);
    connect(&timer_, &QTimer::timeout, this, &Toast::dismiss);
    parent->installEventFilter(this);
    setAttribute(Qt::WA_Hover);
    hide();
}

void Toast::say(const QString& text, bool with_undo) {
    text_ = text;
    undo_ = with_undo;
    setAccessibleName(text);
    place();
    show();
    raise();
    update();
    timer_.start();
}

void Toast::dismiss() {
    timer_.stop();
    hide();
}

QSize Toast::sizeHint() const {
    const int words = QFontMetrics(type(Type::body)).horizontalAdvance(text_);
    return {words + px(28) + (undo_ ? undoRect().width() + px(4) : 0), px(40)};
}

QRect Toast::undoRect() const {
    const int label = QFontMetrics(type(Type::body_medium)).horizontalAdvance(tr("Undo"));
    const int key = QFontMetrics(type(Type::caption)).horizontalAdvance(QStringLiteral("Ctrl Z"));
    const int w = label + key + px(28);
    return {width() - w - px(8), px(7), w, px(26)};
}

void Toast::place() {
    const QSize size = sizeHint();
    const QRect room = parentWidget()->rect();
    setGeometry((room.width() - size.width()) / 2, room.height() - size.height() - px(40), size.width(), size.height());
}

void Toast::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QColor ink = tone(Tone::surface);
    paint_box(painter, rect(), px(metric::k_radius_panel), tone(Tone::text), {});
    painter.setFont(type(Type::body));
    painter.setPen(ink);
    painter.drawText(rect().adjusted(px(14), 0, 0, 0), Qt::AlignVCenter, text_);
    if (!undo_) return;
    QColor edge = ink;
    edge.setAlphaF(0.45F);
    const QRect r = undoRect();
    paint_box(painter, r, px(metric::k_radius_control), {}, edge);
    painter.setFont(type(Type::body_medium));
    painter.drawText(r.adjusted(px(10), 0, 0, 0), Qt::AlignVCenter, tr("Undo"));
    painter.setFont(type(Type::caption));
    QColor faint = ink;
    faint.setAlphaF(0.75F);
    painter.setPen(faint);
    painter.drawText(r.adjusted(0, 0, -px(10), 0), Qt::AlignVCenter | Qt::AlignRight, QStringLiteral("Ctrl Z"));
}

void Toast::mousePressEvent(QMouseEvent* event) {
    if (undo_ && undoRect().contains(event->position().toPoint())) emit undoRequested();
    dismiss();
}

void Toast::enterEvent(QEnterEvent* /*event*/) {
    timer_.stop();
}

void Toast::leaveEvent(QEvent* /*event*/) {
    if (isVisible()) timer_.start();
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) place();
    return QWidget::eventFilter(watched, event);
}

} // namespace parapet::ui
