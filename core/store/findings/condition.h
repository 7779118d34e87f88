#pragma once
// A filter's tree as a condition on the table `finding f`.

#include "core/query/filter.h"
#include "core/store/sql.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace parapet {

struct ConditionContext {
    std::int64_t now = 0;              // seconds; what relative times count from
    std::optional<std::int64_t> as_of; // seconds: the state at that time, from the history
};

struct FindingCondition {
    SqlText where; // never empty
    // Set when a search narrows the whole condition to few rows: worth starting from them, not from an order.
    bool few = false;
};

// Searches for text run on `db` now; the rest is left to the query.
[[nodiscard]] Result<FindingCondition> finding_condition(Connection& db, const query::Node& filter,
                                                         const ConditionContext& context);

// Status and owner as they were at that time: expressions on `f`.
[[nodiscard]] SqlText status_expression(const ConditionContext& context);

// "deadline passed": due < now and not yet fixed or decided away.
[[nodiscard]] SqlText overdue_expression(const ConditionContext& context);

// Findings whose words hold `text`: every word (its beginning, unless a phrase) somewhere in title, place, ids or
// description, or in the name of the asset.
[[nodiscard]] Result<IdSet> search_findings(Connection& db, std::string_view text, bool phrase);

} // namespace parapet
