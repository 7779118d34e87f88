#include "core/views/event_scope.h"

#include <algorithm>
#include <utility>

namespace parapet::views {

namespace {

constexpr std::int64_t k_day_ns = 86'400'000'000'000;

// Without a range: whole days around all that there is, so that the roll-ups by day answer.
Result<void> span_all(Connection& db, events::Question& question) {
    auto span = stored_span(db);
    if (!span) return fail(std::move(span.error()));
    question.from_ns = question.to_ns = 0;
    if (!*span) return {};
    const std::int64_t first = events::floor_divide((*span)->first_ns, k_day_ns);
    const std::int64_t last = events::floor_divide((*span)->last_ns, k_day_ns);
    constexpr std::int64_t k_most = std::numeric_limits<std::int64_t>::max() / k_day_ns;
    question.from_ns = std::max(first, -k_most) * k_day_ns;
    question.to_ns = last + 1 >= k_most ? std::numeric_limits<std::int64_t>::max() : (last + 1) * k_day_ns;
    return {};
}

} // namespace

Result<std::unique_ptr<EventScope>> EventScope::open(const Workspace& workspace, const Scope& scope,
                                                     std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto fixed = reader->snapshot(); !fixed) return fail(std::move(fixed.error()));
    std::unique_ptr<EventScope> made(new EventScope(std::move(*reader)));
    auto condition = events::Condition::compile(*made->reader, scope.filter, scope.global_filter);
    if (!condition) return fail(std::move(condition.error()));
    made->condition = std::move(*condition);
    made->question.filter = scope.filter;
    made->question.global_filter = scope.global_filter;
    made->bounded = scope.range.to > scope.range.from;
    if (made->bounded) {
        made->question.from_ns = unix_nanos(scope.range.from);
        made->question.to_ns = unix_nanos(scope.range.to);
    } else if (auto done = span_all(*made->reader, made->question); !done) {
        return fail(std::move(done.error()));
    }
    return made;
}

Result<std::optional<Span>> stored_span(Connection& db) {
    auto find = db.cached("SELECT min(first_ns), max(last_ns) FROM event_seen");
    if (!find) return fail(std::move(find.error()));
    auto row = (*find)->step();
    if (!row) return fail(std::move(row.error()));
    if (!*row || (*find)->is_null(0)) return std::optional<Span>();
    return std::optional(Span{(*find)->integer(0), (*find)->integer(1)});
}

Result<void> scope_cells(EventScope& scope, events::Grain grain, bool by_asset, const events::RollupFn& each) {
    events::Condition& condition = scope.condition;
    const auto filtered = [&](const events::RollupCell& cell) {
        if (condition.matches_cell(cell.kind, cell.outcome, cell.asset, scope.texts)) each(cell);
    };
    const auto& q = scope.question;
    if (!by_asset && !condition.needs_asset())
        return events::rollup_cells(*scope.reader, 0, q.from_ns, q.to_ns, grain, filtered);
    auto assets = events::event_assets(*scope.reader);
    if (!assets) return fail(std::move(assets.error()));
    for (const std::int64_t asset : *assets) {
        bool any = false;
        for (std::size_t kind = 0; kind < k_event_kind_count && !any; ++kind)
            for (std::size_t outcome = 0; outcome < k_outcome_count && !any; ++outcome)
                any = condition.matches_cell(static_cast<EventKind>(kind), static_cast<Outcome>(outcome), asset,
                                             scope.texts);
        if (!any) continue;
        if (auto done = events::rollup_cells(*scope.reader, asset, q.from_ns, q.to_ns, grain, filtered); !done)
            return done;
    }
    return {};
}

} // namespace parapet::views
