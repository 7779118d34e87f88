#pragma once
// Applies what a decision file says to the findings that it speaks of: journaled with the document's author, time and
// reason, undone like a person's decision, and never over a decision that is newer than the document.

#include "core/ingest/decision_file.h"
#include "core/ingest/import.h"
#include "core/store/findings/decide.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

struct DecidedByFile {
    std::uint64_t matched = 0; // findings that a statement speaks of
    std::uint64_t changed = 0; // those whose status it changed
    std::uint64_t noted = 0;   // that somebody claims are fixed: only a scan closes a finding
    std::uint64_t kept = 0;    // with a newer decision
    std::vector<FormerState> former;
    std::vector<Warning> warnings;
};
struct DecideOptions {
    std::string run;           // what is undone together with it (core/store/undo)
    bool preview = false;      // say what would come of it, and leave the workspace as it is
    PreviewFn on_preview = {}; // and, if it is set, of which finding what
};
// `source`: path and hash of the document, for the journal.
[[nodiscard]] Result<DecidedByFile> decide_by_file(Workspace& workspace, const DecisionDocument& document,
                                                   const std::string& source, const DecideOptions& options = {});

} // namespace parapet
