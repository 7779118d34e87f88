#include "core/views/overview_attacks.h"

#include "core/analysis/baseline.h"
#include "core/base/text.h"
#include "core/views/attack_flags.h"
#include "core/views/chart_gaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parapet::views {

namespace {

constexpr std::int64_t k_hour = 3600, k_step = 900, k_weeks_back = 26;

// Counts of everything but harmless traffic.
Result<std::map<std::int64_t, double>> counts(const Workspace& ws, Scope scope, const TimeRange& range, Bucket bucket,
                                              std::int64_t seconds, const std::stop_token& stop) {
    scope.range = range;
    ActivityRequest request;
    request.scope = std::move(scope);
    request.bucket = bucket;
    auto answer = activity(ws, request, stop);
    if (!answer) return fail(answer.error());
    std::map<std::int64_t, double> out;
    for (const ActivityCell& cell : answer->cells) {
        if (cell.value == name_of(EventKind::other)) continue;
        out[unix_seconds(cell.bucket) / seconds] += static_cast<double>(cell.count);
    }
    return out;
}

ChartBand band_of(const HourlyCounts& hours, std::int64_t from, std::int64_t to) {
    ChartBand band;
    for (std::int64_t h = from / k_hour; h <= to / k_hour; ++h) {
        const UsualRange usual = usual_at(hours, h);
        if (!usual.known) continue;
        // In the middle of its hour, and per step of the line.
        band.x.push_back(static_cast<double>(h * k_hour + k_hour / 2));
        band.low.push_back(usual.low * static_cast<double>(k_step) / k_hour);
        band.high.push_back(usual.high * static_cast<double>(k_step) / k_hour);
    }
    return band;
}

} // namespace

Result<void> add_attacks(const Workspace& ws, const Scope& scope, Time now, Overview& out, std::stop_token stop) {
    const std::int64_t to = unix_seconds(now), from = to - 24 * k_hour;
    const Scope events{{}, scope.global_filter, {from_unix_seconds(from), now}, {}};
    auto fine = counts(ws, events, events.range, Bucket::minute, k_step, stop);
    if (!fine) return fail(fine.error());
    auto span = events_span(ws, stop);
    if (!span) return fail(span.error());

    ChartSpec& chart = out.attacks;
    chart.kind = ChartSpec::Kind::line;
    chart.title = "Attack activity";
    chart.subtitle = "last 24 h, events per 15 min";
    ChartSeries line;
    line.id = "all";
    line.title = "All kinds";
    for (std::int64_t s = from / k_step; s <= (to - 1) / k_step; ++s) {
        line.x.push_back(static_cast<double>(s * k_step));
        const auto it = fine->find(s);
        line.y.push_back(it == fine->end() ? 0.0 : it->second);
    }
    const double latest = line.y.empty() ? 0.0 : line.y.back();
    const double most = line.y.empty() ? 0.0 : *std::max_element(line.y.begin(), line.y.end());
    add_gaps(chart, events.range, *span);
    chart.series.push_back(line);

    if (*span) {
        const std::int64_t first = from - k_weeks_back * 168 * k_hour;
        auto coarse = counts(ws, events, {from_unix_seconds(first), now}, Bucket::hour, k_hour, stop);
        if (!coarse) return fail(coarse.error());
        HourlyCounts hours;
        hours.first = first / k_hour;
        hours.known_from = unix_seconds((*span)->from) / k_hour;
        hours.counts.resize(static_cast<std::size_t>(to / k_hour - hours.first + 1), 0.0);
        for (const auto& [hour, n] : *coarse)
            hours.counts[static_cast<std::size_t>(hour - hours.first)] = n;
        ChartBand band = band_of(hours, from, to);
        if (!band.x.empty()) chart.bands.push_back(std::move(band));
        auto flags = attack_flags(ws, events, stop);
        if (!flags) return fail(flags.error());
        for (const AttackFlag& flag : *flags) {
            if (flag.number > 3) break;
            const std::int64_t middle = (unix_seconds(flag.span.from) + unix_seconds(flag.span.to)) / 2;
            const auto i = static_cast<std::size_t>(
                std::clamp<std::int64_t>((middle - from) / k_step, 0, static_cast<std::int64_t>(line.y.size()) - 1));
            chart.markers.push_back(
                {static_cast<double>(middle), line.y[i], flag.text, ChartMarker::Kind::flag, "attacks:" + flag.query});
            const std::string when =
                format_rfc3339(flag.span.from).substr(11, 5) + "–" + format_rfc3339(flag.span.to).substr(11, 5);
            out.flags.push_back({flag.number, flag.text + ", " + when, {"attacks", flag.query}});
        }
    }
    chart.alternative =
        fmt::format("Events of the last 24 hours per 15 minutes; latest {:.0f}, highest {:.0f}; {} flagged.", latest,
                    most, out.flags.size());
    return {};
}

} // namespace parapet::views
