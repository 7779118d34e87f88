#pragma once
// Lists of findings in any order, page by page: only keysets, never OFFSET. Every order ends in the id.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/findings/condition.h"
#include "core/store/findings/indexes.h"
#include "core/store/sql.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

enum class FindingOrder : std::uint8_t {
    severity,
    due,
    title,
    asset,
    first_seen,
    last_seen,
    epss,
    score,
    owner,
    status,
    rule,
    rule_id, // only to complete `rule`
};
struct FindingOrderKey {
    FindingOrder by = FindingOrder::severity;
    bool descending = true;
};

// Adds what makes an order one of those that have an index: the deadline to the severity, the rule's number to its name
// (two tools may have rules of one name).
void complete_order(std::vector<FindingOrderKey>& order);

// What a list is made of, once its filters are understood.
struct FindingList {
    FindingCondition condition;
    ConditionContext context;
    std::vector<FindingOrderKey> order;
};

// A place in a list: the values of the order's keys, then the id. Empty: the beginning.
using ListPlace = std::vector<SqlValue>;
struct ListedFinding {
    std::int64_t id = 0;
    ListPlace place;
};

// The next `limit` findings after `after`.
[[nodiscard]] Result<std::vector<ListedFinding>> list_findings(Connection& db, const FindingList& list,
                                                               const ListPlace& after, std::size_t limit);
// All ids in order.
[[nodiscard]] Result<std::vector<std::int64_t>> list_all_ids(Connection& db, const FindingList& list);

[[nodiscard]] Result<std::int64_t> count_findings(Connection& db, const FindingCondition& condition);

// An index gives the list's order: its first page costs next to nothing, unless the filter leaves few.
[[nodiscard]] bool has_order_index(Connection& db, const FindingList& list);

// The index that makes this order cheap, if it is one that is built on demand.
[[nodiscard]] std::optional<FindingIndex> index_for(const std::vector<FindingOrderKey>& order);

// The statements that list_findings runs for a place in the middle; for tests that pin their plans.
[[nodiscard]] std::vector<SqlText> list_statements(Connection& db, const FindingList& list, const ListPlace& after,
                                                   std::size_t limit);

// A place as text that a page hands out, and back. A text that does not fit the order is an error.
[[nodiscard]] std::string place_text(const FindingList& list, const ListPlace& place);
[[nodiscard]] Result<ListPlace> place_of_text(const FindingList& list, const std::string& text);

} // namespace parapet
