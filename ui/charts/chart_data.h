#pragma once
// Numbers of a chart, made ready for drawing: thinned to what a screen can show without losing a peak, and stacked.

#include "core/views/chart_spec.h"

#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <vector>

namespace parapet::ui {

// More than this is never drawn of one series (design/performance.md, C).
inline constexpr std::size_t k_max_points = 4000;

// Lowest and highest value of every run of points, in steps, so that millions of points are thinned in no time.
class MinMaxPyramid {
public:
    MinMaxPyramid() = default;
    explicit MinMaxPyramid(const std::vector<double>& y);

    struct Extremes {
        double low, high; // NaN: only gaps
    };
    [[nodiscard]] Extremes extremes(const std::vector<double>& y, std::size_t from, std::size_t to) const;

private:
    struct Level {
        std::size_t step = 0; // points per entry
        std::vector<float> low, high;
    };
    std::vector<Level> levels_;
};

// The points of a line from `from` to `to` (and one beyond at each side), at most `max_points`, peaks and dips kept.
// NaN in y marks a gap.
[[nodiscard]] std::vector<QPointF> thinned(const std::vector<double>& x, const std::vector<double>& y,
                                           const MinMaxPyramid& pyramid, double from, double to,
                                           std::size_t max_points = k_max_points);

// Visible series on top of each other at common places.
struct Stack {
    std::vector<double> x;
    std::vector<std::size_t> series;       // indexes into the spec, bottom first
    std::vector<std::vector<double>> tops; // cumulated; NaN where every series is
    [[nodiscard]] double highest() const;
};
[[nodiscard]] Stack stacked(const views::ChartSpec& spec);

struct DataRange {
    double x_from = 0, x_to = 1, y_from = 0, y_to = 1;
};
// What is to be seen at first: all of x; y from 0 for counts, or as the spec says.
[[nodiscard]] DataRange data_range(const views::ChartSpec& spec, const Stack& stack);

// Width of one bar, in units of x.
[[nodiscard]] double bar_spacing(const std::vector<double>& x);

[[nodiscard]] bool is_stacked(const views::ChartSpec& spec);
[[nodiscard]] bool is_bars(const views::ChartSpec& spec);
[[nodiscard]] bool has_data(const views::ChartSpec& spec);

} // namespace parapet::ui
