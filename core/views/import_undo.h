#pragma once
// The last import, as something that can be taken back in one step.

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/jobs/job.h"
#include "core/store/workspace.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet::views {

struct ImportRun {
    Time at{};
    std::vector<std::string> paths; // at most 100
    std::int64_t imports = 0, decisions = 0, records = 0;
    std::int64_t findings_new = 0, findings_reopened = 0, findings_gone = 0, events = 0;
    std::optional<Error> refusal; // why it cannot be taken back
};
// None: nothing was imported that could be taken back.
[[nodiscard]] Result<std::optional<ImportRun>> last_import_run(const Workspace&, std::stop_token stop = {});
[[nodiscard]] Error no_import_to_undo(const Workspace&);
// Findings, sightings, events, decisions by file, counts and the search index become what they were; the journal keeps
// that it happened. All or nothing.
[[nodiscard]] Result<ImportRun> undo_import_run(Workspace&, const std::string& who, JobContext& job);

} // namespace parapet::views
