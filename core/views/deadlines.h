#pragma once
// By when findings are to be fixed, by their severity.

#include "core/analysis/deadline.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>

namespace parapet::views {

// Keeps the policy and sets the deadlines of all findings by it, in one transaction. Returns how many changed.
[[nodiscard]] Result<std::int64_t> set_deadlines(Workspace& workspace, const DeadlinePolicy& policy,
                                                 const std::string& who);

} // namespace parapet::views
