#include "core/views/attacks.h"

#include "core/base/text.h"
#include "core/query/filter.h"
#include "core/views/attack_flags.h"
#include "core/views/chart_gaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace parapet::views {

namespace {

constexpr std::int64_t k_hour = 3600, k_day = 86'400;

// A step for the chart: few enough points to see, fine enough for a burst.
struct Step {
    Bucket bucket;
    std::int64_t seconds;
};
Step step_for(const TimeRange& range) {
    const std::int64_t span = unix_seconds(range.to) - unix_seconds(range.from);
    if (span <= 3 * k_hour) return {Bucket::minute, 60};
    if (span <= 26 * k_hour) return {Bucket::minute, 900};
    if (span <= 15 * k_day) return {Bucket::hour, k_hour};
    if (span <= 100 * k_day) return {Bucket::hour, 6 * k_hour};
    return {Bucket::day, k_day};
}

// Counts by kind on a grid of steps.
struct Grid {
    std::int64_t from = 0, step = 1;
    std::size_t size = 0;
    std::map<EventKind, std::vector<double>> rows;

    Grid(const TimeRange& range, std::int64_t seconds)
        : from(unix_seconds(range.from) / seconds * seconds)
        , step(seconds) {
        const std::int64_t to = unix_seconds(range.to);
        size = static_cast<std::size_t>(std::max<std::int64_t>(1, (to - from + seconds - 1) / seconds));
    }
    void add(const Activity& activity) {
        for (const ActivityCell& cell : activity.cells) {
            const auto kind = parse_enum<EventKind>(cell.value);
            const std::int64_t at = (unix_seconds(cell.bucket) - from) / step;
            if (!kind || at < 0 || at >= static_cast<std::int64_t>(size)) continue;
            auto& row = rows[*kind];
            row.resize(size, 0.0);
            row[static_cast<std::size_t>(at)] += static_cast<double>(cell.count);
        }
    }
    [[nodiscard]] std::vector<double> total() const {
        std::vector<double> out(size, 0.0);
        for (const auto& [kind, row] : rows) {
            for (std::size_t i = 0; i < size; ++i)
                out[i] += row[i];
        }
        return out;
    }
    [[nodiscard]] std::vector<double> places() const {
        std::vector<double> x;
        x.reserve(size);
        for (std::size_t i = 0; i < size; ++i)
            x.push_back(static_cast<double>(from + static_cast<std::int64_t>(i) * step));
        return x;
    }
};

Result<Grid> grid_of(const Workspace& ws, Scope scope, const TimeRange& range, const Step& step,
                     const std::stop_token& stop) {
    scope.range = range;
    ActivityRequest request;
    request.scope = std::move(scope);
    request.bucket = step.bucket;
    auto answer = activity(ws, request, stop);
    if (!answer) return fail(answer.error());
    Grid grid(range, step.seconds);
    grid.add(*answer);
    grid.rows.erase(EventKind::other); // harmless traffic is no activity to look at
    return grid;
}

void add_kinds(ChartSpec& chart, const Grid& grid) {
    const std::vector<double> x = grid.places();
    for (const KindGroup& group : kind_groups()) {
        for (const EventKind kind : group.kinds) {
            const auto it = grid.rows.find(kind);
            if (it == grid.rows.end()) continue;
            ChartSeries series;
            series.id = name_of(kind);
            series.title = title_of(kind);
            series.role = role_of(kind);
            series.x = x;
            series.y = it->second;
            chart.series.push_back(std::move(series));
        }
    }
}

std::string step_text(std::int64_t seconds) {
    if (seconds < k_hour) return seconds == 60 ? "per minute" : fmt::format("per {} min", seconds / 60);
    return seconds == k_hour ? "per hour" : seconds == k_day ? "per day" : fmt::format("per {} h", seconds / k_hour);
}

std::string in_words(const ChartSpec& chart, const std::vector<double>& total, std::size_t flags) {
    if (total.empty()) return "No events.";
    const double most = *std::max_element(total.begin(), total.end());
    return fmt::format("Events {} by kind, {} points; latest {:.0f}, highest {:.0f}; {} flagged.", chart.subtitle,
                       total.size(), total.back(), most, flags);
}

Result<void> add_flags(const Workspace& ws, const Scope& scope, const Grid& grid, const std::vector<double>& total,
                       AttackActivity& out, const std::stop_token& stop) {
    auto flags = attack_flags(ws, scope, stop);
    if (!flags) return fail(flags.error());
    out.flags = std::move(*flags);
    for (const AttackFlag& flag : out.flags) {
        const double x = static_cast<double>(unix_seconds(flag.span.from) / 2 + unix_seconds(flag.span.to) / 2);
        const auto i = static_cast<std::int64_t>((x - static_cast<double>(grid.from)) / static_cast<double>(grid.step));
        const double y =
            i >= 0 && i < static_cast<std::int64_t>(total.size()) ? total[static_cast<std::size_t>(i)] : 0.0;
        out.chart.markers.push_back({x, y, flag.text, ChartMarker::Kind::flag, "attacks:" + flag.query});
    }
    return {};
}

Result<void> add_brush(const Workspace& ws, const AttackRequest& request, AttackActivity& out,
                       const std::stop_token& stop) {
    const Time end = request.scope.range.to;
    auto days = grid_of(ws, request.scope, {end - std::chrono::hours(24 * 90), end}, {Bucket::day, k_day}, stop);
    if (!days) return fail(days.error());
    out.brush.kind = ChartSpec::Kind::line;
    out.brush.title = "90 days";
    out.brush.zone = request.zone;
    ChartSeries all;
    all.id = "all";
    all.title = "All kinds";
    all.role = ColorRole::neutral;
    all.x = days->places();
    all.y = days->total();
    out.brush.series.push_back(std::move(all));
    return {};
}

} // namespace

