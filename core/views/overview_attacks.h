#pragma once

#include "core/views/overview.h"

namespace parapet::views {

// The attack panel of the Overview: the last 24 hours before `now` by hour (or finer), the usual range of the same hours
// of earlier weeks, and what lay above it.
[[nodiscard]] Result<void> add_attacks(const Workspace& ws, const Scope& scope, Time now, Overview& out, std::stop_token stop);

} // namespace parapet::views
