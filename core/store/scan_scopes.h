#pragma once
// What scans covered: every scope with how its newest scans ended.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

struct ScanScopeRow {
    std::int64_t id = 0;
    std::string tool, asset, asset_kind, policy, branch, format, target_kind, digest, commit;
    // Seconds; 0: there was none. `partial`: newest one that neither failed nor was complete.
    std::int64_t complete_at = 0, failed_at = 0, partial_at = 0;
    std::int64_t reported = 0;  // findings in its newest complete scan, and in later partial ones
    std::int64_t import_id = 0; // of its newest scan
};
// By asset, tool, policy and branch.
[[nodiscard]] Result<std::vector<ScanScopeRow>> scan_scopes(Connection& db);

// Assets that are known, whether scanned or not, with their kind; those of events alone are not in it.
struct ScanAsset {
    std::string name, kind;
};
[[nodiscard]] Result<std::vector<ScanAsset>> scanned_assets(Connection& db);

} // namespace parapet
