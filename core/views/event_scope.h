#pragma once
// What the view-models of telemetry share.

#include "core/store/events/event_condition.h"
#include "core/store/events/event_scan.h"
#include "core/store/events/rollup_query.h"
#include "core/store/read_pool.h"
#include "core/views/events.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace parapet::views {

// A scope as a question: an empty range asks about all that there is.
struct EventScope {
    Reader reader;
    events::Question question;
    events::Condition condition;
    events::StringCache texts;
    bool bounded = false; // the scope named a range

    [[nodiscard]] static Result<std::unique_ptr<EventScope>> open(const Workspace& workspace, const Scope& scope,
                                                                  std::stop_token stop);

private:
    explicit EventScope(Reader r)
        : reader(std::move(r))
        , texts(*reader) {}
};

// First and last time of what was stored or counted, ns.
struct Span {
    std::int64_t first_ns = 0, last_ns = 0;
};
[[nodiscard]] Result<std::optional<Span>> stored_span(Connection& db);

// The scope's cells of the roll-ups, for conditions on kind, outcome and asset. Cells of one bucket may come more than
// once. With an asset in the condition or `by_asset`, cells are those of single assets.
[[nodiscard]] Result<void> scope_cells(EventScope& scope, events::Grain grain, bool by_asset,
                                       const events::RollupFn& each);

} // namespace parapet::views
