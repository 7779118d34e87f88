#include "ui/charts/chart_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace parapet::ui {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t k_step = 64;

void take(MinMaxPyramid::Extremes& e, double low, double high) {
    if (std::isnan(low)) return;
    if (std::isnan(e.low) || low < e.low) e.low = low;
    if (std::isnan(e.high) || high > e.high) e.high = high;
}

std::vector<double> union_of_x(const views::ChartSpec& spec) {
    std::vector<double> x;
    for (const views::ChartSeries& series : spec.series) {
        if (!series.visible || series.dashed) continue;
        if (x.empty()) {
            x = series.x;
        } else if (series.x != x) {
            std::vector<double> both;
            std::set_union(x.begin(), x.end(), series.x.begin(), series.x.end(), std::back_inserter(both));
            x = std::move(both);
        }
    }
    x.erase(std::unique(x.begin(), x.end()), x.end());
    return x;
}

// y of the series at the common places; a place that it does not have counts as zero.
std::vector<double> aligned(const views::ChartSeries& series, const std::vector<double>& x) {
    std::vector<double> y(x.size(), 0.0);
    std::size_t at = 0;
    const std::size_t points = std::min(series.x.size(), series.y.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        while (at < points && series.x[at] < x[i])
            ++at;
        if (at < points && series.x[at] == x[i]) y[i] = series.y[at];
    }
    return y;
}

} // namespace

MinMaxPyramid::MinMaxPyramid(const std::vector<double>& y) {
    if (y.size() <= k_max_points) return;
    std::size_t step = 1;
    while (y.size() / (step * k_step) > 0) {
        step *= k_step;
        Level level{step, {}, {}};
        const std::size_t entries = (y.size() + step - 1) / step;
        level.low.reserve(entries);
        level.high.reserve(entries);
        for (std::size_t i = 0; i < entries; ++i) {
            Extremes e{k_nan, k_nan};
            if (levels_.empty()) {
                for (std::size_t p = i * step; p < std::min(y.size(), (i + 1) * step); ++p)
                    take(e, y[p], y[p]);
            } else {
                const Level& below = levels_.back();
                for (std::size_t p = i * k_step; p < std::min(below.low.size(), (i + 1) * k_step); ++p)
                    take(e, static_cast<double>(below.low[p]), static_cast<double>(below.high[p]));
            }
            level.low.push_back(static_cast<float>(e.low));
            level.high.push_back(static_cast<float>(e.high));
        }
        levels_.push_back(std::move(level));
    }
}

MinMaxPyramid::Extremes MinMaxPyramid::extremes(const std::vector<double>& y, std::size_t from, std::size_t to) const {
    Extremes e{k_nan, k_nan};
    while (from < to) {
        const Level* best = nullptr;
        for (const Level& level : levels_)
            if (from % level.step == 0 && from + level.step <= to) best = &level;
        if (best == nullptr) {
            take(e, y[from], y[from]);
            ++from;
        } else {
            const std::size_t entry = from / best->step;
            take(e, static_cast<double>(best->low[entry]), static_cast<double>(best->high[entry]));
            from += best->step;
        }
    }
    return e;
}

std::vector<QPointF> thinned(const std::vector<double>& x, const std::vector<double>& y, const MinMaxPyramid& pyramid,
                             double from, double to, std::size_t max_points) {
    std::vector<QPointF> out;
    const std::size_t points = std::min(x.size(), y.size());
    const auto begin = x.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(points);
    auto first = std::lower_bound(begin, end, from);
    auto last = std::upper_bound(first, end, to);
    if (first != begin) --first;
    if (last != end) ++last;
    const auto lo = static_cast<std::size_t>(first - begin);
    const auto hi = static_cast<std::size_t>(last - begin);
    const std::size_t count = hi - lo;
    if (count <= max_points) {
        out.reserve(count);
        for (std::size_t i = lo; i < hi; ++i)
            out.emplace_back(x[i], y[i]);
        return out;
    }
    const std::size_t buckets = std::max<std::size_t>(1, max_points / 2);
    out.reserve(2 * buckets);
    for (std::size_t b = 0; b < buckets; ++b) {
        const std::size_t a = lo + count * b / buckets;
        const std::size_t z = lo + count * (b + 1) / buckets;
        const MinMaxPyramid::Extremes e = pyramid.extremes(y, a, z);
        out.emplace_back(x[a], e.low);
        if (e.high > e.low) out.emplace_back(x[a + (z - a) / 2], e.high);
    }
    return out;
}

