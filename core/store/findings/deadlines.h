#pragma once
// The deadlines that are kept, and those of the findings that are stored already.

#include "core/analysis/deadline.h"
#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string_view>

namespace parapet {

// Keeps the policy (setting "deadline_days") and counts every finding's deadline anew, within the caller's transaction.
// The journal says who did it. Returns how many changed.
[[nodiscard]] Result<std::int64_t> apply_deadlines(Connection& db, const DeadlinePolicy& policy, std::string_view who,
                                                   std::int64_t now_ns);

} // namespace parapet
