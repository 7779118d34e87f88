#include "ui/charts/chart_paint.h"

#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

QPen hairline(const QColor& color, double width = 1, Qt::PenStyle style = Qt::SolidLine) {
    QPen pen(color, width, style);
    pen.setCosmetic(false);
    pen.setJoinStyle(Qt::BevelJoin); // mitres of spikes reach far
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto mix = [&](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

// Diagonal lines of our own: a pattern brush would scale with the device.
void hatch(QPainter& painter, const QRectF& rect, const QColor& color, double gap, double width, bool cross) {
    if (rect.isEmpty()) return;
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setPen(hairline(color, width));
    for (double x = rect.left() - rect.height(); x < rect.right(); x += gap) {
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
        if (cross) painter.drawLine(QPointF(x, rect.top()), QPointF(x + rect.height(), rect.bottom()));
    }
    painter.restore();
}

// Runs of points without a gap between them.
template<class Draw>
void each_run(const std::vector<QPointF>& points, const Draw& draw) {
    std::size_t from = 0;
    while (from < points.size()) {
        while (from < points.size() && std::isnan(points[from].y()))
            ++from;
        std::size_t to = from;
        while (to < points.size() && !std::isnan(points[to].y()))
            ++to;
        if (to > from) draw(from, to);
        from = to;
    }
}

std::size_t budget(const ChartFrame& frame, const ChartLook& look) {
    const double columns = frame.area.width() / look.unit;
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::max(0.0, columns) * 2), 64, k_max_points);
}

void paint_line(QPainter& painter, const ChartModel& model, std::size_t index, const ChartFrame& frame,
                const ChartLook& look) {
    const views::ChartSeries& series = model.spec().series[index];
    std::vector<QPointF> points =
        thinned(series.x, series.y, model.pyramid(index), frame.x_from, frame.x_to, budget(frame, look));
    for (QPointF& p : points)
        p = {frame.px(p.x()), frame.py(p.y())};
    const QColor color = look.color(series.role);
    QPen pen = hairline(color, look.unit);
    if (series.dashed) pen.setDashPattern({3, 3});
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    each_run(points, [&](std::size_t from, std::size_t to) {
        if (to - from == 1) { // a lonely point would be invisible
            painter.save();
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawEllipse(points[from], 1.5 * look.unit, 1.5 * look.unit);
            painter.restore();
            return;
        }
        painter.drawPolyline(points.data() + from, static_cast<int>(to - from));
    });
}

// The stack's places that are visible, thinned to the budget: of each run the one where the whole is highest.
std::vector<std::size_t> shown_places(const Stack& stack, const ChartFrame& frame, std::size_t most) {
    const auto first = std::lower_bound(stack.x.begin(), stack.x.end(), frame.x_from);
    const auto last = std::upper_bound(first, stack.x.end(), frame.x_to);
    auto lo = static_cast<std::size_t>(first - stack.x.begin());
    auto hi = static_cast<std::size_t>(last - stack.x.begin());
    if (lo > 0) --lo;
    if (hi < stack.x.size()) ++hi;
    std::vector<std::size_t> out;
    const std::size_t count = hi - lo;
    if (count <= most || stack.tops.empty()) {
        for (std::size_t i = lo; i < hi; ++i)
            out.push_back(i);
        return out;
    }
    const std::vector<double>& whole = stack.tops.back();
    for (std::size_t b = 0; b < most; ++b) {
        std::size_t best = lo + count * b / most;
        for (std::size_t i = best; i < lo + count * (b + 1) / most; ++i)
            if (std::isnan(whole[best]) || whole[i] > whole[best]) best = i;
        out.push_back(best);
    }
    return out;
}

