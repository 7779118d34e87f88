// Pages, totals and the span of telemetry.

#include "core/store/events/event_counts.h"
#include "core/store/events/event_pages.h"
#include "core/views/event_scope.h"
#include "core/views/events.h"

#include <charconv>
#include <utility>

namespace parapet::views {

namespace {

// "<ns>:<event id>"
Cursor to_cursor(const Event& event) {
    return std::to_string(unix_nanos(event.time)) + ":" + std::to_string(event.id);
}

Result<std::optional<events::PageKey>> parse_cursor(const Cursor& cursor) {
    if (cursor.empty()) return std::optional<events::PageKey>();
    events::PageKey key;
    const char* const end = cursor.data() + cursor.size();
    const auto time = std::from_chars(cursor.data(), end, key.time_ns);
    if (time.ec == std::errc() && time.ptr != end && *time.ptr == ':') {
        const auto id = std::from_chars(time.ptr + 1, end, key.id);
        if (id.ec == std::errc() && id.ptr == end) return std::optional(key);
    }
    return fail(Errc::bad_argument, "this is not a place in the list of events", cursor, "Start from the first page");
}

} // namespace

Result<EventsPage> events_page(const Workspace& workspace, const EventsRequest& request, std::stop_token stop) {
    auto after = parse_cursor(request.after);
    if (!after) return fail(std::move(after.error()));
    events::PageRequest page;
    page.question.filter = request.scope.filter;
    page.question.global_filter = request.scope.global_filter;
    if (request.scope.range.to > request.scope.range.from) {
        page.question.from_ns = unix_nanos(request.scope.range.from);
        page.question.to_ns = unix_nanos(request.scope.range.to);
    }
    page.newest_first = request.newest_first;
    page.after = *after;
    page.limit = request.limit;
    auto read = events::read_page(workspace, page, std::move(stop));
    if (!read) return fail(std::move(read.error()));
    EventsPage out;
    out.rows = std::move(read->rows);
    if (read->more && !out.rows.empty()) out.next = to_cursor(out.rows.back());
    return out;
}

Result<std::int64_t> events_count(const Workspace& workspace, const Scope& scope, std::stop_token stop) {
    const bool bounded = scope.range.to > scope.range.from;
    if (!bounded && scope.filter.empty() && scope.global_filter.empty()) {
        auto reader = workspace.readers().reader(stop);
        if (!reader) return fail(std::move(reader.error()));
        return (*reader)->integer("SELECT sum(rows) FROM event_block");
    }
    events::Question question;
    question.filter = scope.filter;
    question.global_filter = scope.global_filter;
    if (bounded) {
        question.from_ns = unix_nanos(scope.range.from);
        question.to_ns = unix_nanos(scope.range.to);
    }
    return events::count_rows(workspace, question, std::move(stop));
}

Result<std::optional<TimeRange>> events_span(const Workspace& workspace, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    auto span = stored_span(**reader);
    if (!span) return fail(std::move(span.error()));
    if (!*span) return std::optional<TimeRange>();
    return std::optional(TimeRange{from_unix_nanos((*span)->first_ns), from_unix_nanos((*span)->last_ns)});
}

namespace {

using KindTotals = std::array<KindTotal, k_event_kind_count>;

// Which kinds any source ever reported, and when last.
Result<void> add_seen_kinds(EventScope& scope, KindTotals& totals, bool with_last) {
    auto find = scope.reader->cached("SELECT kind, asset, max(last_ns) FROM event_seen GROUP BY kind, asset");
    if (!find) return fail(std::move(find.error()));
    for (;;) {
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return {};
        const auto kind = static_cast<std::size_t>((*find)->integer(0));
        if (kind >= totals.size()) continue;
        totals[kind].collected = true;
        if (!with_last) continue;
        bool asked = false;
        for (std::size_t outcome = 0; outcome < k_outcome_count && !asked; ++outcome)
            asked = scope.condition.matches_cell(static_cast<EventKind>(kind), static_cast<Outcome>(outcome),
                                                 (*find)->integer(1), scope.texts);
        const Time last = from_unix_nanos((*find)->integer(2));
        if (asked && (!totals[kind].last || *totals[kind].last < last)) totals[kind].last = last;
    }
}

Result<void> add_counts(const Workspace& workspace, EventScope& scope, KindTotals& totals, bool previous,
                        std::stop_token stop) {
    const auto add = [&](std::size_t kind, std::uint64_t n) {
        (previous ? totals[kind].previous : totals[kind].count) += static_cast<std::int64_t>(n);
    };
    if (scope.condition.needs_only_rollups())
        return scope_cells(scope, events::Grain::day, false, [&](const events::RollupCell& cell) {
            add(static_cast<std::size_t>(cell.kind), cell.count);
        });
    constexpr std::int64_t k_long = 86'400 * 3650;
    auto counts = events::count_buckets(workspace, scope.question, events::GroupBy::kind, k_long, {}, std::move(stop));
    if (!counts) return fail(std::move(counts.error()));
    for (const auto& [bucket, groups] : counts->by_bucket)
        for (const auto& [kind, n] : groups)
            add(kind, n);
    for (const auto& [kind, last] : counts->last_ns) {
        auto& known = totals[kind].last;
        if (!known || *known < from_unix_nanos(last)) known = from_unix_nanos(last);
    }
    return {};
}

} // namespace

Result<std::vector<KindTotal>> kind_totals(const Workspace& workspace, const Scope& of, std::stop_token stop) {
    auto opened = EventScope::open(workspace, of, stop);
    if (!opened) return fail(std::move(opened.error()));
    EventScope& scope = **opened;
    KindTotals totals;
    for (std::size_t kind = 0; kind < totals.size(); ++kind)
        totals[kind].kind = static_cast<EventKind>(kind);
    if (auto done = add_seen_kinds(scope, totals, scope.condition.needs_only_rollups()); !done)
        return fail(std::move(done.error()));
    if (auto done = add_counts(workspace, scope, totals, false, stop); !done) return fail(std::move(done.error()));
    if (scope.bounded) {
        const std::int64_t length = scope.question.to_ns - scope.question.from_ns;
        scope.question.to_ns = scope.question.from_ns;
        scope.question.from_ns -= length;
        if (auto done = add_counts(workspace, scope, totals, true, stop); !done) return fail(std::move(done.error()));
    }
    if (scope.texts.error()) return fail(*scope.texts.error());
    return std::vector<KindTotal>(totals.begin(), totals.end());
}

} // namespace parapet::views
