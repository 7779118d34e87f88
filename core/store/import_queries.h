#pragma once
// Imports and sources, read back.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/import_row.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

struct ImportListRow {
    ImportRowData data;
    std::string source;
};
// Newest first; those before import `before` (0: from the newest) whose path holds `text` and whose source is `source`
// ("": any).
[[nodiscard]] Result<std::vector<ImportListRow>> list_imports(Connection& db, const std::string& source,
                                                              const std::string& text, std::int64_t before,
                                                              std::size_t limit);
[[nodiscard]] Result<std::optional<ImportListRow>> read_import(Connection& db, std::int64_t id);
[[nodiscard]] Result<std::vector<ImportWarningRow>> read_warnings(Connection& db, std::int64_t import);

struct ScanListRow {
    std::string tool, target, policy;
    std::int64_t at = 0;
    bool complete = false, failed = false, dated = false;
};
[[nodiscard]] Result<std::vector<ScanListRow>> read_scans(Connection& db, std::int64_t import);

struct SourceListRow {
    std::int64_t id = 0, imports = 0, records = 0, records_24h = 0, findings = 0, events = 0;
    std::string name, way_in, tool, formats;     // formats: "sarif,trivy-json"
    std::optional<std::int64_t> last, last_data; // ns
    std::int64_t last_failed = 0, last_scan = 0; // seconds, of its scopes
    std::vector<std::int64_t> import_times;      // seconds, newest 32, to see how often it comes
};
[[nodiscard]] Result<std::vector<SourceListRow>> list_sources(Connection& db, std::int64_t now_seconds);
// Records by day, the last `days`, today last.
[[nodiscard]] Result<std::vector<double>> source_trend(Connection& db, std::int64_t source, std::int64_t now_seconds,
                                                       int days);

} // namespace parapet
