// What moves over a chart: crosshair, tool tip, selection, heat map cells. Own buffered layer, so that the data below
// are not drawn again.

#include "ui/charts/chart_plot.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

constexpr int k_pad = 10;

struct Row {
    QString left, right;
    int series = -1;   // a swatch when >= 0
    bool head = false; // the first line
    bool quiet = false;
};

std::vector<Row> rows_of(const Reading& reading) {
    std::vector<Row> rows{{reading.place, {}, -1, true, false}};
    if (reading.gap) rows.push_back({QCoreApplication::translate("Chart", "no data"), {}, -1, false, true});
    if (reading.total)
        rows.push_back({QCoreApplication::translate("Chart", "Total"), value_text(*reading.total), -1, false, true});
    for (const Reading::Line& line : reading.lines)
        rows.push_back({line.title, value_text(line.value), static_cast<int>(line.series), false, line.comparison});
    if (reading.more > 0)
        rows.push_back(
            {QCoreApplication::translate("Chart", "%1 more, %2").arg(reading.more).arg(value_text(reading.rest)),
             {},
             -1,
             false,
             true});
    if (!reading.usual.isEmpty()) rows.push_back({reading.usual, {}, -1, false, true});
    for (const QString& marker : reading.markers)
        rows.push_back({marker, {}, -1, false, false});
    return rows;
}

// Names come from logs: cut to one short line, never rich text.
QString short_text(const QFont& font, const QString& text) {
    return QFontMetrics(font).elidedText(text.simplified(), Qt::ElideMiddle, px(260));
}

} // namespace

void ChartPlot::paintReading(QCPPainter& painter, const Reading& reading) const {
    const ChartFrame at = frame();
    const QFont plain = type(Type::small), strong = type(Type::small_strong);
    const QFontMetricsF metrics(strong);
    const double line = std::ceil(metrics.height()) + px(3);
    std::vector<Row> rows = rows_of(reading);
    double width = 0;
    for (Row& row : rows) {
        row.left = short_text(row.head ? strong : plain, row.left);
        width = std::max(width, metrics.horizontalAdvance(row.left) + (row.series >= 0 ? px(14) : 0) +
                                    (row.right.isEmpty() ? 0 : metrics.horizontalAdvance(row.right) + px(14)));
    }
    const QSizeF size(width + 2 * px(k_pad), line * static_cast<double>(rows.size()) + 2 * px(k_pad) - px(3));
    const double x = at.px(reading.x);
    double left = x + px(10);
    if (left + size.width() > rect().right()) left = x - px(10) - size.width();
    left = std::max(left, 0.0);
    const double top = std::clamp(at.area.top() + px(6), 0.0, std::max(0.0, rect().height() - size.height()));
    const QRectF box(QPointF(left, top), size);
    painter.setPen(QPen(tone(Tone::line_strong), 1));
    painter.setBrush(tone(Tone::raised));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6));
    double y = box.top() + px(k_pad);
    for (const Row& row : rows) {
        const QRectF cell(box.left() + px(k_pad), y, width, line - px(3));
        double indent = 0;
        if (row.series >= 0) {
            indent = px(14);
            paint_swatch(painter, QRectF(cell.left(), cell.center().y() - px(4), px(8), px(8)), model_->spec(),
                         static_cast<std::size_t>(row.series), look());
        }
        painter.setFont(row.head ? strong : plain);
        painter.setPen(tone(row.quiet ? Tone::text2 : Tone::text));
        painter.drawText(cell.adjusted(indent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, row.left);
        painter.setFont(row.quiet && row.series < 0 ? strong : plain);
        painter.setPen(tone(Tone::text));
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, row.right);
        y += line;
    }
}

void ChartPlot::paintOverlay(QCPPainter& painter) {
    if (!model_) return;
    if (model_->empty()) {
        painter.setFont(type(Type::small));
        painter.setPen(tone(Tone::text3));
        painter.drawText(rect(), Qt::AlignCenter, model_->summary());
        return;
    }
    if (heatMap()) {
        const ChartLook now = look();
        const QRectF area = heatArea();
        paint_heat_map(painter, *model_, area, now);
        painter.setFont(now.font);
        painter.setPen(tone(Tone::text3));
        const auto& spec = model_->spec();
        const double h = area.height() / static_cast<double>(spec.series.size());
        for (std::size_t r = 0; r < spec.series.size(); ++r)
            painter.drawText(QRectF(0, area.top() + h * static_cast<double>(r), area.left() - px(6), h),
                             Qt::AlignRight | Qt::AlignVCenter, QString::fromStdString(spec.series[r].title));
        const std::size_t columns = spec.series.front().y.size();
        const double w = area.width() / static_cast<double>(std::max<std::size_t>(1, columns));
        for (std::size_t c = 0; c < std::min(columns, spec.categories.size()); c += 6)
            painter.drawText(QRectF(area.left() + w * static_cast<double>(c), area.bottom() + px(2), px(40), px(16)),
                             Qt::AlignLeft | Qt::AlignVCenter, QString::fromStdString(spec.categories[c]));
        if (cell_) {
            painter.setPen(QPen(tone(Tone::text), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(QRectF(area.left() + w * cell_->x(), area.top() + h * cell_->y(), w, h)
                                 .adjusted(-0.5, -0.5, -0.5, -0.5));
        }
        return;
    }
    const ChartFrame at = frame();
    if (drag_from_ && drag_to_ && std::abs(*drag_to_ - *drag_from_) > 3) {
        QColor veil = tone(Tone::accent);
        veil.setAlphaF(0.18F);
        const QRectF span =
            QRectF(QPointF(*drag_from_, at.area.top()), QPointF(*drag_to_, at.area.bottom())).normalized();
        painter.fillRect(span.intersected(at.area), veil);
        return;
    }
    if (!place_) return;
    const Reading reading = model_->reading(*place_);
    if (reading.x < from_ || reading.x > to_) return;
    const double x = std::round(at.px(reading.x)) + 0.5;
    painter.setPen(QPen(tone(Tone::text2), 1));
    if (!is_bars(model_->spec())) painter.drawLine(QPointF(x, at.area.top()), QPointF(x, at.area.bottom()));
    paintReading(painter, reading);
}

void ChartPlot::repaintOverlay() {
    layer(QStringLiteral("overlay"))->replot();
}

std::optional<QPoint> ChartPlot::heatCell(const QPointF& at) const {
    const QRectF area = heatArea();
    if (!area.contains(at) || model_->spec().series.empty()) return std::nullopt;
    const auto rows = static_cast<double>(model_->spec().series.size());
    const auto columns = static_cast<double>(model_->spec().series.front().y.size());
    return QPoint(static_cast<int>((at.x() - area.left()) / area.width() * columns),
                  static_cast<int>((at.y() - area.top()) / area.height() * rows));
}

const MarkerSpot* ChartPlot::spotAt(const QPointF& at) const {
    for (const MarkerSpot& spot : spots_)
        if (spot.rect.contains(at)) return &spot;
    return nullptr;
}

void ChartPlot::setPlace(std::optional<std::size_t> place) {
    if (place_ == place) return;
    place_ = place;
    repaintOverlay();
    emit placeChanged();
}

} // namespace parapet::ui
