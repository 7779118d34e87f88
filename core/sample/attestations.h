#pragma once
// What the people of Larkspur attest of their controls.

#include "core/base/time.h"
#include "core/store/workspace.h"

namespace parapet::sample {

// Those of the days [from, to) of `days`; `start` is the first day.
[[nodiscard]] Result<void> attest_days(Workspace& workspace, Time start, int from, int to, int days);

} // namespace parapet::sample
