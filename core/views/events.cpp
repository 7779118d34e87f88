// Counts of telemetry: from the roll-ups when the filter allows, else from the blocks.

#include "core/views/events.h"

#include "core/store/events/event_counts.h"
#include "core/views/event_scope.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace parapet::views {

using events::GroupBy;
using events::GroupKey;

namespace {

events::Grain grain_of(Bucket bucket) {
    switch (bucket) {
    case Bucket::minute:
        return events::Grain::minute;
    case Bucket::hour:
        return events::Grain::hour;
    case Bucket::day:
        return events::Grain::day;
    }
    return events::Grain::hour;
}

GroupBy group_of(ActivityBy by) {
    switch (by) {
    case ActivityBy::kind:
        return GroupBy::kind;
    case ActivityBy::source_ip:
        return GroupBy::source;
    case ActivityBy::user:
        return GroupBy::user;
    case ActivityBy::asset:
        return GroupBy::asset;
    case ActivityBy::outcome:
        return GroupBy::outcome;
    }
    return GroupBy::kind;
}

std::string name_of_group(ActivityBy by, GroupKey key, events::StringCache& texts) {
    switch (by) {
    case ActivityBy::kind:
        return std::string(name_of(static_cast<EventKind>(key)));
    case ActivityBy::outcome:
        return std::string(name_of(static_cast<Outcome>(key)));
    case ActivityBy::source_ip:
        return key == events::k_other_values ? "" : texts.address(key);
    default:
        return key == events::k_other_values ? "" : std::string(texts.text(static_cast<std::int64_t>(key)));
    }
}

bool has_values(ActivityBy by) {
    return by == ActivityBy::source_ip || by == ActivityBy::user;
}

struct GroupTotal {
    std::uint64_t count = 0;
    std::array<std::uint64_t, k_event_kind_count> by_kind{};
    [[nodiscard]] EventKind main_kind() const {
        return static_cast<EventKind>(std::max_element(by_kind.begin(), by_kind.end()) - by_kind.begin());
    }
};
using GroupTotals = std::vector<std::pair<GroupKey, GroupTotal>>;

// The `limit` groups with the highest counts; equal ones by key, so that the answer does not depend on chance.
void keep_top(GroupTotals& totals, std::size_t limit) {
    const auto higher = [](const auto& a, const auto& b) {
        return a.second.count != b.second.count ? a.second.count > b.second.count : a.first < b.first;
    };
    const std::size_t n = std::min(limit, totals.size());
    std::partial_sort(totals.begin(), totals.begin() + static_cast<std::ptrdiff_t>(n), totals.end(), higher);
    totals.resize(n);
}

Result<GroupTotals> rollup_totals(EventScope& scope, ActivityBy by) {
    std::unordered_map<GroupKey, GroupTotal> totals;
    auto done = scope_cells(scope, events::Grain::day, by == ActivityBy::asset, [&](const events::RollupCell& cell) {
        const GroupKey key = by == ActivityBy::asset  ? static_cast<GroupKey>(cell.asset)
                             : by == ActivityBy::kind ? static_cast<GroupKey>(cell.kind)
                                                      : static_cast<GroupKey>(cell.outcome);
        GroupTotal& total = totals[key];
        total.count += cell.count;
        total.by_kind[static_cast<std::size_t>(cell.kind)] += cell.count;
    });
    if (!done) return fail(std::move(done.error()));
    return GroupTotals(totals.begin(), totals.end());
}

// Users and addresses: whole days from their own roll-up when only kinds are asked for. The rest of the range is left
// in `edges`, to be read from the blocks.
Result<events::ValueDays> whole_days(EventScope& scope, ActivityBy by) {
    if (const auto kinds = has_values(by) ? scope.condition.needs_only_kinds() : std::nullopt)
        return events::value_days(*scope.reader,
                                  by == ActivityBy::user ? events::Dimension::user : events::Dimension::source, *kinds,
                                  scope.question.from_ns, scope.question.to_ns);
    events::ValueDays none;
    none.edges.emplace_back(scope.question.from_ns, scope.question.to_ns);
    return none;
}

events::Question part_of(const EventScope& scope, const std::pair<std::int64_t, std::int64_t>& range) {
    events::Question part = scope.question;
    part.from_ns = range.first;
    part.to_ns = range.second;
    return part;
}

Result<events::KindValues> kind_values(const Workspace& workspace, EventScope& scope, ActivityBy by,
                                       std::stop_token stop) {
    auto whole = whole_days(scope, by);
    if (!whole) return fail(std::move(whole.error()));
    events::KindValues values;
    for (events::ValueDay& day : whole->days)
        values.emplace_back(day.kind, std::move(day.cells));
    for (const auto& edge : whole->edges)
        if (auto done = events::count_groups(workspace, part_of(scope, edge), group_of(by), values, stop); !done)
            return fail(std::move(done.error()));
    return values;
}

std::uint64_t count_of(const events::ValueCells& cells, GroupKey code) {
    const auto at = std::lower_bound(cells.begin(), cells.end(), code,
                                     [](const events::ValueCell& c, GroupKey wanted) { return c.code < wanted; });
    return at != cells.end() && at->code == code ? at->count : 0;
}

Result<GroupTotals> value_totals(const Workspace& workspace, EventScope& scope, ActivityBy by, std::size_t limit,
                                 std::stop_token stop) {
    auto values = kind_values(workspace, scope, by, std::move(stop));
    if (!values) return fail(std::move(values.error()));
    events::ValueSums sums;
    for (const auto& [kind, cells] : *values)
        sums.add(cells);
    events::ValueCells top = sums.cells();
    const auto higher = [](const events::ValueCell& a, const events::ValueCell& b) {
        return a.count != b.count ? a.count > b.count : a.code < b.code;
    };
    const std::size_t n = std::min(limit, top.size());
    std::partial_sort(top.begin(), top.begin() + static_cast<std::ptrdiff_t>(n), top.end(), higher);
    top.resize(n);
    GroupTotals totals;
    for (const events::ValueCell& cell : top) {
        GroupTotal total;
        total.count = cell.count;
        for (const auto& [kind, cells] : *values)
            total.by_kind[static_cast<std::size_t>(kind)] += count_of(cells, cell.code);
        // count_groups() gives keys that are never 0.
        totals.emplace_back(has_values(by) ? cell.code : cell.code - 1, total);
    }
    return totals;
}

Result<GroupTotals> top_totals(const Workspace& workspace, EventScope& scope, ActivityBy by, std::size_t limit,
                               std::stop_token stop) {
    if (has_values(by) || !scope.condition.needs_only_rollups())
        return value_totals(workspace, scope, by, limit, std::move(stop));
    auto totals = rollup_totals(scope, by);
    if (totals) keep_top(*totals, limit);
    return totals;
}

using Series = std::map<std::int64_t, std::map<GroupKey, std::uint64_t>>;

Activity as_activity(const Series& series, ActivityBy by, events::StringCache& texts) {
    Activity out;
    for (const auto& [bucket, groups] : series) {
        const std::size_t begin = out.cells.size();
        for (const auto& [key, n] : groups)
            out.cells.push_back(
                {from_unix_seconds(bucket), name_of_group(by, key, texts), static_cast<std::int64_t>(n)});
        std::sort(out.cells.begin() + static_cast<std::ptrdiff_t>(begin), out.cells.end(),
                  [](const ActivityCell& a, const ActivityCell& b) { return a.value < b.value; });
    }
    return out;
}

// Of assets and values only the largest groups have a series of their own.
Result<std::vector<GroupKey>> top_keys(const Workspace& workspace, EventScope& scope, const ActivityRequest& request,
                                       std::stop_token stop) {
    auto totals = top_totals(workspace, scope, request.by, request.top, std::move(stop));
    if (!totals) return fail(std::move(totals.error()));
    std::vector<GroupKey> keys;
    for (const auto& [key, total] : *totals)
        keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

// The top values by themselves, the rest together: a look-up each, not a walk over all.
void add_day(const events::ValueDay& day, const std::vector<GroupKey>& top, std::map<GroupKey, std::uint64_t>& groups) {
    std::uint64_t rest = 0;
    for (const events::ValueCell& cell : day.cells)
        rest += cell.count;
    for (const GroupKey key : top) {
        const std::uint64_t n = count_of(day.cells, key);
        if (n != 0) groups[key] += n;
        rest -= n;
    }
    if (rest != 0) groups[events::k_other_values] += rest;
}

template<class Shown>
Result<void> add_scanned(const Workspace& workspace, EventScope& scope, const ActivityRequest& request,
                         const std::vector<GroupKey>& top, Shown shown, Series& series, std::stop_token stop) {
    events::ValueDays whole;
    whole.edges.emplace_back(scope.question.from_ns, scope.question.to_ns);
    if (request.bucket == Bucket::day) {
        auto days = whole_days(scope, request.by);
        if (!days) return fail(std::move(days.error()));
        whole = std::move(*days);
    }
    for (const events::ValueDay& day : whole.days)
        add_day(day, top, series[day.day * 86'400]);
    for (const auto& edge : whole.edges) {
        auto counts = events::count_buckets(workspace, part_of(scope, edge), group_of(request.by),
                                            events::seconds_of(grain_of(request.bucket)),
                                            has_values(request.by) ? top : std::vector<GroupKey>(), stop);
        if (!counts) return fail(std::move(counts.error()));
        for (const auto& [bucket, groups] : counts->by_bucket)
            for (const auto& [key, n] : groups)
                series[bucket][shown(key)] += n;
    }
    return {};
}

} // namespace

Result<Activity> activity(const Workspace& workspace, const ActivityRequest& request, std::stop_token stop) {
    auto opened = EventScope::open(workspace, request.scope, stop);
    if (!opened) return fail(std::move(opened.error()));
    EventScope& scope = **opened;
    const bool limited = has_values(request.by) || request.by == ActivityBy::asset;
    std::vector<GroupKey> top;
    if (limited) {
        auto keys = top_keys(workspace, scope, request, stop);
        if (!keys) return fail(std::move(keys.error()));
        top = std::move(*keys);
    }
    const auto shown = [&](GroupKey key) {
        return !limited || std::binary_search(top.begin(), top.end(), key) ? key : events::k_other_values;
    };
    Series series;
    const bool from_rollups = !has_values(request.by) && scope.condition.needs_only_rollups();
    if (from_rollups) {
        auto done = scope_cells(
            scope, grain_of(request.bucket), request.by == ActivityBy::asset, [&](const events::RollupCell& cell) {
                const GroupKey key = request.by == ActivityBy::asset  ? shown(static_cast<GroupKey>(cell.asset))
                                     : request.by == ActivityBy::kind ? static_cast<GroupKey>(cell.kind)
                                                                      : static_cast<GroupKey>(cell.outcome);
                series[cell.bucket][key] += cell.count;
            });
        if (!done) return fail(std::move(done.error()));
    } else if (!limited || !top.empty()) {
        auto done = add_scanned(workspace, scope, request, top, shown, series, stop);
        if (!done) return fail(std::move(done.error()));
    }
    Activity out = as_activity(series, request.by, scope.texts);
    out.from_rollups = from_rollups;
    if (scope.texts.error()) return fail(*scope.texts.error());
    return out;
}

Result<std::array<std::int64_t, 168>> hour_of_week(const Workspace& workspace, const Scope& of, Duration utc_offset,
                                                   std::stop_token stop) {
    auto opened = EventScope::open(workspace, of, stop);
    if (!opened) return fail(std::move(opened.error()));
    EventScope& scope = **opened;
    std::array<std::int64_t, 168> hours{};
    const std::int64_t offset = std::chrono::floor<std::chrono::seconds>(utc_offset).count();
    const auto add = [&](std::int64_t second, std::uint64_t n) {
        // 1970-01-01 was a Thursday: Monday lies three days before it.
        constexpr std::int64_t k_monday = 3 * 24;
        const std::int64_t hour = events::floor_divide(second + offset, 3600) + k_monday;
        hours[static_cast<std::size_t>(hour - events::floor_divide(hour, 168) * 168)] += static_cast<std::int64_t>(n);
    };
    // Zones that are not whole hours from UTC cut our hours in two.
    const auto grain = offset % 3600 == 0 ? events::Grain::hour : events::Grain::minute;
    if (scope.condition.needs_only_rollups()) {
        auto done =
            scope_cells(scope, grain, false, [&](const events::RollupCell& cell) { add(cell.bucket, cell.count); });
        if (!done) return fail(std::move(done.error()));
        return hours;
    }
    auto counts = events::count_buckets(workspace, scope.question, GroupBy::kind, events::seconds_of(grain), {}, stop);
    if (!counts) return fail(std::move(counts.error()));
    for (const auto& [bucket, groups] : counts->by_bucket)
        for (const auto& [key, n] : groups)
            add(bucket, n);
    return hours;
}

Result<std::vector<TopValue>> top_values(const Workspace& workspace, const Scope& of, ActivityBy by, std::size_t limit,
                                         std::stop_token stop) {
    auto opened = EventScope::open(workspace, of, stop);
    if (!opened) return fail(std::move(opened.error()));
    EventScope& scope = **opened;
    auto totals = top_totals(workspace, scope, by, limit, stop);
    if (!totals) return fail(std::move(totals.error()));
    std::vector<TopValue> out;
    for (const auto& [key, total] : *totals)
        out.push_back({name_of_group(by, key, scope.texts), total.main_kind(), static_cast<std::int64_t>(total.count)});
    if (scope.texts.error()) return fail(*scope.texts.error());
    return out;
}

} // namespace parapet::views
