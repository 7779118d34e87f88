#pragma once
// Draws the inside of a chart (areas, bars, lines, bands, gaps, markers) onto any painter: a widget, a picture, a PDF.

#include "ui/charts/chart_model.h"
#include "ui/theme/tokens.h"

#include <QColor>
#include <QFont>
#include <QRectF>

#include <vector>

class QPainter;

namespace parapet::ui {

struct ChartLook {
    Scheme scheme = Scheme::dark;
    QFont font;            // axes
    QFont strong;          // numbers of flags, totals
    double unit = 1;       // one design px in units of the painter
    bool pixels = true;    // edges stand on whole units
    bool patterns = false; // status by pattern as well as colour: paper, high contrast
    [[nodiscard]] QColor color(ColorRole role) const { return color_of(role, scheme); }
    [[nodiscard]] QColor color(Tone tone) const { return color_of(tone, scheme); }
};

// Where x and y lie.
struct ChartFrame {
    QRectF area;
    double x_from = 0, x_to = 1, y_from = 0, y_to = 1;
    [[nodiscard]] double px(double x) const { return area.left() + (x - x_from) / (x_to - x_from) * area.width(); }
    [[nodiscard]] double py(double y) const { return area.bottom() - (y - y_from) / (y_to - y_from) * area.height(); }
    [[nodiscard]] double x_at(double px) const { return x_from + (px - area.left()) / area.width() * (x_to - x_from); }
};

void paint_gaps(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look);
void paint_bands(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look);
void paint_series(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look);
void paint_target(QPainter& painter, const ChartModel& model, const ChartFrame& frame, const ChartLook& look);
void paint_heat_map(QPainter& painter, const ChartModel& model, const QRectF& area, const ChartLook& look);

// What of the markers can be clicked.
struct MarkerSpot {
    QRectF rect;
    std::vector<std::size_t> markers; // of the spec; several when they cluster
};
// Deploys in their lane above the area (needs k_lane px there), flags on the curve.
inline constexpr int k_lane = 20;
[[nodiscard]] bool has_deploys(const views::ChartSpec& spec);
[[nodiscard]] bool has_flags(const views::ChartSpec& spec);
std::vector<MarkerSpot> paint_markers(QPainter& painter, const ChartModel& model, const ChartFrame& frame,
                                      const ChartLook& look);

// Title, axes, legend and all, as vectors: for paper, SVG and pictures. `rect` is filled to its edges.
void draw_chart(QPainter& painter, const QRectF& rect, const views::ChartSpec& spec, const ChartLook& look,
                bool with_title = true);

// A swatch of a legend: square, line or dashes, as the series is drawn.
void paint_swatch(QPainter& painter, const QRectF& rect, const views::ChartSpec& spec, std::size_t series,
                  const ChartLook& look);

} // namespace parapet::ui
