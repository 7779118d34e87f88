#pragma once
// Takes the last import run back: findings, sightings, events, decisions by file, roll-ups and the search index become
// what they were. The journal keeps what happened, and that it was undone.

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/store/connection.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

struct LastImportRun {
    std::int64_t at = 0;                     // ns since 1970
    std::vector<std::string> paths;          // of its documents, at most 100
    std::int64_t imports = 0, decisions = 0; // reports and logs; records about decisions
    std::int64_t records = 0, findings_new = 0, findings_reopened = 0, findings_gone = 0, events = 0;
    std::optional<Error> refusal; // why it cannot be taken back
};

// None: nothing was imported since undo is kept, or the last one was taken back already.
[[nodiscard]] Result<std::optional<LastImportRun>> last_import_run(Connection& db);

// In one transaction: all of it or nothing. Refused (Errc::conflict) when something later may rest on the import.
[[nodiscard]] Result<LastImportRun> undo_last_import(Workspace& workspace, const std::string& who, JobContext& job);

} // namespace parapet
