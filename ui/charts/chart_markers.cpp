// Deploys in their lane, flags with their numbers.

#include "ui/charts/chart_paint.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace parapet::ui {
namespace {

using Kind = views::ChartMarker::Kind;

bool shown(const views::ChartMarker& marker, const ChartFrame& frame) {
    return marker.x >= frame.x_from && marker.x <= frame.x_to;
}

void dashed_line(QPainter& painter, const QColor& color, double x, double from, double to, double unit) {
    QPen pen(color, unit);
    pen.setDashPattern({2, 2});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, from), QPointF(x, to));
}

struct Cluster {
    double x = 0, right = 0;
    std::vector<std::size_t> markers;
};

// Deploys closer than their triangles are wide become one with a count.
std::vector<Cluster> clusters(const ChartModel& model, const ChartFrame& frame, const ChartLook& look) {
    std::vector<Cluster> out;
    const auto& markers = model.spec().markers;
    for (std::size_t i = 0; i < markers.size(); ++i) {
        if (markers[i].kind != Kind::deploy || !shown(markers[i], frame)) continue;
        const double x = frame.px(markers[i].x);
        if (!out.empty() && x - out.back().x < 11 * look.unit)
            out.back().markers.push_back(i);
        else
            out.push_back({x, 0, {i}});
    }
    return out;
}

void paint_deploys(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look,
                   std::vector<MarkerSpot>& spots) {
    std::vector<Cluster> found = clusters(model, frame, look);
    const QFontMetricsF metrics(look.font);
    const double u = look.unit, y = frame.area.top() - 9 * u;
    painter.setFont(look.font);
    const bool lines = found.size() <= 4;
    double taken = frame.area.left() - 1;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Cluster& c = found[i];
        QPolygonF triangle(
            {QPointF(c.x - 4 * u, y - 3.5 * u), QPointF(c.x + 4 * u, y - 3.5 * u), QPointF(c.x, y + 3.5 * u)});
        if (lines) dashed_line(painter, look.color(Tone::text3), c.x, y + 4 * u, frame.area.bottom(), u);
        painter.setPen(Qt::NoPen);
        painter.setBrush(look.color(Tone::text2));
        painter.drawPolygon(triangle);
        const QString label = c.markers.size() > 1 ? QString::number(c.markers.size())
                                                   : QString::fromStdString(model.spec().markers[c.markers[0]].label);
        const double next = i + 1 < found.size() ? found[i + 1].x - 8 * u : frame.area.right() + 4 * u;
        const double left = c.x + 7 * u, width = metrics.horizontalAdvance(label);
        MarkerSpot spot{QRectF(c.x - 7 * u, y - 8 * u, 14 * u, 16 * u), c.markers};
        if (left > taken && left + width <= next) {
            painter.setPen(look.color(Tone::text3));
            painter.drawText(QRectF(left, y - 9 * u, width + u, 18 * u), Qt::AlignLeft | Qt::AlignVCenter, label);
            taken = left + width;
            spot.rect.setRight(taken);
        }
        spots.push_back(std::move(spot));
    }
}

void paint_flag(QPainter& painter, const ChartModel& model, std::size_t index, const QString& number,
                const ChartFrame& frame, const ChartLook& look, std::vector<MarkerSpot>& spots) {
    const views::ChartMarker& marker = model.spec().markers[index];
    const double u = look.unit, x = frame.px(marker.x);
    const double y = std::clamp(frame.py(marker.y), frame.area.top(), frame.area.bottom());
    const QColor color = look.color(ColorRole::fail);
    const bool line = model.spec().kind == views::ChartSpec::Kind::line;
    const QFontMetricsF metrics(look.strong);
    const double width = std::max(14 * u, metrics.horizontalAdvance(number) + 8 * u);
    QRectF box(x - width / 2, y - 20 * u, width, 16 * u);
    if (line) {
        box.moveLeft(x + 8 * u);
        box.moveTop(y - 8 * u);
        if (box.right() > frame.area.right()) box.moveRight(x - 8 * u);
        painter.setPen(QPen(color, 1.5 * u));
        painter.setBrush(look.color(Tone::surface));
        painter.drawEllipse(QPointF(x, y), 4 * u, 4 * u);
    } else {
        dashed_line(painter, color, x, y, frame.area.bottom(), u);
    }
    if (!line && box.right() > frame.area.right() + 2 * u) box.moveRight(frame.area.right() + 2 * u);
    box.moveTop(std::max(box.top(), frame.area.top() - (k_lane - 2) * u));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(box, 3 * u, 3 * u);
    painter.setFont(look.strong);
    painter.setPen(look.color(Tone::surface));
    painter.drawText(box, Qt::AlignCenter, number);
    spots.push_back({box.adjusted(-3 * u, -3 * u, 3 * u, 3 * u), {index}});
}

} // namespace

bool has_deploys(const views::ChartSpec& spec) {
    return std::any_of(spec.markers.begin(), spec.markers.end(), [](const auto& m) { return m.kind == Kind::deploy; });
}

bool has_flags(const views::ChartSpec& spec) {
    return std::any_of(spec.markers.begin(), spec.markers.end(), [](const auto& m) { return m.kind == Kind::flag; });
}

std::vector<MarkerSpot> paint_markers(QPainter& painter, const ChartModel& model, const ChartFrame& frame,
                                      const ChartLook& look) {
    std::vector<MarkerSpot> spots;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    paint_deploys(painter, model, frame, look, spots);
    int number = 0;
    for (std::size_t i = 0; i < model.spec().markers.size(); ++i) {
        const views::ChartMarker& marker = model.spec().markers[i];
        if (marker.kind != Kind::flag) continue;
        ++number;
        if (shown(marker, frame)) paint_flag(painter, model, i, QString::number(number), frame, look, spots);
    }
    painter.restore();
    return spots;
}

} // namespace parapet::ui
