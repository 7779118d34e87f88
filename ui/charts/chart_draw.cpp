// A whole chart as vectors: title, axes, series, legend. What the PDF, the SVG and the copied picture show.

#include "ui/charts/chart_paint.h"
#include "ui/widgets/glyphs.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

using Kind = views::ChartSpec::Kind;

void draw_text(QPainter& painter, const QPointF& baseline, const QString& text, const QColor& color) {
    painter.setPen(color);
    painter.drawText(baseline, text);
}

// Returns the height used.
double draw_title(QPainter& painter, const QRectF& rect, const views::ChartSpec& spec, const ChartLook& look) {
    if (spec.title.empty()) return 0;
    QFont title = look.strong;
    title.setPixelSize(static_cast<int>(std::lround(look.font.pixelSize() * 13.0 / 11.0)));
    const QFontMetricsF metrics(title, painter.device());
    painter.setFont(title);
    const double baseline = rect.top() + metrics.ascent();
    const QString text = QString::fromStdString(spec.title);
    draw_text(painter, {rect.left(), baseline}, text, look.color(Tone::text));
    if (!spec.subtitle.empty()) {
        painter.setFont(look.font);
        draw_text(painter, {rect.left() + metrics.horizontalAdvance(text) + 8 * look.unit, baseline},
                  QString::fromStdString(spec.subtitle), look.color(Tone::text3));
    }
    return metrics.height() + 8 * look.unit;
}

bool status_role(ColorRole role) {
    return role == ColorRole::ok || role == ColorRole::warn || role == ColorRole::fail || role == ColorRole::neutral;
}

Status glyph_of(ColorRole role) {
    if (role == ColorRole::ok) return Status::met;
    if (role == ColorRole::warn) return Status::partly;
    return role == ColorRole::fail ? Status::not_met : Status::not_assessed;
}

// Shapes beside the words, where the role has one: colour is never alone.
void draw_mark(QPainter& painter, const QRectF& square, const views::ChartSpec& spec, std::size_t series,
               const ChartLook& look) {
    const ColorRole role = spec.series[series].role;
    if (spec.kind != Kind::line && role >= ColorRole::critical && role <= ColorRole::info) {
        const int steps = static_cast<int>(role) - static_cast<int>(ColorRole::critical);
        paint_severity(painter, square, static_cast<Severity>(4 - steps), look.scheme);
    } else if (spec.kind != Kind::line && status_role(role)) {
        paint_status(painter, square, glyph_of(role), look.scheme, look.color(Tone::surface));
    } else {
        paint_swatch(painter, square.adjusted(0, look.unit, -2 * look.unit, -look.unit), spec, series, look);
    }
}

// Wraps to as many lines as it needs, from the bottom up; returns the height used.
double draw_legend(QPainter& painter, const QRectF& rect, const views::ChartSpec& spec, const ChartLook& look) {
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < spec.series.size(); ++i)
        if (spec.series[i].visible && !spec.series[i].title.empty()) shown.push_back(i);
    if (shown.size() < 2 || spec.kind == Kind::heat_map) return 0;
    const QFontMetricsF metrics(look.font, painter.device());
    const double u = look.unit, line = metrics.height() + 4 * u, mark = 11 * u;
    std::vector<QPointF> places;
    double x = rect.left(), y = 0;
    for (const std::size_t i : shown) {
        const double width = mark + 5 * u + metrics.horizontalAdvance(QString::fromStdString(spec.series[i].title));
        if (x > rect.left() && x + width > rect.right()) {
            x = rect.left();
            y += line;
        }
        places.emplace_back(x, y);
        x += width + 14 * u;
    }
    const double height = y + line;
    painter.setFont(look.font);
    for (std::size_t n = 0; n < shown.size(); ++n) {
        const QPointF at(places[n].x(), rect.bottom() - height + places[n].y());
        draw_mark(painter, QRectF(at.x(), at.y() + (line - mark) / 2, mark, mark), spec, shown[n], look);
        draw_text(painter, {at.x() + mark + 5 * u, at.y() + (line + metrics.ascent() - metrics.descent()) / 2},
                  QString::fromStdString(spec.series[shown[n]].title), look.color(Tone::text2));
    }
    return height + 6 * u;
}

void draw_value_axis(QPainter& painter, const ValueAxis& axis, const ChartFrame& frame, const ChartLook& look) {
    const QFontMetricsF metrics(look.font, painter.device());
    for (const Tick& tick : axis.ticks) {
        const double y = frame.py(tick.at);
        painter.setPen(QPen(look.color(ColorRole::grid), 0.7 * look.unit));
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
        const double x = frame.area.left() - 6 * look.unit - metrics.horizontalAdvance(tick.label);
        draw_text(painter, {x, y + (metrics.ascent() - metrics.descent()) / 2}, tick.label, look.color(Tone::text3));
    }
}

