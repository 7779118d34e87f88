#pragma once
// What the Overview reads of findings and scans: typed answers, no SQL outside.

#include "core/analysis/posture.h"
#include "core/store/findings/condition.h"
#include "core/store/workspace.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet {

struct NamedFinding {
    FindingFacts facts;
    std::int64_t id = 0;
    std::string_view title; // good during the call
    std::string_view vuln_or_rule;
};
// Every finding that the filter (domain findings; "" = all) lets through, in no particular order.
[[nodiscard]] Result<void> each_finding(const Workspace& workspace, const std::string& filter,
                                        const FrameworkLookup& frameworks,
                                        const std::function<void(const NamedFinding&)>& fn, std::stop_token stop);

// A kind of scan that ran lately: by whom, on what.
struct ScanClass {
    std::string tool, target_kind, policy;
    int basis = -1;        // IdentityKind of what it found; -1: it found nothing
    std::int64_t last = 0; // unix seconds of its newest scan that did not fail
};
[[nodiscard]] Result<std::vector<ScanClass>> scan_classes(const Workspace& workspace, std::stop_token stop);

struct WorkspaceActivity { // between two times (unix seconds)
    std::int64_t imports = 0, decisions = 0, scans = 0, scans_failed = 0;
};
[[nodiscard]] Result<WorkspaceActivity> workspace_activity(const Workspace& workspace, std::int64_t from,
                                                           std::int64_t to, std::stop_token stop);

} // namespace parapet
