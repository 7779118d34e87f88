#pragma once
// The parts of `parapet check` (core/store/workspace.h, check_workspace).

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/workspace.h"

#include <string_view>

namespace parapet {

// Counters and states of findings against a recount from their sightings.
[[nodiscard]] Result<void> check_findings(Connection& db, CheckReport& report);

// The search index against its tables; with `repair`, built anew where it is wrong.
[[nodiscard]] Result<void> check_search(Workspace& workspace, Connection& db, bool repair, CheckReport& report);

// Adds a problem; the report is not clean any more.
void add_problem(CheckReport& report, std::string what);

} // namespace parapet
