#pragma once
// A gate's policy held against the workspace.

#include "core/analysis/gate_policy.h"
#include "core/views/findings.h"

namespace parapet::views {

struct GateCheck {
    std::string name;
    bool passed = true;
    std::int64_t count = 0;           // findings that fail it
    std::string measured;             // "3 findings", "last complete scan 26 h ago"
    std::string state;                // of a required scan: never_scanned, scan_failed ... as name_of(CoverageState)
    std::string query;                // shows them
    std::vector<FindingRow> findings; // the first ones
};
struct GateResult {
    bool passed = true;
    std::vector<GateCheck> checks; // in the policy's order
};
[[nodiscard]] Result<GateResult> evaluate_gate(const Workspace&, const GatePolicy&, std::size_t list_limit = 20,
                                               std::stop_token stop = {});

} // namespace parapet::views
