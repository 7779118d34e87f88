#pragma once
// The row of an import, and the settings that imports read.

#include "core/analysis/deadline.h"
#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

struct ImportRowData {
    std::int64_t id = 0;
    std::int64_t at = 0; // ns
    std::int64_t source = 0;
    int kind = 0;
    std::string path, sha256, options, format, tool, tool_version, why;
    std::uint64_t bytes = 0;
    double seconds = 0;
    std::uint64_t records = 0, findings_new = 0, findings_known = 0, findings_reopened = 0, findings_gone = 0;
    std::uint64_t merged = 0, checks = 0, skipped = 0, events_stored = 0, events_counted = 0, warning_count = 0;
    std::optional<std::int64_t> newest_data; // ns
};
struct ImportWarningRow {
    std::string place, what;
    std::int64_t line = -1;
};

// With its first facts; the number comes back. Rows that follow may refer to it.
[[nodiscard]] Result<std::int64_t> insert_import(Connection& db, const ImportRowData& row);
[[nodiscard]] Result<void> finish_import(Connection& db, const ImportRowData& row,
                                         const std::vector<ImportWarningRow>& warnings);
// Whether an import had just as many bytes: only then can it be the same.
[[nodiscard]] Result<bool> has_import_of_size(Connection& db, std::uint64_t bytes);
// Records and what became of them, of an import that is there; other fields are as they were.
[[nodiscard]] Result<void> read_import_counts(Connection& db, std::int64_t id, ImportRowData& out);
// 0: none.
[[nodiscard]] Result<std::int64_t> same_import(Connection& db, const std::string& sha256, const std::string& options);

// Setting "deadline_days": five numbers, info to critical, "0,180,90,30,15".
[[nodiscard]] Result<DeadlinePolicy> deadline_policy(Connection& db);

} // namespace parapet
