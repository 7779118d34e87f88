#pragma once
// Counts from the roll-ups: thousands of numbers instead of millions of rows.

#include "core/store/connection.h"
#include "core/store/events/event_condition.h"
#include "core/store/events/event_scan.h"
#include "core/store/events/hour_cells.h"
#include "core/store/events/value_cells.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace parapet::events {

enum class Grain : std::uint8_t { minute, hour, day };
[[nodiscard]] std::int64_t seconds_of(Grain grain);

struct RollupCell {
    std::int64_t bucket = 0; // unix seconds at which it begins
    std::int64_t asset = 0;  // 0: all together
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    std::uint64_t count = 0;
};
using RollupFn = std::function<void(const RollupCell&)>;

// Cells of one asset (0: all together) within [from_ns, to_ns), cut at whole minutes, in order of time.
[[nodiscard]] Result<void> rollup_cells(Connection& db, std::int64_t asset, std::int64_t from_ns, std::int64_t to_ns,
                                        Grain grain, const RollupFn& each);

// Ids of all assets that ever reported something.
[[nodiscard]] Result<std::vector<std::int64_t>> event_assets(Connection& db);

// Counts by value of the whole days within [from_ns, to_ns) for these kinds; `edges` gets what is left of the range.
struct ValueDay {
    std::int64_t day = 0;
    EventKind kind = EventKind::other;
    ValueCells cells;
};
struct ValueDays {
    std::vector<ValueDay> days;
    std::vector<std::pair<std::int64_t, std::int64_t>> edges; // ns, to be read from the blocks
};
[[nodiscard]] Result<ValueDays> value_days(Connection& db, Dimension dimension, std::uint32_t kinds,
                                           std::int64_t from_ns, std::int64_t to_ns);

} // namespace parapet::events