const std::vector<KindGroup>& kind_groups() {
    static const std::vector<KindGroup> k_groups{
        {"Access", {EventKind::ssh, EventKind::login, EventKind::password_reset}},
        {"Account", {EventKind::account_change, EventKind::payment_change}},
        {"Web attacks",
         {EventKind::sql_injection, EventKind::malformed_request, EventKind::xss, EventKind::attack_other,
          EventKind::scan}},
        {"System",
         {EventKind::firewall_change, EventKind::infrastructure_change, EventKind::privilege_escalation,
          EventKind::new_user, EventKind::file_change, EventKind::outbound_connection, EventKind::intrusion_alert,
          EventKind::malware, EventKind::mode_change, EventKind::availability}},
    };
    return k_groups;
}

ChartSpec hour_of_week_chart(const std::array<std::int64_t, 168>& counts, const std::string& zone) {
    static constexpr const char* k_days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    ChartSpec chart;
    chart.kind = ChartSpec::Kind::heat_map;
    chart.title = "Hour of week";
    chart.time_axis = false;
    chart.zone = zone;
    for (int h = 0; h < 24; ++h)
        chart.categories.push_back(fmt::format("{:02}", h));
    std::size_t most = 0;
    for (std::size_t d = 0; d < 7; ++d) {
        ChartSeries row;
        row.id = row.title = k_days[d];
        for (std::size_t h = 0; h < 24; ++h) {
            row.x.push_back(static_cast<double>(h));
            row.y.push_back(static_cast<double>(counts[d * 24 + h]));
            if (counts[d * 24 + h] > counts[most]) most = d * 24 + h;
        }
        chart.series.push_back(std::move(row));
    }
    chart.alternative = fmt::format("Events by hour of the week; most on {} at {:02}:00 ({}).", k_days[most / 24],
                                    most % 24, format_count(counts[most]));
    return chart;
}

Result<AttackActivity> attack_activity(const Workspace& ws, const AttackRequest& request, std::stop_token stop) {
    AttackActivity out;
    const TimeRange range = request.scope.range;
    const Step step = step_for(range);
    out.step = std::chrono::seconds(step.seconds);
    out.shown = range;
    auto grid = grid_of(ws, request.scope, range, step, stop);
    if (!grid) return fail(grid.error());
    auto span = events_span(ws, stop);
    if (!span) return fail(span.error());
    auto totals = kind_totals(ws, request.scope, stop);
    if (!totals) return fail(totals.error());
    out.totals = std::move(*totals);

    ChartSpec& chart = out.chart;
    chart.kind = request.style == AttackStyle::stacked ? ChartSpec::Kind::stacked_area : ChartSpec::Kind::line;
    chart.title = "Events by kind";
    chart.subtitle = step_text(step.seconds);
    chart.zone = request.zone;
    add_kinds(chart, *grid);
    add_gaps(chart, range, *span);
    const std::vector<double> total = grid->total();
    for (const double n : total)
        out.total += static_cast<std::int64_t>(n);
    if (request.previous) {
        const Duration length = range.to - range.from;
        auto before = grid_of(ws, request.scope, {range.from - length, range.from}, step, stop);
        if (!before) return fail(before.error());
        ChartSeries series;
        series.id = "previous";
        series.title = "Previous period";
        series.role = ColorRole::text2;
        series.dashed = true;
        series.x = grid->places();
        series.y = before->total();
        series.y.resize(series.x.size(), 0.0);
        chart.series.push_back(std::move(series));
    }
    if (auto r = add_flags(ws, request.scope, *grid, total, out, stop); !r) return fail(r.error());
    chart.alternative = in_words(chart, total, out.flags.size());

    if (auto r = add_brush(ws, request, out, stop); !r) return fail(r.error());
    return out;
}

} // namespace parapet::views