Stack stacked(const views::ChartSpec& spec) {
    Stack stack;
    stack.x = union_of_x(spec);
    std::vector<double> sum(stack.x.size(), k_nan);
    for (std::size_t s = 0; s < spec.series.size(); ++s) {
        const views::ChartSeries& series = spec.series[s];
        if (!series.visible || series.dashed) continue;
        const std::vector<double> y = aligned(series, stack.x);
        for (std::size_t i = 0; i < y.size(); ++i)
            if (!std::isnan(y[i])) sum[i] = (std::isnan(sum[i]) ? 0.0 : sum[i]) + y[i];
        stack.series.push_back(s);
        stack.tops.push_back(sum);
    }
    return stack;
}

double Stack::highest() const {
    double high = 0;
    if (tops.empty()) return high;
    for (const double y : tops.back())
        if (y > high) high = y;
    return high;
}

double bar_spacing(const std::vector<double>& x) {
    double spacing = 0;
    for (std::size_t i = 1; i < x.size(); ++i)
        if (spacing == 0 || x[i] - x[i - 1] < spacing) spacing = x[i] - x[i - 1];
    return spacing > 0 ? spacing : 1;
}

bool is_stacked(const views::ChartSpec& spec) {
    return spec.kind == views::ChartSpec::Kind::stacked_area || spec.kind == views::ChartSpec::Kind::stacked_bars;
}

bool is_bars(const views::ChartSpec& spec) {
    return spec.kind == views::ChartSpec::Kind::bars || spec.kind == views::ChartSpec::Kind::stacked_bars;
}

bool has_data(const views::ChartSpec& spec) {
    return std::any_of(spec.series.begin(), spec.series.end(), [](const views::ChartSeries& s) {
        return std::any_of(s.y.begin(), s.y.end(), [](double y) { return !std::isnan(y); });
    });
}

DataRange data_range(const views::ChartSpec& spec, const Stack& stack) {
    double x_from = std::numeric_limits<double>::max(), x_to = std::numeric_limits<double>::lowest(), low = 0, high = 0;
    const auto see_x = [&](const std::vector<double>& x) {
        if (x.empty()) return;
        x_from = std::min(x_from, x.front());
        x_to = std::max(x_to, x.back());
    };
    for (const views::ChartSeries& series : spec.series) {
        see_x(series.x);
        if (!series.visible || (is_stacked(spec) && !series.dashed)) continue;
        for (const double y : series.y) {
            if (y < low) low = y;
            if (y > high) high = y;
        }
    }
    if (is_stacked(spec)) high = std::max(high, stack.highest());
    for (const views::ChartBand& band : spec.bands)
        for (const double y : band.high)
            if (y > high) high = y;
    if (spec.target > high) high = spec.target;
    DataRange range{x_from, x_to, low, high};
    if (x_from > x_to) {
        range.x_from = 0;
        range.x_to = 1;
    }
    if (is_bars(spec)) {
        const double half = bar_spacing(spec.series.empty() ? std::vector<double>{} : spec.series.front().x) / 2;
        range.x_from -= half;
        range.x_to += half;
    } else if (range.x_from == range.x_to) {
        range.x_to = range.x_from + 1;
    }
    if (spec.y_max > spec.y_min) {
        range.y_from = spec.y_min;
        range.y_to = spec.y_max;
    }
    if (range.y_to <= range.y_from) range.y_to = range.y_from + 1;
    return range;
}

} // namespace parapet::ui
