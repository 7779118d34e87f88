#pragma once
// What was scanned and what was not: per asset and kind of scan *never scanned*, *scan failed* and *scanned clean* are
// three things, and none of them is "nothing found".

#include "core/analysis/scan_kind.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/store/workspace.h"

#include <array>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::views {

enum class CoverageState : std::uint8_t {
    not_expected,  // such scans are not made of such an asset, and none was
    never_scanned, // nothing is known
    scan_failed,   // the newest scan says of itself that it failed; what was known before may be out of date
    partly,        // only partial scans: what they do not tell of is not known
    clean,         // the newest complete scan found nothing
    findings,      // and this one did
};
inline constexpr std::size_t k_coverage_state_count = 6;
[[nodiscard]] std::string_view name_of(CoverageState state); // stable: "never_scanned" ...

// One tool with one policy on one branch: its scans supersede each other, and close what only earlier ones saw.
struct ScanScope {
    std::string tool, policy, branch, digest, commit;
    CoverageState state = CoverageState::never_scanned;
    std::optional<Time> complete_at, failed_at, partial_at; // the newest of each
    std::int64_t reported = 0;                              // findings, since the newest complete scan
    ImportId import{};                                      // its newest
};
struct CoverageCell {
    CoverageState state = CoverageState::not_expected; // of its scopes the one that most wants to be looked at
    std::optional<Time> at;                            // newest complete scan, of any scope
    std::int64_t reported = 0;
    std::vector<ScanScope> scopes;
};
struct CoverageRow {
    std::string asset, kind; // asset "": the reports did not say
    std::array<CoverageCell, k_scan_kind_count> cells;
};
struct ScanCoverage {
    std::vector<CoverageRow> rows; // by asset
    std::array<std::int64_t, k_coverage_state_count> counts{};
    std::array<bool, k_scan_kind_count> kinds{}; // that any asset is or should be scanned for
};
[[nodiscard]] Result<ScanCoverage> scan_coverage(const Workspace&, std::stop_token stop = {});

// How the newest scans of a scope ended.
struct ScanScopeTimes {
    std::int64_t complete_at = 0, failed_at = 0, partial_at = 0, reported = 0; // seconds, 0: none
};
[[nodiscard]] CoverageState coverage_state(const ScanScopeTimes& times);

} // namespace parapet::views
