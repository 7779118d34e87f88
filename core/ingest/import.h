#pragma once
// From paths to a workspace: walk, unpack, recognise, parse, normalise, identify, write. One transaction a document: a
// rejected or cancelled one leaves no trace.

#include "core/base/result.h"
#include "core/formats/common/report_mapping.h"
#include "core/formats/format.h"
#include "core/jobs/job.h"
#include "core/store/findings/decide.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parapet {

// What an import would do, row by row. Events are only counted.
// decided: by a document of decisions.
enum class PreviewKind : std::uint8_t { added, known, reopened, closed, merged, decided };
struct PreviewRow {
    PreviewKind kind = PreviewKind::added;
    Severity severity = Severity::info;
    std::string title, rule, asset, place, tool; // rule: advisory, else the tool's rule
    FindingId finding;                           // of one that the workspace has
    std::string decision;                        // of a decided one: "false positive: only the tests use it"
};
using PreviewFn = std::function<void(const PreviewRow&)>; // on another thread, before the document's outcome

struct ImportOptions {
    std::string format; // slug, or empty: recognise
    std::string asset;  // overrides the target of findings and the host of logs
    std::string source; // a name for where it came from
    std::string zone = "UTC";
    bool keep_harmless = false;
    bool preview = false;                         // say what would come of it, and leave the workspace as it is
    PreviewFn on_preview;                         // and, if it is set, of which record what
    bool as_decisions = false;                    // VEX documents as decisions on findings, instead of as findings
    std::shared_ptr<const ReportMapping> mapping; // for every document, whatever it looks like
    std::vector<ReportMapping> mappings;          // for documents that no format knows; import adds the workspace's
    Limits limits = default_limits();
};

[[nodiscard]] std::string_view name_of(PreviewKind kind);

enum class ImportStatus : std::uint8_t { imported, unchanged, rejected, previewed };

// One line of `import --json`: one document (a file, or a member of an archive: path "a.zip/inner.json").
struct ImportOutcome {
    std::string path;
    std::string format; // "" when unknown
    std::string tool, tool_version;
    std::string why; // of the recognition
    ImportStatus status = ImportStatus::rejected;
    std::uint64_t records = 0;
    std::uint64_t findings_new = 0, findings_known = 0, findings_reopened = 0, findings_gone = 0;
    std::uint64_t merged = 0;        // several records of this file became one finding
    std::uint64_t checks_passed = 0; // outcomes other than fail
    std::uint64_t skipped = 0;       // records in = kept + merged + checks + skipped
    std::uint64_t events_stored = 0, events_counted = 0;
    std::uint64_t findings_rated = 0;   // whose EPSS or KEV a feed changed
    std::uint64_t findings_decided = 0; // whose status a decision file changed
    std::vector<FormerState> former;    // to undo those
    std::uint64_t bytes = 0;
    double seconds = 0;
    std::vector<Warning> warnings;
    std::uint64_t warning_count = 0;
    std::optional<Error> error;
    ImportId id{};
};

struct ImportSummary {
    std::vector<ImportOutcome> outcomes;
    std::vector<Error> notes; // left out on purpose: links in folders and archives, second members of one name
    bool cancelled = false;
};

using OutcomeFn = std::function<void(const ImportOutcome&)>; // as each document ends, on the importing thread

// Paths: files, folders (walked in sorted order, symlinks not followed), archives, "-" = standard input. Only regular
// files are read. Fails as a whole only for the workspace (exit 3); a document's failure is in its outcome.
[[nodiscard]] Result<ImportSummary> import_paths(Workspace& workspace, const std::vector<std::string>& paths,
                                                 const ImportOptions& options, JobContext& job,
                                                 const OutcomeFn& on_outcome = {});

// Bytes in memory (tests, connectors): same path as a file.
[[nodiscard]] Result<ImportOutcome> import_bytes(Workspace& workspace, std::string_view bytes, const std::string& name,
                                                 const ImportOptions& options, JobContext& job);

// `parapet inspect`: the same walk and recognition, records to `sink`, nothing stored.
struct InspectOutcome {
    std::string path;
    const FormatInfo* format = nullptr;
    Recognition recognition;
    ParseStats stats;
    std::optional<Error> error;
};
struct InspectHandlers {
    std::function<void(const std::string& path, const Recognition& recognition)> begin; // before its records
    std::function<void(const InspectOutcome&)> end;
    std::function<void(const Error&)> note;
};
[[nodiscard]] std::vector<InspectOutcome> inspect_paths(const std::vector<std::string>& paths,
                                                        const ImportOptions& options, RecordSink& sink, JobContext& job,
                                                        const InspectHandlers& handlers = {});
// Every input line recognised and parsed by itself (design/cli.md, --each-line).
[[nodiscard]] Result<ParseStats> inspect_each_line(Input& in, const ImportOptions& options, RecordSink& sink,
                                                   JobContext& job);

} // namespace parapet
