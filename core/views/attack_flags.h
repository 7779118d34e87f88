#pragma once

#include "core/views/attacks.h"

namespace parapet::views {

// What lies above the usual range of the same hour of the week, or outside of the hours in which it ever happened,
// within scope.range; repeats of one shift are folded into one flag. Worst first, at most 8, numbered from 1.
[[nodiscard]] Result<std::vector<AttackFlag>> attack_flags(const Workspace& ws, const Scope& scope,
                                                           std::stop_token stop);

} // namespace parapet::views
