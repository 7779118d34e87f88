#pragma once
// What the people of Larkspur decided about their findings in a week.

#include "core/sample/random.h"
#include "core/store/workspace.h"

namespace parapet::sample {

// Takes up some of the open findings at the workspace's present time: owners, triage, acceptances with an end, false
// positives with a reason.
[[nodiscard]] Result<void> decide_week(Workspace& workspace, Random& random);

} // namespace parapet::sample
