#include "core/analysis/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parapet {

namespace {

constexpr std::int64_t k_week = 168;

double percentile(std::vector<double>& sorted, double p) {
    const double place = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

// Happens in few hours of the week, and always in the same ones: a schedule that nobody wrote down.
bool has_schedule(const HourlyCounts& series, std::int64_t before) {
    std::vector<char> used(k_week, 0);
    double total = 0;
    for (std::int64_t h = series.known_from; h < before; ++h) {
        const double n = series.at(h);
        total += n;
        if (n > 0) used[static_cast<std::size_t>(h % k_week)] = 1;
    }
    const auto hours = std::count(used.begin(), used.end(), 1);
    return total >= 20 && hours * 8 <= k_week; // at most an eighth of the week
}

} // namespace

double HourlyCounts::at(std::int64_t hour) const {
    const std::int64_t i = hour - first;
    return i < 0 || i >= static_cast<std::int64_t>(counts.size()) ? 0.0 : counts[static_cast<std::size_t>(i)];
}

UsualRange usual_at(const HourlyCounts& series, std::int64_t hour, int most_weeks, int least_weeks) {
    std::vector<double> values;
    for (int w = 1; w <= most_weeks; ++w) {
        const std::int64_t then = hour - w * k_week;
        if (then < series.known_from || then < series.first) break;
        values.push_back(series.at(then));
    }
    UsualRange out;
    out.weeks = static_cast<int>(values.size());
    if (out.weeks < least_weeks) return out;
    std::sort(values.begin(), values.end());
    out.known = true;
    out.low = percentile(values, 0.05);
    out.median = percentile(values, 0.5);
    out.high = percentile(values, 0.95);
    return out;
}

std::vector<Unusual> unusual_hours(const HourlyCounts& series, std::int64_t from, std::int64_t to) {
    std::vector<Unusual> out;
    const bool scheduled = has_schedule(series, from);
    for (std::int64_t hour = from; hour < to; ++hour) {
        const double n = series.at(hour);
        if (n <= 0) continue;
        const UsualRange usual = usual_at(series, hour);
        if (!usual.known) continue;
        const bool never = scheduled && usual.high <= 0;
        const bool much = n > usual.high * 1.5 && n > usual.high + 5;
        if (!never && !much) continue;
        if (!out.empty() && hour - out.back().to <= 2 && out.back().outside_schedule == never) {
            out.back().to = hour + 1;
        } else {
            out.push_back({hour, hour + 1, 0, 0, never, 0, usual.weeks});
        }
        out.back().count += n;
        out.back().usual += usual.median;
        out.back().weeks = std::min(out.back().weeks, usual.weeks);
    }
    for (Unusual& u : out)
        u.factor = u.count / std::max(u.usual, 1.0);
    std::stable_sort(out.begin(), out.end(), [](const Unusual& a, const Unusual& b) {
        if (a.outside_schedule != b.outside_schedule) return a.outside_schedule;
        return a.count - a.usual > b.count - b.usual;
    });
    return out;
}

std::string Unusual::why() const {
    if (outside_schedule) {
        return fmt::format("{:.0f} at an hour of the week in which it did not happen once in {} weeks", count, weeks);
    }
    return fmt::format("{:.0f} against a median of {:.0f} at the same hours of {} earlier weeks", count, usual, weeks);
}

std::string baseline_explanation() {
    return "Usual is what the same hour of the week held in the weeks before, at most 26 and at least 4 of them: the "
           "band "
           "runs from the 5th to the 95th percentile. An hour is flagged when it holds more than one and a half times "
           "the "
           "upper end and at least 5 more; or when a kind that keeps to a few hours of the week happens outside of "
           "them. "
           "Flagged hours within two hours of each other are one flag.";
}

} // namespace parapet
