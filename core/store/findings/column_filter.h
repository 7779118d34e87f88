#pragma once
// A filter's tree over the columns in memory: the same rows as finding_condition() finds, for the present state only.

#include "core/store/findings/columns.h"
#include "core/store/findings/condition.h"

namespace parapet {

[[nodiscard]] Result<RowSet> rows_of_filter(Connection& db, const FindingColumns& columns, const query::Node& filter,
                                            const ConditionContext& context);

// The rows depend on the time that they are asked for.
[[nodiscard]] bool asks_for_time(const query::Node& filter);

} // namespace parapet
