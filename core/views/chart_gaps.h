#pragma once

#include "core/model/event.h"
#include "core/views/chart_spec.h"

#include <algorithm>
#include <optional>

namespace parapet::views {

// What lies outside of what was ever recorded (`span`; none: nothing was) is a gap of the chart, not zero.
inline void add_gaps(ChartSpec& chart, const TimeRange& range, const std::optional<TimeRange>& span) {
    const auto at = [](Time t) { return static_cast<double>(unix_seconds(t)); };
    if (!span) {
        chart.gaps.emplace_back(at(range.from), at(range.to));
        return;
    }
    if (span->from > range.from) chart.gaps.emplace_back(at(range.from), at(std::min(span->from, range.to)));
    if (span->to < range.to) chart.gaps.emplace_back(at(std::max(span->to, range.from)), at(range.to));
}

} // namespace parapet::views
