#pragma once
// One document on its way into the workspace: everything that its parser emits goes into one transaction, which is
// committed as a whole or leaves no trace.
//
//   if (auto same = find_import(workspace, sha256, options_key); same && *same) -> "unchanged", nothing is opened
//   auto session = ImportSession::begin(workspace, meta, job.token());
//   auto stats = format.parse(input, (*session)->sink(), job, options);
//   if (!stats) (*session)->rollback(); else outcome = (*session)->commit(*stats, end);

#include "core/formats/format.h"
#include "core/ingest/import.h"
#include "core/store/workspace.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace parapet {

struct ImportMeta {
    std::string path;   // as it is shown; of an archive's member "a.zip/inner.json"
    std::string format; // slug
    FormatKind kind = FormatKind::findings;
    std::string why;             // of the recognition
    std::string tool;            // FormatInfo::tool, until the document says better
    std::string source;          // name of where it came from; "" = made from way_in and path's folder
    std::string way_in = "File"; // File, Folder, Archive, Standard input
    std::string asset;           // --asset: overrides targets and hosts
    std::string options_key;     // whatever else decides the outcome (format, asset, source, zone, keep_harmless)
    std::string sha256;          // when it is known before; else ImportEnd gives it
    std::uint64_t bytes = 0;     // 0 = not known yet
    std::string run;             // documents that are undone together; "" = cannot be undone
    bool keep_harmless = false;
    bool preview = false; // commit() only tells what it would have done
    PreviewFn on_preview; // of a preview
    // Called once, on the parser's thread, when the writer can take no more: make the job's check() fail.
    std::function<void()> stop_parse;
    Limits limits = default_limits();
};

struct ImportEnd {
    std::string sha256; // of all its bytes, if meta had none
    std::uint64_t bytes = 0;
    double seconds = 0;
};

class ImportSession {
public:
    // Waits for the writer lane. Errors are the workspace's (exit 3).
    [[nodiscard]] static Result<std::unique_ptr<ImportSession>> begin(Workspace& workspace, const ImportMeta& meta,
                                                                      std::stop_token stop = {});
    ~ImportSession(); // rolls back unless committed
    ImportSession(const ImportSession&) = delete;
    ImportSession& operator=(const ImportSession&) = delete;

    [[nodiscard]] RecordSink& sink();
    // The writer's first error. When a parse ends early because of stop_parse, this is why.
    [[nodiscard]] Result<void> health() const;

    // Closes what complete scans no longer saw, writes the import's row and the journal, commits. An outcome with
    // status `unchanged` means that these very bytes were imported before and nothing was written. On an error nothing
    // was.
    [[nodiscard]] Result<ImportOutcome> commit(const ParseStats& stats, const ImportEnd& end = {});
    void rollback();

private:
    ImportSession();
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Whether a document of so many bytes may be one that was imported before. If not, it need not be hashed beforehand.
[[nodiscard]] Result<bool> may_be_known(const Workspace& workspace, std::uint64_t bytes);
// The import of the same bytes with the same options, if there was one.
[[nodiscard]] Result<std::optional<ImportId>> find_import(const Workspace& workspace, const std::string& sha256,
                                                          const std::string& options_key);
// What its records are in a workspace that has them already: all known, none new.
[[nodiscard]] Result<void> fill_from_known(const Workspace& workspace, ImportId id, ImportOutcome& outcome);

} // namespace parapet
