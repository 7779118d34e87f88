#include "core/views/scan_coverage.h"

#include "core/store/read_pool.h"
#include "core/store/scan_scopes.h"

#include <algorithm>
#include <map>

namespace parapet::views {

namespace {

std::optional<Time> time_of(std::int64_t seconds) {
    return seconds > 0 ? std::optional<Time>(from_unix_seconds(seconds)) : std::nullopt;
}

ScanScope scope_of(ScanScopeRow& row) {
    ScanScope out;
    out.tool = std::move(row.tool);
    out.policy = std::move(row.policy);
    out.branch = std::move(row.branch);
    out.digest = std::move(row.digest);
    out.commit = std::move(row.commit);
    out.state = coverage_state({row.complete_at, row.failed_at, row.partial_at, row.reported});
    out.complete_at = time_of(row.complete_at);
    out.failed_at = time_of(row.failed_at);
    out.partial_at = time_of(row.partial_at);
    out.reported = row.reported;
    out.import = ImportId{row.import_id};
    return out;
}

// What most wants to be looked at: a failure is not made good by another tool's clean scan.
int urgency(CoverageState state) {
    switch (state) {
    case CoverageState::scan_failed:
        return 5;
    case CoverageState::findings:
        return 4;
    case CoverageState::partly:
        return 3;
    case CoverageState::clean:
        return 2;
    case CoverageState::never_scanned:
        return 1;
    case CoverageState::not_expected:
        break;
    }
    return 0;
}

void add_scope(ScanScope scope, CoverageCell& cell) {
    if (urgency(scope.state) > urgency(cell.state)) cell.state = scope.state;
    if (scope.complete_at) cell.at = std::max(cell.at.value_or(*scope.complete_at), *scope.complete_at);
    cell.reported += scope.reported;
    cell.scopes.push_back(std::move(scope));
}

} // namespace

std::string_view name_of(CoverageState state) {
    constexpr std::array<std::string_view, k_coverage_state_count> names{
        "not_expected", "never_scanned", "scan_failed", "scanned_in_part", "scanned_clean", "findings"};
    return names[static_cast<std::size_t>(state)];
}

CoverageState coverage_state(const ScanScopeTimes& t) {
    if (t.failed_at > 0 && t.failed_at >= std::max(t.complete_at, t.partial_at)) return CoverageState::scan_failed;
    if (t.reported > 0) return t.complete_at > 0 ? CoverageState::findings : CoverageState::partly;
    if (t.complete_at > 0) return CoverageState::clean;
    return t.partial_at > 0 ? CoverageState::partly : CoverageState::never_scanned;
}

Result<ScanCoverage> scan_coverage(const Workspace& workspace, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto same = reader->snapshot(); !same) return fail(std::move(same.error()));
    auto assets = scanned_assets(**reader);
    if (!assets) return fail(std::move(assets.error()));
    auto scopes = scan_scopes(**reader);
    if (!scopes) return fail(std::move(scopes.error()));
    ScanCoverage out;
    std::map<std::string, std::size_t> by_name;
    for (ScanAsset& asset : *assets) {
        CoverageRow row;
        row.asset = std::move(asset.name);
        row.kind = std::move(asset.kind);
        for (std::size_t k = 0; k < k_scan_kind_count; ++k)
            if (!row.asset.empty() && is_scanned_for(row.kind, static_cast<ScanKind>(k)))
                row.cells[k].state = CoverageState::never_scanned;
        by_name[row.asset] = out.rows.size();
        out.rows.push_back(std::move(row));
    }
    for (ScanScopeRow& scope : *scopes) {
        const auto row = by_name.find(scope.asset);
        if (row == by_name.end()) continue;
        const ScanKind kind =
            scan_kind(scope.format, scope.tool, scope.target_kind.empty() ? scope.asset_kind : scope.target_kind);
        add_scope(scope_of(scope), out.rows[row->second].cells[static_cast<std::size_t>(kind)]);
    }
    for (const CoverageRow& row : out.rows) {
        for (std::size_t k = 0; k < k_scan_kind_count; ++k) {
            ++out.counts[static_cast<std::size_t>(row.cells[k].state)];
            if (row.cells[k].state != CoverageState::not_expected) out.kinds[k] = true;
        }
    }
    return out;
}

} // namespace parapet::views
