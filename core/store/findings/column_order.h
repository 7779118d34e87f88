#pragma once
// Lists in any order over the columns in memory: the same rows in the same order as list.h gives.

#include "core/store/findings/columns.h"
#include "core/store/findings/list.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace parapet {

// What each code of a column counts for in an order: the least comes first where it rises; equal ones are equal.
struct Ranks {
    const CodeColumn* codes = nullptr;
    std::vector<std::uint32_t> of_code;
    std::uint32_t count = 0; // they are below this
};
using RanksPtr = std::shared_ptr<const Ranks>;

// Names are looked up in `db`. Null: the order is by texts that are not in memory.
[[nodiscard]] Result<RanksPtr> ranks_of(Connection& db, const FindingColumns& columns, FindingOrder by);

struct ColumnOrder {
    struct Key {
        RanksPtr ranks;
        bool descending = false;
    };
    std::vector<Key> keys; // then the id, which falls where the last key falls
};

// Rows (numbers of columns), all of them in order.
[[nodiscard]] std::vector<std::uint32_t> in_order(const FindingColumns& columns, const RowSet& rows,
                                                  const ColumnOrder& order);
// The first `limit` of them after that row.
[[nodiscard]] std::vector<std::uint32_t> first_in_order(const FindingColumns& columns, const RowSet& rows,
                                                        const ColumnOrder& order, std::optional<std::uint32_t> after,
                                                        std::size_t limit);

// Where a row stands in a list, as list_findings() tells it.
[[nodiscard]] Result<ListPlace> place_of_row(Connection& db, const FindingColumns& columns,
                                             const std::vector<FindingOrderKey>& order, std::uint32_t row);

} // namespace parapet