void paint_areas(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    const Stack& stack = model.stack();
    const std::vector<std::size_t> places = shown_places(stack, frame, budget(frame, look) / 2);
    const double base = frame.py(std::max(0.0, frame.y_from));
    // From the top down to the axis: each covers the lower part of the one before, so there are no seams.
    for (std::size_t layer = stack.tops.size(); layer-- > 0;) {
        std::vector<QPointF> points;
        points.reserve(places.size());
        for (const std::size_t i : places)
            points.emplace_back(frame.px(stack.x[i]), frame.py(stack.tops[layer][i]));
        const QColor color = look.color(model.spec().series[stack.series[layer]].role);
        each_run(points, [&](std::size_t from, std::size_t to) {
            QPolygonF shape(QList<QPointF>(points.begin() + static_cast<std::ptrdiff_t>(from),
                                           points.begin() + static_cast<std::ptrdiff_t>(to)));
            if (to - from == 1) shape << points[from] + QPointF(look.unit, 0);
            const QPolygonF edge = shape;
            shape << QPointF(shape.back().x(), base) << QPointF(shape.front().x(), base);
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawPolygon(shape);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(hairline(look.color(Tone::surface), look.unit));
            painter.drawPolyline(edge);
        });
    }
}

void status_pattern(QPainter& painter, const QRectF& rect, ColorRole role, const ChartLook& look) {
    if (!look.patterns || (role != ColorRole::warn && role != ColorRole::fail)) return;
    hatch(painter, rect, look.color(Tone::surface), 4 * look.unit, 0.8 * look.unit, role == ColorRole::fail);
}

void paint_bar(QPainter& painter, QRectF rect, ColorRole role, const ChartLook& look, bool gap) {
    if (gap && rect.height() > 3 * look.unit) rect.setTop(rect.top() + look.unit); // 1 px between segments
    painter.fillRect(rect, look.color(role));
    status_pattern(painter, rect, role, look);
}

struct BarSpan {
    double left, width;
};
BarSpan bar_span(const ChartModel& model, const ChartFrame& frame, double x, const ChartLook& look) {
    const double full = model.spacing() / (frame.x_to - frame.x_from) * frame.area.width();
    double width = full > 3 * look.unit ? full * 0.78 : full;
    double left = frame.px(x) - width / 2;
    if (look.pixels) { // on screen: whole pixels, or the bars look uneven
        left = std::round(left);
        width = std::max(1.0, std::round(width));
    }
    return {left, width};
}

void paint_bars(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    painter.setRenderHint(QPainter::Antialiasing, look.unit != 1);
    const views::ChartSpec& spec = model.spec();
    const double base = frame.py(std::max(0.0, frame.y_from));
    const auto shown = [&](double x) {
        return x >= frame.x_from - model.spacing() && x <= frame.x_to + model.spacing();
    };
    if (spec.kind == views::ChartSpec::Kind::bars) {
        for (const views::ChartSeries& series : spec.series) {
            if (!series.visible) continue;
            for (std::size_t i = 0; i < series.x.size(); ++i) {
                if (!shown(series.x[i]) || std::isnan(series.y[i])) continue;
                const BarSpan span = bar_span(model, frame, series.x[i], look);
                const double top = frame.py(series.y[i]);
                paint_bar(painter, QRectF(span.left, top, span.width, base - top).normalized(), series.role, look,
                          false);
            }
        }
        return;
    }
    const Stack& stack = model.stack();
    for (std::size_t i = 0; i < stack.x.size(); ++i) {
        if (!shown(stack.x[i])) continue;
        const BarSpan span = bar_span(model, frame, stack.x[i], look);
        double bottom = look.pixels ? std::round(base) : base;
        for (std::size_t layer = 0; layer < stack.tops.size(); ++layer) {
            if (std::isnan(stack.tops[layer][i])) continue;
            double top = frame.py(stack.tops[layer][i]);
            if (look.pixels) top = std::round(top);
            if (top < bottom)
                paint_bar(painter, QRectF(span.left, top, span.width, bottom - top),
                          spec.series[stack.series[layer]].role, look, layer + 1 < stack.tops.size());
            bottom = top;
        }
    }
}

} // namespace

void paint_gaps(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    for (const auto& [from, to] : model.spec().gaps) {
        const double left = std::max(frame.px(from), frame.area.left());
        const double right = std::min(frame.px(to), frame.area.right());
        hatch(painter, QRectF(left, frame.area.top(), right - left, frame.area.height()), look.color(Tone::line_strong),
              6 * look.unit, look.unit, false);
    }
}

