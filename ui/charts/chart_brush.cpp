#include "ui/charts/chart_brush.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

constexpr double k_handle = 6;

} // namespace

ChartBrush::ChartBrush(QWidget* parent)
    : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Range of the chart"));
    connect(&theme(), &Theme::changed, this, [this] { update(); });
}

QSize ChartBrush::sizeHint() const {
    return {px(200), px(48)};
}

void ChartBrush::setSpec(views::ChartSpec overview) {
    model_ = ChartModel(std::move(overview));
    if (to_ <= from_) setRange(model_.range().x_from, model_.range().x_to);
    update();
}

void ChartBrush::setRange(double from, double to) {
    from_ = from;
    to_ = to;
    describe();
    update();
}

void ChartBrush::describe() {
    setAccessibleDescription(span_text(from_, to_, model_.zone()));
}

ChartFrame ChartBrush::frame() const {
    const DataRange& r = model_.range();
    return {QRectF(0, 2, width(), height() - px(20)), r.x_from, r.x_to, r.y_from, r.y_to * 1.05};
}

void ChartBrush::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ChartFrame at = frame();
    ChartLook look;
    look.unit = theme().textScale() / 100.0;
    look.scheme = theme().scheme();
    look.font = type(Type::caption);
    painter.save();
    painter.setClipRect(at.area);
    paint_gaps(painter, model_, at, look);
    paint_series(painter, model_, at, look);
    painter.restore();
    const double left = std::clamp(at.px(from_), at.area.left(), at.area.right());
    const double right = std::clamp(at.px(to_), at.area.left(), at.area.right());
    QColor veil = tone(Tone::accent);
    veil.setAlphaF(0.16F);
    painter.fillRect(QRectF(left, at.area.top(), right - left, at.area.height()), veil);
    painter.setPen(QPen(tone(Tone::accent), 1));
    for (const double x : {left, right}) {
        painter.drawLine(QPointF(x, at.area.top()), QPointF(x, at.area.bottom()));
        const double handle = std::clamp(x - 2.5, 0.0, width() - 5.0);
        painter.setBrush(tone(Tone::accent));
        painter.drawRoundedRect(QRectF(handle, at.area.center().y() - 7, 5, 14), 2, 2);
    }
    painter.setFont(look.font);
    painter.setPen(tone(Tone::text3));
    const QFontMetrics metrics(look.font);
    for (const Tick& tick : time_ticks(at.x_from, at.x_to, at.area.width(), px(110), model_.zone())) {
        const int half = metrics.horizontalAdvance(tick.label) / 2;
        const double x = std::clamp(at.px(tick.at), half + 0.0, at.area.right() - half);
        painter.drawText(QRectF(x - half - 2, at.area.bottom() + 2, 2 * half + 4, px(16)), Qt::AlignCenter, tick.label);
    }
    if (hasFocus()) paint_focus_ring(painter, at.area.adjusted(3, 1, -3, -1), 3);
}

ChartBrush::Grip ChartBrush::gripAt(double at) const {
    const ChartFrame f = frame();
    if (std::abs(at - f.px(from_)) <= k_handle) return Grip::from;
    if (std::abs(at - f.px(to_)) <= k_handle) return Grip::to;
    return at > f.px(from_) && at < f.px(to_) ? Grip::whole : Grip::fresh;
}

void ChartBrush::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || model_.empty()) return event->ignore();
    grip_ = gripAt(event->position().x());
    start_ = frame().x_at(event->position().x());
    start_from_ = from_;
    start_to_ = to_;
}

void ChartBrush::mouseMoveEvent(QMouseEvent* event) {
    const double px_now = event->position().x();
    if (grip_ == Grip::none) {
        const Grip grip = gripAt(px_now);
        setCursor(grip == Grip::from || grip == Grip::to
                      ? Qt::SizeHorCursor
                      : (grip == Grip::whole ? Qt::OpenHandCursor : Qt::CrossCursor));
        return;
    }
    const DataRange& all = model_.range();
    const double x = std::clamp(frame().x_at(px_now), all.x_from, all.x_to);
    switch (grip_) {
    case Grip::from:
        setRange(std::min(x, to_), std::max(x, to_));
        break;
    case Grip::to:
        setRange(std::min(x, from_), std::max(x, from_));
        break;
    case Grip::fresh:
        setRange(std::min(x, start_), std::max(x, start_));
        break;
    case Grip::whole: {
        const double by = std::clamp(x - start_, all.x_from - start_from_, all.x_to - start_to_);
        setRange(start_from_ + by, start_to_ + by);
        break;
    }
    case Grip::none:
        break;
    }
}

void ChartBrush::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || grip_ == Grip::none) return;
    grip_ = Grip::none;
    if (to_ - from_ < model_.spacing())
        setRange(start_from_, start_to_); // a click is no range
    else if (from_ != start_from_ || to_ != start_to_)
        emit selected(from_, to_);
}

void ChartBrush::keyPressEvent(QKeyEvent* event) {
    const DataRange& all = model_.range();
    const double span = to_ - from_;
    double from = from_, to = to_;
    const bool resize = (event->modifiers() & Qt::ShiftModifier) != 0;
    const double step = std::max(model_.spacing(), span * 0.25) * (event->key() == Qt::Key_Left ? -1 : 1);
    if (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right) return QWidget::keyPressEvent(event);
    to = std::clamp(to + step, resize ? from + model_.spacing() : all.x_from + span, all.x_to);
    if (!resize) from = to - span;
    setRange(from, to);
    emit selected(from_, to_);
}

} // namespace parapet::ui
