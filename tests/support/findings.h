#pragma once
// Reports made in memory, and what a workspace then holds.

#include "core/ingest/session.h"
#include "core/store/workspace.h"

#include <QTest>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace QTest {
// So that a failed comparison shows what differs.
template<>
inline char* toString(const std::string& text) {
    return qstrdup(text.c_str());
}
} // namespace QTest

namespace parapet::test {

struct TestScan {
    ScanInfo info;
    std::vector<RawFinding> findings;
};
struct TestReport {
    std::string name = "report.json"; // also stands for its bytes: the same name twice is the same file
    std::vector<TestScan> scans;
    std::string source, asset;
    std::string run; // what is undone together; "" = cannot be undone
};

// A clock that stands still until it is told.
struct TestClock {
    std::shared_ptr<std::int64_t> seconds = std::make_shared<std::int64_t>(1'760'000'000); // 2025-10-09
    [[nodiscard]] Clock clock() const {
        return [s = seconds] { return from_unix_seconds(*s); };
    }
};

[[nodiscard]] std::shared_ptr<Workspace> new_workspace(const std::string& name, const TestClock& clock);
[[nodiscard]] Result<ImportOutcome> import_report(Workspace& workspace, const TestReport& report,
                                                  std::uint64_t bytes = 0);

[[nodiscard]] RawFinding vuln_finding(const std::string& cve, const std::string& package, Severity severity);
[[nodiscard]] RawFinding code_finding(const std::string& rule, const std::string& file, std::int64_t line,
                                      const std::string& snippet, Severity severity);
[[nodiscard]] TestReport one_scan(const std::string& name, const std::string& tool, const std::string& target,
                                  std::int64_t finished_seconds, std::vector<RawFinding> findings);

// "new 2 known 0 reopened 0 gone 0 merged 0 checks 0"
[[nodiscard]] std::string counts_of(const Result<ImportOutcome>& outcome);
// One row a line, columns separated by '|'; for assertions.
[[nodiscard]] std::string rows_of(const Workspace& workspace, const std::string& sql);
// EXPLAIN QUERY PLAN of a query, one step a line.
[[nodiscard]] std::string plan_of(const Workspace& workspace, const std::string& sql);
// The ids that a filter finds, from the columns in memory and as of now, where SQL alone answers: fatal unless they are
// the same.
[[nodiscard]] std::set<std::int64_t> found_either_way(const Workspace& workspace, const std::string& filter);

} // namespace parapet::test