void paint_bands(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    for (const views::ChartBand& band : model.spec().bands) {
        const std::size_t points = std::min({band.x.size(), band.low.size(), band.high.size()});
        std::vector<QPointF> upper;
        for (std::size_t i = 0; i < points; ++i)
            upper.emplace_back(band.x[i], band.high[i]);
        painter.setPen(Qt::NoPen);
        // Mixed with the ground rather than translucent: paper knows no transparency (PDF/A).
        painter.setBrush(mixed(look.color(Tone::surface), look.color(ColorRole::usual_range), 0.22));
        each_run(upper, [&](std::size_t from, std::size_t to) {
            QPolygonF shape;
            for (std::size_t i = from; i < to; ++i)
                shape << QPointF(frame.px(band.x[i]), frame.py(band.high[i]));
            for (std::size_t i = to; i-- > from;)
                shape << QPointF(frame.px(band.x[i]), frame.py(band.low[i]));
            painter.drawPolygon(shape);
        });
    }
}

void paint_series(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    using Kind = views::ChartSpec::Kind;
    const views::ChartSpec& spec = model.spec();
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (spec.kind == Kind::stacked_area) paint_areas(painter, model, frame, look);
    if (is_bars(spec)) paint_bars(painter, model, frame, look);
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (std::size_t i = 0; i < spec.series.size(); ++i) {
        const bool line = spec.kind == Kind::line || spec.series[i].dashed;
        if (line && spec.series[i].visible && spec.kind != Kind::heat_map) paint_line(painter, model, i, frame, look);
    }
}

void paint_target(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    for (const views::ChartMarker& marker : model.spec().markers) {
        if (marker.kind != views::ChartMarker::Kind::target) continue;
        const double value = model.spec().target != 0 ? model.spec().target : marker.y;
        const double y = frame.py(value);
        if (y < frame.area.top() || y > frame.area.bottom()) continue;
        QPen pen = hairline(look.color(Tone::text2), look.unit);
        pen.setDashPattern({3, 2});
        painter.setPen(pen);
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
        painter.setFont(look.font);
        painter.setPen(look.color(Tone::text3));
        painter.drawText(QRectF(frame.area.left(), y - 18 * look.unit, frame.area.width(), 16 * look.unit),
                         Qt::AlignRight | Qt::AlignBottom, QString::fromStdString(marker.label));
    }
}

void paint_heat_map(QPainter& painter, const ChartModel& model, const QRectF& area, const ChartLook& look) {
    const views::ChartSpec& spec = model.spec();
    if (spec.series.empty()) return;
    double high = 0;
    std::size_t columns = 0;
    for (const views::ChartSeries& row : spec.series) {
        columns = std::max(columns, row.y.size());
        for (const double y : row.y)
            if (y > high) high = y;
    }
    if (columns == 0) return;
    const QColor low = look.color(Tone::sunken), full = look.color(ColorRole::accent);
    const double w = area.width() / static_cast<double>(columns),
                 h = area.height() / static_cast<double>(spec.series.size());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t r = 0; r < spec.series.size(); ++r) {
        for (std::size_t c = 0; c < spec.series[r].y.size(); ++c) {
            const double y = spec.series[r].y[c];
            const QRectF cell(area.left() + w * static_cast<double>(c), area.top() + h * static_cast<double>(r), w, h);
            const QRectF inner = cell.adjusted(0, 0, -look.unit, -look.unit);
            if (std::isnan(y)) {
                hatch(painter, inner, look.color(Tone::line_strong), 4 * look.unit, look.unit, false);
                continue;
            }
            const double t = high > 0 ? std::sqrt(y / high) : 0; // quiet hours stay apart from silent ones
            painter.fillRect(inner, mixed(low, full, t));
        }
    }
}

void paint_swatch(QPainter& painter, const QRectF& rect, const views::ChartSpec& spec, std::size_t series,
                  const ChartLook& look) {
    const views::ChartSeries& s = spec.series[series];
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (s.dashed || spec.kind == views::ChartSpec::Kind::line) {
        QPen pen = hairline(look.color(s.role), 2 * look.unit);
        if (s.dashed) pen.setDashPattern({1.5, 1.5});
        painter.setPen(pen);
        painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()));
        return;
    }
    painter.setPen(needs_edge(s.role, look.scheme) ? hairline(look.color(Tone::text3), look.unit) : QPen(Qt::NoPen));
    painter.setBrush(look.color(s.role));
    painter.drawRoundedRect(rect, 2 * look.unit, 2 * look.unit);
    if (look.patterns) status_pattern(painter, rect, s.role, look);
}

} // namespace parapet::ui
