#include "ui/widgets/small_charts.h"

#include "ui/theme/paint.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parapet::ui {

namespace {

double sum_of(const std::vector<Share>& parts) {
    return std::accumulate(parts.begin(), parts.end(), 0.0,
                           [](double sum, const Share& s) { return sum + std::max(0.0, s.value); });
}

} // namespace

void paint_segment_bar(QPainter& painter, const QRectF& rect, const std::vector<Share>& parts, double total) {
    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(rect, 2, 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(clip, tone(Tone::line));
    painter.setClipPath(clip);
    const double all = total > 0 ? total : sum_of(parts);
    qreal x = rect.x();
    for (const Share& part : parts) {
        if (part.value <= 0 || all <= 0) continue;
        const qreal width = std::max(1.0, rect.width() * part.value / all - 1);
        painter.fillRect(QRectF(x, rect.y(), width, rect.height()), part.color);
        x += width + 1;
    }
    painter.restore();
}

void paint_step_bar(QPainter& painter, const QRectF& rect, int on, int all, const QColor& color) {
    if (all <= 0) return;
    constexpr qreal k_gap = 2;
    const qreal width = (rect.width() - k_gap * (all - 1)) / all;
    for (int i = 0; i < all; ++i) {
        const QRectF box(rect.x() + i * (width + k_gap), rect.y(), width, rect.height());
        if (i < on) {
            paint_box(painter, box, 1, color, {});
        } else {
            paint_box(painter, box, 1, {}, tone(Tone::control));
        }
    }
}

void paint_sparkline(QPainter& painter, const QRectF& rect, const std::vector<double>& values, const QColor& color,
                     const SparklineLook& look) {
    std::vector<double> known;
    std::copy_if(values.begin(), values.end(), std::back_inserter(known), [](double v) { return std::isfinite(v); });
    if (known.size() < 2) return;
    const auto ends = std::minmax_element(known.begin(), known.end());
    const double high = *ends.second;
    const double from = look.from_zero ? std::min(0.0, *ends.first) : *ends.first;
    const double span = high > from ? high - from : 1;
    const QRectF r = rect.adjusted(1, 2, -2, -2);
    const auto point = [&](std::size_t i) {
        const double x = r.x() + r.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1);
        const double part = high > from ? (values[i] - from) / span : 0.5;
        return QPointF(x, r.bottom() - r.height() * part);
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    std::size_t i = 0;
    while (i < values.size()) {
        if (!std::isfinite(values[i])) {
            ++i;
            continue;
        }
        QPolygonF line;
        for (; i < values.size() && std::isfinite(values[i]); ++i) {
            line << point(i);
        }
        if (look.fill) {
            QColor soft = color;
            soft.setAlphaF(0.16F);
            QPolygonF area = line;
            area << QPointF(line.last().x(), rect.bottom()) << QPointF(line.first().x(), rect.bottom());
            painter.setPen(Qt::NoPen);
            painter.setBrush(soft);
            painter.drawPolygon(area);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.25, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        painter.drawPolyline(line);
        if (look.dot && i == values.size())
            paint_box(painter, QRectF(line.last() - QPointF(2, 2), QSizeF(4, 4)), 2, color, {});
    }
    painter.restore();
}

void paint_donut(QPainter& painter, const QRectF& rect, const std::vector<Share>& parts, qreal thickness) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = rect.adjusted(thickness / 2, thickness / 2, -thickness / 2, -thickness / 2);
    const double all = sum_of(parts);
    if (all <= 0) {
        painter.setPen(QPen(tone(Tone::line), thickness, Qt::SolidLine, Qt::FlatCap));
        painter.drawEllipse(ring);
        painter.restore();
        return;
    }
    const double gap = 2 / (ring.width() / 2) * 180 / M_PI; // 2 px as an angle
    double at = 90;
    const auto parts_shown = std::count_if(parts.begin(), parts.end(), [](const Share& s) { return s.value > 0; });
    for (const Share& part : parts) {
        if (part.value <= 0) continue;
        const double span = 360 * part.value / all;
        const double drawn = parts_shown > 1 ? std::max(0.5, span - gap) : span;
        painter.setPen(QPen(part.color, thickness, Qt::SolidLine, Qt::FlatCap));
        painter.drawArc(ring, static_cast<int>(at * 16), static_cast<int>(-drawn * 16));
        at -= span;
    }
    painter.restore();
}

void paint_signed_bar(QPainter& painter, const QRectF& rect, double value, double largest) {
    const qreal middle = std::floor(rect.center().x());
    painter.fillRect(QRectF(middle, rect.y(), 1, rect.height()), tone(Tone::line_strong));
    if (largest <= 0 || value == 0) return;
    const qreal room = rect.width() / 2 - 2;
    const qreal width = std::max(1.0, room * std::min(1.0, std::abs(value) / largest));
    const qreal h = std::max(4.0, rect.height() - 4);
    const qreal y = rect.y() + (rect.height() - h) / 2;
    if (value < 0) {
        painter.fillRect(QRectF(middle - width, y, width, h), tone(Tone::fail));
    } else {
        painter.fillRect(QRectF(middle + 1, y, width, h), tone(Tone::ok));
    }
}

void paint_progress(QPainter& painter, const QRectF& rect, double part, const QColor& color) {
    paint_box(painter, rect, 2, tone(Tone::line), {});
    const qreal width = rect.width() * std::clamp(part, 0.0, 1.0);
    if (width > 0) paint_box(painter, QRectF(rect.x(), rect.y(), std::max(2.0, width), rect.height()), 2, color, {});
}

void paint_swatch(QPainter& painter, const QRectF& rect, ColorRole role) {
    const bool pale = needs_edge(role, theme().scheme());
    paint_box(painter, rect, 2, tone(role), pale ? tone(Tone::text3) : QColor());
}

SegmentBar::SegmentBar(QWidget* parent, int height)
    : QWidget(parent)
    , height_(height) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SegmentBar::setShares(std::vector<Share> shares, double total) {
    shares_ = std::move(shares);
    total_ = total;
    QStringList words;
    for (const Share& share : shares_) {
        if (!share.name.isEmpty()) words << share.name + QLatin1Char(' ') + QLocale().toString(share.value);
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    update();
}

QSize SegmentBar::sizeHint() const {
    return {px(80), px(height_)};
}

void SegmentBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_segment_bar(painter, rect(), shares_, total_);
}

Sparkline::Sparkline(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Sparkline::setValues(std::vector<double> values) {
    values_ = std::move(values);
    update();
}

void Sparkline::setLook(const SparklineLook& look) {
    look_ = look;
    update();
}

void Sparkline::setTone(Tone tone) {
    tone_ = tone;
    update();
}

QSize Sparkline::sizeHint() const {
    return {px(84), px(24)};
}

void Sparkline::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_sparkline(painter, rect(), values_, ui::tone(tone_), look_);
}

Donut::Donut(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Donut::setShares(std::vector<Share> shares) {
    shares_ = std::move(shares);
    update();
}

void Donut::setCentre(const QString& figure, const QString& caption) {
    figure_ = figure;
    caption_ = caption;
    setAccessibleName(figure + QLatin1Char(' ') + caption);
    update();
}

QSize Donut::sizeHint() const {
    return {px(124), px(124)};
}

void Donut::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const qreal side = std::min(width(), height());
    const QRectF square((width() - side) / 2, (height() - side) / 2, side, side);
    paint_donut(painter, square, shares_, px(13));
    painter.setFont(ui::type(Type::figure_small));
    painter.setPen(ui::tone(Tone::text));
    painter.drawText(square.translated(0, -px(6)), Qt::AlignCenter, figure_);
    painter.setFont(ui::type(Type::caption));
    painter.setPen(ui::tone(Tone::text3));
    painter.drawText(square.translated(0, px(14)), Qt::AlignCenter, caption_);
}

ProgressLine::ProgressLine(QWidget* parent, int height)
    : QWidget(parent)
    , height_(height) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProgressLine::setPart(double part) {
    part_ = part;
    setAccessibleName(part < 0 ? tr("Waiting") : tr("%1 per cent").arg(std::lround(part * 100)));
    update();
}

void ProgressLine::setTone(Tone tone) {
    tone_ = tone;
    update();
}

QSize ProgressLine::sizeHint() const {
    return {px(120), px(height_)};
}

void ProgressLine::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_progress(painter, rect(), part_ < 0 ? 1.0 / 3 : part_, ui::tone(part_ < 0 ? Tone::text3 : tone_));
}

} // namespace parapet::ui
