#pragma once
// The parts of `parapet check` (core/store/workspace.h, check_workspace).

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/workspace.h"

#include <string_view>

namespace parapet {

// Counters and states of findings against a recount from their sightings.
[[nodiscard]] Result<void> check_findings(Connection& db, CheckReport& report);

// Each search index against its table. Asking is a write for FTS5, so this runs on the writer and is taken back.
[[nodiscard]] Result<void> check_search(Workspace& workspace, bool repair, CheckReport& report);

// Adds a problem; the report is not clean any more.
void add_problem(CheckReport& report, std::string what);

} // namespace parapet
