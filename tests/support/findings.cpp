#include "tests/support/findings.h"

#include "core/base/hash.h"
#include "core/store/read_pool.h"
#include "core/views/findings.h"
#include "tests/support/support.h"

#include <fmt/format.h>

#include <array>

namespace parapet::test {

std::shared_ptr<Workspace> new_workspace(const std::string& name, const TestClock& clock) {
    static int count = 0; // tests run one after the other
    auto workspace =
        Workspace::open(temp_path(name + std::to_string(++count) + ".parapet"), OpenMode::read_write, clock.clock());
    if (!workspace) qFatal("%s", workspace.error().one_line().c_str());
    return *workspace;
}

Result<ImportOutcome> import_report(Workspace& workspace, const TestReport& report, std::uint64_t bytes) {
    const std::string sha256 = sha256_hex(report.name);
    auto same = find_import(workspace, sha256, "");
    if (!same) return fail(same.error());
    ImportMeta meta;
    meta.path = report.name;
    meta.format = "test";
    meta.tool = "Test";
    meta.source = report.source;
    meta.asset = report.asset;
    meta.run = report.run;
    meta.sha256 = sha256;
    meta.bytes = bytes;
    if (*same) {
        ImportOutcome outcome;
        outcome.status = ImportStatus::unchanged;
        return outcome;
    }
    auto session = ImportSession::begin(workspace, meta);
    if (!session) return fail(session.error());
    ParseStats stats;
    for (const TestScan& scan : report.scans) {
        (*session)->sink().scan(scan.info);
        for (const RawFinding& finding : scan.findings) {
            RawFinding copy = finding;
            (*session)->sink().finding(copy);
            ++stats.records;
        }
    }
    return (*session)->commit(stats);
}

RawFinding vuln_finding(const std::string& cve, const std::string& package, Severity severity) {
    RawFinding f;
    f.identity = IdentityKind::vuln;
    f.title = cve + " in " + package;
    f.rule = cve;
    f.cve = {cve};
    f.severity = severity;
    f.severity_known = true;
    f.location.package = package;
    f.location.version = "1.0";
    f.location.purl = "pkg:npm/" + package + "@1.0";
    return f;
}

RawFinding code_finding(const std::string& rule, const std::string& file, std::int64_t line, const std::string& snippet,
                        Severity severity) {
    RawFinding f;
    f.identity = IdentityKind::code;
    f.title = "Weak code by " + rule;
    f.description = "Rule " + rule + " describes it at length.";
    f.rule = rule;
    f.severity = severity;
    f.severity_known = true;
    f.location.file = file;
    f.location.line = line;
    f.location.snippet = snippet;
    return f;
}

TestReport one_scan(const std::string& name, const std::string& tool, const std::string& target,
                    std::int64_t finished_seconds, std::vector<RawFinding> findings) {
    TestReport report;
    report.name = name;
    TestScan scan;
    scan.info.tool = tool;
    scan.info.target = target;
    if (finished_seconds > 0) scan.info.finished = from_unix_seconds(finished_seconds);
    scan.findings = std::move(findings);
    report.scans.push_back(std::move(scan));
    return report;
}

std::string counts_of(const Result<ImportOutcome>& outcome) {
    if (!outcome) return outcome.error().one_line();
    if (outcome->status == ImportStatus::unchanged) return "unchanged";
    return fmt::format("new {} known {} reopened {} gone {} merged {} checks {}", outcome->findings_new,
                       outcome->findings_known, outcome->findings_reopened, outcome->findings_gone, outcome->merged,
                       outcome->checks_passed);
}

std::string rows_of(const Workspace& workspace, const std::string& sql) {
    auto reader = workspace.readers().reader();
    if (!reader) return reader.error().one_line();
    auto rows = (*reader)->prepare(sql);
    if (!rows) return rows.error().one_line();
    std::string out;
    for (;;) {
        auto there = rows->step();
        if (!there) return there.error().one_line();
        if (!*there) return out;
        if (!out.empty()) out += '\n';
        for (int i = 0; i < rows->columns(); ++i)
            out += (i > 0 ? "|" : "") + (rows->is_null(i) ? std::string("-") : rows->str(i));
    }
}

std::string plan_of(const Workspace& workspace, const std::string& sql) {
    auto reader = workspace.readers().reader();
    if (!reader) return reader.error().one_line();
    auto rows = (*reader)->prepare("EXPLAIN QUERY PLAN " + sql);
    if (!rows) return rows.error().one_line();
    std::string out;
    for (;;) {
        auto there = rows->step();
        if (!there || !*there) return out;
        if (!out.empty()) out += '\n';
        out += rows->str(3);
    }
}

std::set<std::int64_t> found_either_way(const Workspace& workspace, const std::string& filter) {
    std::array<std::set<std::int64_t>, 2> ids;
    for (const bool as_of : {false, true}) {
        views::FindingsRequest request;
        request.scope.filter = filter;
        request.group = views::FindingGroup::none;
        if (as_of) request.scope.as_of = workspace.now();
        const auto page = views::findings_page(workspace, request);
        if (!page) qFatal("%s: %s", filter.c_str(), page.error().one_line().c_str());
        for (const views::FindingRow& row : page->rows)
            ids[as_of ? 1 : 0].insert(row.id.value);
    }
    if (ids[0] != ids[1]) qFatal("%s differs without columns", filter.c_str());
    return ids[0];
}

} // namespace parapet::test
