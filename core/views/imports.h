#pragma once
// Imports and the sources they came from: the Sources page.

#include "core/views/overview.h"

namespace parapet::views {

struct ImportRow {
    ImportId id{};
    Time at{};
    std::string path, sha256, format, tool, tool_version, source, why;
    std::string status; // imported, unchanged, rejected
    std::uint64_t bytes = 0, records = 0, findings_new = 0, findings_known = 0, findings_reopened = 0,
                  findings_gone = 0;
    std::uint64_t merged = 0, skipped = 0, checks_passed = 0, events_stored = 0, events_counted = 0, warning_count = 0;
    double seconds = 0;
    std::string error; // of a rejected one, one line
};
struct ImportsRequest {
    std::string source; // "" = all
    std::string text;   // part of the path
    Cursor after;
    std::size_t limit = 256;
};
struct ImportsPage {
    std::vector<ImportRow> rows; // newest first
    Cursor next;
};
[[nodiscard]] Result<ImportsPage> imports_page(const Workspace&, const ImportsRequest&, std::stop_token stop = {});

struct SourceRow {
    SourceId id{};
    std::string name, way_in; // way_in: "File", "Folder", "Archive", "Standard input"
    std::string brings;       // "Image findings", "SSH, sudo"
    std::string tool;
    Freshness state = Freshness::current;
    std::optional<Time> last;      // last import
    std::optional<Time> last_data; // newest record in it
    std::int64_t imports = 0, records_24h = 0, records = 0, rejected = 0;
    std::vector<double> trend; // records by day, 14 days
    std::string last_error;
};
[[nodiscard]] Result<std::vector<SourceRow>> sources(const Workspace&, std::stop_token stop = {});

struct ImportDetail {
    ImportRow row;
    std::vector<std::string> warnings;
    struct Scan {
        std::string tool, target, policy, state;
        bool complete = true;
    };
    std::vector<Scan> scans;
};
[[nodiscard]] Result<ImportDetail> import_detail(const Workspace&, ImportId id, std::stop_token stop = {});

// Telemetry coverage: which kinds are heard, from how many assets, when last.
struct Coverage {
    EventKind kind{};
    std::int64_t assets = 0, assets_all = 0;
    std::optional<Time> last;
    std::string sources; // names, at most 3
};
[[nodiscard]] Result<std::vector<Coverage>> telemetry_coverage(const Workspace&, std::stop_token stop = {});

} // namespace parapet::views
