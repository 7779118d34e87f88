#include "core/views/gate.h"

#include "core/base/text.h"
#include "core/store/read_pool.h"
#include "core/store/scan_scopes.h"
#include "core/views/imports.h"
#include "core/views/scan_coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parapet::views {
namespace {

constexpr std::size_t k_imports_looked_at = 5000; // newest first

std::string span_text(Duration d) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(d).count();
    if (hours < 1) return "less than an hour";
    return hours < 48 ? fmt::format("{} h", hours) : fmt::format("{} d", hours / 24);
}

Result<GateCheck> evaluate_rule(const Workspace& workspace, const GateRule& rule, std::size_t limit,
                                const std::stop_token& stop) {
    GateCheck check;
    check.name = rule.name;
    check.query = rule.filter;
    FindingsRequest request;
    request.scope.filter = rule.filter;
    Result<FindingsCount> count = findings_count(workspace, request, stop);
    if (!count) return fail(std::move(count.error()));
    check.count = count->findings;
    check.passed = check.count == 0;
    check.measured = check.count == 1 ? "1 finding" : format_count(check.count) + " findings";
    if (check.passed || limit == 0) return check;
    request.limit = limit;
    Result<FindingsPage> page = findings_page(workspace, request, stop);
    if (!page) return fail(std::move(page.error()));
    check.findings = std::move(page->rows);
    return check;
}

// The newest complete scan that a policy's line is about.
class ScanLookup {
public:
    ScanLookup(const Workspace& workspace, std::stop_token stop)
        : workspace_(workspace)
        , stop_(std::move(stop)) {}

    Result<std::optional<Time>> newest(const GateScan& wanted, Time not_before) {
        ImportsRequest request;
        for (std::size_t looked = 0; looked < k_imports_looked_at;) {
            Result<ImportsPage> page = imports_page(workspace_, request, stop_);
            if (!page) return fail(std::move(page.error()));
            for (const ImportRow& row : page->rows) {
                if (row.at < not_before) return std::optional<Time>();
                Result<bool> hit = matches(row, wanted);
                if (!hit) return fail(std::move(hit.error()));
                if (*hit) return std::optional<Time>(row.at);
            }
            looked += page->rows.size();
            if (page->next.empty()) break;
            request.after = page->next;
        }
        return std::optional<Time>();
    }

private:
    Result<bool> matches(const ImportRow& row, const GateScan& wanted) {
        const auto [it, added] = details_.try_emplace(row.id.value);
        if (added) {
            Result<ImportDetail> detail = import_detail(workspace_, row.id, stop_);
            if (!detail) return fail(std::move(detail.error()));
            it->second = std::move(detail->scans);
        }
        return std::any_of(it->second.begin(), it->second.end(), [&](const ImportDetail::Scan& scan) {
            return scan.complete && scan.state != "failed" && matches_name(wanted.tool, scan.tool) &&
                   (wanted.asset.empty() || matches_name(wanted.asset, scan.target));
        });
    }

    const Workspace& workspace_;
    std::stop_token stop_;
    std::map<std::int64_t, std::vector<ImportDetail::Scan>> details_;
};

// Of all scopes that a policy's line is about, as if they were one.
Result<ScanScopeTimes> times_of(const Workspace& workspace, const GateScan& wanted, const std::stop_token& stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    auto scopes = scan_scopes(**reader);
    if (!scopes) return fail(std::move(scopes.error()));
    ScanScopeTimes out;
    for (const ScanScopeRow& scope : *scopes) {
        if (!matches_name(wanted.tool, scope.tool)) continue;
        if (!wanted.asset.empty() && !matches_name(wanted.asset, scope.asset)) continue;
        out.complete_at = std::max(out.complete_at, scope.complete_at);
        out.failed_at = std::max(out.failed_at, scope.failed_at);
        out.partial_at = std::max(out.partial_at, scope.partial_at);
        out.reported += scope.reported;
    }
    return out;
}

// Never scanned, scan failed, scanned in part and scanned too long ago are four reasons, not one.
std::string missing_scan(const ScanScopeTimes& times, CoverageState state, Time now) {
    const auto ago = [&](std::int64_t seconds) { return span_text(now - from_unix_seconds(seconds)) + " ago"; };
    const std::string before =
        times.complete_at > 0 ? "; the last complete one was " + ago(times.complete_at) : "; there was no complete one";
    switch (state) {
    case CoverageState::scan_failed:
        return "the scan failed " + ago(times.failed_at) + before;
    case CoverageState::partly:
        return "only scanned in part, " + ago(times.partial_at);
    case CoverageState::never_scanned:
    case CoverageState::not_expected:
        return "never scanned";
    case CoverageState::clean:
    case CoverageState::findings:
        break;
    }
    return "the last complete scan was " + ago(times.complete_at);
}

Result<GateCheck> evaluate_scan(const Workspace& workspace, const GateScan& wanted, ScanLookup& lookup,
                                const std::stop_token& stop) {
    const Time now = workspace.now();
    GateCheck check;
    check.name = fmt::format("a complete scan by {}{}{} within {}", wanted.tool, wanted.asset.empty() ? "" : " of ",
                             wanted.asset, span_text(wanted.within));
    Result<std::optional<Time>> newest = lookup.newest(wanted, now - wanted.within);
    if (!newest) return fail(std::move(newest.error()));
    Result<ScanScopeTimes> times = times_of(workspace, wanted, stop);
    if (!times) return fail(std::move(times.error()));
    const CoverageState state = coverage_state(*times);
    check.state = name_of(state);
    check.passed = newest->has_value();
    check.measured =
        *newest ? fmt::format("last one {} ago", span_text(now - **newest)) : missing_scan(*times, state, now);
    if (*newest && state == CoverageState::scan_failed) check.measured += ", but a later one failed";
    return check;
}

} // namespace

Result<GateResult> evaluate_gate(const Workspace& workspace, const GatePolicy& policy, std::size_t list_limit,
                                 std::stop_token stop) {
    GateResult result;
    const auto add = [&](Result<GateCheck> check) -> Result<void> {
        if (!check) return fail(std::move(check.error()));
        result.passed = result.passed && check->passed;
        result.checks.push_back(std::move(*check));
        return {};
    };
    for (const GateRule& rule : policy.rules)
        if (Result<void> done = add(evaluate_rule(workspace, rule, list_limit, stop)); !done)
            return fail(std::move(done.error()));
    ScanLookup lookup(workspace, stop);
    for (const GateScan& scan : policy.scans)
        if (Result<void> done = add(evaluate_scan(workspace, scan, lookup, stop)); !done)
            return fail(std::move(done.error()));
    return result;
}

} // namespace parapet::views
