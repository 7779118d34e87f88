#pragma once
// Expectations held against what scanners saw, and their breaches as findings of the tool "Parapet expectations".

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/store/expect/evaluate.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

inline constexpr const char* k_expectations_tool = "Parapet expectations";

struct ExpectOutcome {
    std::int64_t holds = 0, broken = 0, not_seen = 0;
    std::int64_t added = 0, reopened = 0, closed = 0; // findings
};

// `run`: the import that it follows, and is undone with (core/store/undo). Looks at these assets anew (at all when none
// is given). Findings are written only where a breach came, went or has another value.
[[nodiscard]] Result<ExpectOutcome> hold_expectations(Workspace& workspace, const std::vector<std::int64_t>& assets,
                                                      const std::string& run = {});

// After imports: looks at the assets that they told of, if anything is expected at all.
[[nodiscard]] Result<ExpectOutcome> hold_expectations_after(Workspace& workspace, std::int64_t first_import,
                                                            const std::string& run = {});

// Keeps the text, which must be good, and looks at everything. An empty one expects nothing.
[[nodiscard]] Result<ExpectOutcome> set_expectations(Workspace& workspace, const std::string& text,
                                                     const std::string& who);

} // namespace parapet
