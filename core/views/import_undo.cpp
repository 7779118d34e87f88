#include "core/views/import_undo.h"

#include "core/store/read_pool.h"
#include "core/store/undo/undo.h"

#include <utility>

namespace parapet::views {

namespace {

ImportRun run_of(LastImportRun last) {
    ImportRun run;
    run.at = from_unix_nanos(last.at);
    run.paths = std::move(last.paths);
    run.imports = last.imports;
    run.decisions = last.decisions;
    run.records = last.records;
    run.findings_new = last.findings_new;
    run.findings_reopened = last.findings_reopened;
    run.findings_gone = last.findings_gone;
    run.events = last.events;
    run.refusal = std::move(last.refusal);
    return run;
}

} // namespace

Result<std::optional<ImportRun>> last_import_run(const Workspace& workspace, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    auto last = parapet::last_import_run(**reader);
    if (!last) return fail(std::move(last.error()));
    if (!*last) return std::optional<ImportRun>();
    return std::optional<ImportRun>(run_of(std::move(**last)));
}

Error no_import_to_undo(const Workspace& workspace) {
    return {Errc::not_found, "there is no import that could be taken back", workspace.path().string(),
            "only the last import can be, once"};
}

Result<ImportRun> undo_import_run(Workspace& workspace, const std::string& who, JobContext& job) {
    auto undone = undo_last_import(workspace, who, job);
    if (!undone) return fail(std::move(undone.error()));
    return run_of(std::move(*undone));
}

} // namespace parapet::views
