#pragma once
// A workspace: one SQLite file (WAL), one writer lane, a pool of readers. The only folder that speaks SQL is this one.

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parapet {

class Writer;             // core/store/writer.h: the writer lane
class ReadPool;           // core/store/read_pool.h
class FindingColumnCache; // core/store/findings/column_cache.h

enum class OpenMode : std::uint8_t { read_write, read_only };

struct WorkspaceInfo {
    std::string path;
    std::string name;    // file name without extension, or as set
    bool sample = false; // made by `parapet sample`: said on every page and print
    bool read_only = false;
    std::int64_t schema = 0; // number of its newest migration
    std::uint64_t file_bytes = 0;
    std::int64_t findings = 0, events = 0, imports = 0, sources = 0;
    std::int64_t revision = 0; // rises with every commit
};

// After every commit: which tables changed. Called on the writer's thread; keep it short.
struct Changed {
    std::int64_t revision = 0;
    bool findings = false, events = false, imports = false, decisions = false, compliance = false, settings = false;
    bool keeps_undo = false; // nothing that the last import could not be taken back from under
};

class Workspace {
public:
    // Opens, creating the file when missing (read_write). Migrates an older one after a backup beside it
    // (`NAME.backup-SCHEMA`). Errors: workspace_newer, workspace_locked (another process writes and did not finish
    // within the busy timeout), workspace_damaged, workspace_unusable.
    [[nodiscard]] static Result<std::shared_ptr<Workspace>>
    open(const std::filesystem::path& file, OpenMode mode = OpenMode::read_write, Clock clock = system_now);
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    // $PARAPET_WORKSPACE, else $XDG_DATA_HOME/parapet/workspace.parapet
    [[nodiscard]] static std::filesystem::path default_path();

    [[nodiscard]] Result<WorkspaceInfo> info() const;
    [[nodiscard]] const std::filesystem::path& path() const;
    [[nodiscard]] bool read_only() const;
    [[nodiscard]] Time now() const; // the clock it was opened with

    // Decisions whose end has come: their findings become open again, and their history says why. Done when it opens
    // for writing and before each import; whoever keeps it open for long asks once an hour. Returns how many.
    [[nodiscard]] Result<std::int64_t> expire_decisions(Time now);
    [[nodiscard]] bool has_decisions_to_expire(Time now) const;

    // Subscribe to commits; the returned number unsubscribes. Commits of other processes are noticed within 2 s
    // (PRAGMA data_version) with everything marked changed.
    std::int64_t on_changed(std::function<void(const Changed&)> callback);
    void off_changed(std::int64_t subscription);

    // Small settings that belong to the workspace (saved views, frameworks in scope, organisation's name).
    [[nodiscard]] Result<std::string> setting(const std::string& key) const; // "" when unset
    [[nodiscard]] Result<void> set_setting(const std::string& key, const std::string& value);

    [[nodiscard]] Writer& writer() const;    // for core/ingest and core/audit
    [[nodiscard]] ReadPool& readers() const; // for core/store's queries
    [[nodiscard]] FindingColumnCache& finding_columns() const;

private:
    Workspace();
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct CheckReport {
    bool clean = true;
    std::vector<std::string> problems; // one line each, with what to do
    std::vector<std::string> checked;  // what was looked at: "integrity_check", "foreign keys", "roll-ups", "journal"
};
// `parapet check`: SQLite's integrity and foreign keys, FTS index against its table, roll-ups against a recount of the
// stored events and counters, finding counters, the journal's hash chain. `repair` rebuilds indexes and roll-ups.
[[nodiscard]] Result<CheckReport> check_workspace(Workspace& workspace, bool repair, JobContext& job);

} // namespace parapet