void draw_place_axis(QPainter& painter, const std::vector<Tick>& ticks, const QString& end, const ChartFrame& frame,
                     const ChartLook& look) {
    const QFontMetricsF metrics(look.font, painter.device());
    const double y = frame.area.bottom() + 4 * look.unit + metrics.ascent();
    double limit = frame.area.right();
    if (!end.isEmpty()) {
        limit -= metrics.horizontalAdvance(end);
        draw_text(painter, {limit, y}, end, look.color(Tone::text3));
        limit -= 6 * look.unit;
    }
    double taken = frame.area.left() - 20 * look.unit;
    for (const Tick& tick : ticks) {
        const double width = metrics.horizontalAdvance(tick.label);
        const double x = frame.px(tick.at) - width / 2;
        if (x < taken || x + width > limit) continue;
        draw_text(painter, {x, y}, tick.label, look.color(Tone::text3));
        taken = x + width + 6 * look.unit;
    }
}

void draw_heat_map(QPainter& painter, QRectF body, const ChartModel& model, const ChartLook& look) {
    const views::ChartSpec& spec = model.spec();
    const QFontMetricsF metrics(look.font, painter.device());
    double label = 0;
    for (const views::ChartSeries& row : spec.series)
        label = std::max(label, metrics.horizontalAdvance(QString::fromStdString(row.title)));
    body.adjust(label + 8 * look.unit, 0, 0, -metrics.height() - 6 * look.unit);
    paint_heat_map(painter, model, body, look);
    painter.setFont(look.font);
    const double h = body.height() / static_cast<double>(std::max<std::size_t>(1, spec.series.size()));
    for (std::size_t r = 0; r < spec.series.size(); ++r) {
        const double y = body.top() + h * (static_cast<double>(r) + 0.5) + (metrics.ascent() - metrics.descent()) / 2;
        draw_text(painter, {body.left() - label - 8 * look.unit, y}, QString::fromStdString(spec.series[r].title),
                  look.color(Tone::text3));
    }
    ChartFrame frame{body, 0, static_cast<double>(std::max<std::size_t>(1, spec.categories.size())), 0, 1};
    std::vector<Tick> ticks;
    for (std::size_t c = 0; c < spec.categories.size(); c += 6)
        ticks.push_back({static_cast<double>(c) + 0.5, QString::fromStdString(spec.categories[c])});
    draw_place_axis(painter, ticks, {}, frame, look);
}

ChartFrame frame_for(const QRectF& body, const ChartModel& model, const ValueAxis& axis, const ChartLook& look,
                     QPainter& painter) {
    const QFontMetricsF metrics(look.font, painter.device());
    double label = 0;
    for (const Tick& tick : axis.ticks)
        label = std::max(label, metrics.horizontalAdvance(tick.label));
    ChartFrame frame;
    const double lane =
        has_deploys(model.spec()) || has_flags(model.spec()) ? k_lane * look.unit : metrics.height() / 2;
    frame.area = body.adjusted(label + 6 * look.unit, lane, -2 * look.unit, -metrics.height() - 6 * look.unit);
    frame.x_from = model.range().x_from;
    frame.x_to = model.range().x_to;
    frame.y_from = axis.from;
    frame.y_to = axis.top;
    return frame;
}

void draw_body(QPainter& painter, const QRectF& body, const ChartModel& model, const ChartLook& look) {
    const views::ChartSpec& spec = model.spec();
    const bool fixed = spec.y_max > spec.y_min;
    const ValueAxis axis = value_axis(model.range().y_from, model.range().y_to, 5, fixed);
    const ChartFrame frame = frame_for(body, model, axis, look, painter);
    if (frame.area.width() <= 0 || frame.area.height() <= 0) return;
    painter.setFont(look.font);
    draw_value_axis(painter, axis, frame, look);
    painter.save();
    painter.setClipRect(frame.area.adjusted(0, -look.unit, 0, look.unit), Qt::IntersectClip);
    paint_gaps(painter, model, frame, look);
    paint_bands(painter, model, frame, look);
    paint_series(painter, model, frame, look);
    painter.restore();
    paint_target(painter, model, frame, look);
    paint_markers(painter, model, frame, look);
    painter.setFont(look.font);
    if (spec.time_axis) {
        const double gap = 62 * look.unit;
        draw_place_axis(painter, time_ticks(frame.x_from, frame.x_to, frame.area.width(), gap, model.zone()),
                        zone_name(model.zone(), frame.x_to), frame, look);
    } else {
        const QFontMetricsF metrics(look.font, painter.device());
        double widest = 0;
        for (const std::string& c : spec.categories)
            widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(c)));
        draw_place_axis(
            painter,
            category_ticks(spec.categories, frame.x_from, frame.x_to, frame.area.width(), widest + 4 * look.unit), {},
            frame, look);
    }
}

} // namespace

void draw_chart(QPainter& painter, const QRectF& rect, const views::ChartSpec& spec, const ChartLook& look,
                bool with_title) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    const ChartModel model(spec);
    QRectF body = rect;
    if (with_title) body.setTop(body.top() + draw_title(painter, rect, spec, look));
    body.setBottom(body.bottom() - draw_legend(painter, rect, spec, look));
    if (!has_data(spec)) {
        painter.setFont(look.font);
        painter.setPen(look.color(Tone::text3));
        painter.drawText(body, Qt::AlignCenter, ChartModel(spec).summary());
    } else if (spec.kind == Kind::heat_map) {
        draw_heat_map(painter, body, model, look);
    } else {
        draw_body(painter, body, model, look);
    }
    painter.restore();
}

} // namespace parapet::ui
