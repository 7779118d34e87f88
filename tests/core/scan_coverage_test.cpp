// Never scanned, scan failed and scanned clean are three things, per asset and kind of scan.

#include "core/views/gate.h"
#include "core/views/imports.h"
#include "core/views/scan_coverage.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;
using views::CoverageState;

namespace {

constexpr std::int64_t k_day = 86'400;

struct Fixture {
    TestClock clock;
    std::shared_ptr<Workspace> w = new_workspace("coverage", clock);
    int imports = 0;
    void scan(const char* tool, const char* target, const char* kind, std::int64_t days_ago,
              std::vector<RawFinding> findings, const std::function<void(ScanInfo&)>& change = {}) {
        TestReport report =
            one_scan(std::to_string(++imports), tool, target, *clock.seconds - days_ago * k_day, std::move(findings));
        report.scans[0].info.target_kind = kind;
        if (change) change(report.scans[0].info);
        const auto done = import_report(*w, report);
        if (!done) qFatal("%s", done.error().one_line().c_str());
    }
    [[nodiscard]] std::string state(const std::string& asset, ScanKind kind) const {
        const auto all = views::scan_coverage(*w);
        if (!all) return all.error().one_line();
        for (const views::CoverageRow& row : all->rows)
            if (row.asset == asset) return std::string(name_of(row.cells[static_cast<std::size_t>(kind)].state));
        return "no such asset";
    }
    [[nodiscard]] views::GateCheck gate(const std::string& policy) const {
        const auto parsed = parse_gate_policy(policy, "");
        if (!parsed) qFatal("%s", parsed.error().one_line().c_str());
        return views::evaluate_gate(*w, *parsed)->checks.front();
    }
};

const RawFinding k_finding = vuln_finding("CVE-2024-1001", "x", Severity::high);
void failed(ScanInfo& info) {
    info.failed = true;
}
void partial(ScanInfo& info) {
    info.complete = false;
}

} // namespace

class ScanCoverageTest : public QObject {
    Q_OBJECT
private slots:
    void kinds_are_told_from_tool_and_target_data();
    void kinds_are_told_from_tool_and_target();
    void every_state_is_its_own();
    void a_failed_scan_is_not_clean_and_says_when_it_was_well();
    void what_was_never_scanned_is_listed_where_it_should_be();
    void scopes_say_what_they_covered();
    void a_rejected_report_changes_no_state();
    void a_sarif_run_that_failed_is_a_failed_scan();
    void the_gate_tells_them_apart();
};

void ScanCoverageTest::kinds_are_told_from_tool_and_target_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("kind");
    const auto add = [](const char* format, const char* tool, const char* target, const char* kind) {
        QTest::addRow("%s %s %s", format, tool, target) << format << tool << target << kind;
    };
    add("trivy-json", "Trivy", "image", "image");
    add("trivy-json", "Trivy", "repository", "dependencies");
    add("trivy-json", "Trivy", "cluster", "configuration");
    add("sarif", "Semgrep OSS", "", "code");
    add("sarif", "gitleaks", "repository", "secrets");
    add("sarif", "Grype", "image", "image");
    add("zap-json", "ZAP", "url", "dynamic");
    add("npm-audit", "npm audit", "", "dependencies");
    add("xccdf", "OpenSCAP", "host", "configuration");
    add("nmap-xml", "Nmap", "host", "network");
    add("gitlab-json", "GitLab Secret Detection", "", "secrets");
    add("generic-csv", "A tool of our own", "", "other");
}

void ScanCoverageTest::kinds_are_told_from_tool_and_target() {
    QFETCH(QString, format);
    QFETCH(QString, tool);
    QFETCH(QString, target);
    QFETCH(QString, kind);
    QCOMPARE(std::string(name_of(scan_kind(format.toStdString(), tool.toStdString(), target.toStdString()))),
             kind.toStdString());
}

void ScanCoverageTest::every_state_is_its_own() {
    Fixture f;
    f.scan("Trivy", "clean:1", "image", 1, {});
    f.scan("Trivy", "dirty:1", "image", 1, {k_finding});
    f.scan("Trivy", "broken:1", "image", 1, {}, failed);
    f.scan("Trivy", "part:1", "image", 1, {}, partial);
    QCOMPARE(f.state("clean:1", ScanKind::image), std::string("scanned_clean"));
    QCOMPARE(f.state("dirty:1", ScanKind::image), std::string("findings"));
    QCOMPARE(f.state("broken:1", ScanKind::image), std::string("scan_failed"));
    QCOMPARE(f.state("part:1", ScanKind::image), std::string("scanned_in_part"));
    QCOMPARE(f.state("clean:1", ScanKind::configuration), std::string("never_scanned"));
    QCOMPARE(f.state("clean:1", ScanKind::dynamic), std::string("not_expected"));
}

void ScanCoverageTest::a_failed_scan_is_not_clean_and_says_when_it_was_well() {
    Fixture f;
    f.scan("Trivy", "app:1", "image", 5, {});
    f.scan("Trivy", "app:1", "image", 2, {}, failed);
    QCOMPARE(f.state("app:1", ScanKind::image), std::string("scan_failed"));
    const auto all = views::scan_coverage(*f.w);
    const views::CoverageCell& cell = all->rows[0].cells[static_cast<std::size_t>(ScanKind::image)];
    QCOMPARE(unix_seconds(*cell.at), *f.clock.seconds - 5 * k_day);
    QCOMPARE(unix_seconds(*cell.scopes[0].failed_at), *f.clock.seconds - 2 * k_day);
    // An older failure that comes late does not undo a newer good scan.
    f.scan("Trivy", "app:1", "image", 1, {});
    f.scan("Trivy", "app:1", "image", 3, {}, failed);
    QCOMPARE(f.state("app:1", ScanKind::image), std::string("scanned_clean"));
    // Another tool's failure on the same asset is not hidden by it.
    f.scan("Grype", "app:1", "image", 1, {}, failed);
    QCOMPARE(f.state("app:1", ScanKind::image), std::string("scan_failed"));
}

void ScanCoverageTest::what_was_never_scanned_is_listed_where_it_should_be() {
    Fixture f;
    f.scan("Semgrep", "shop", "repository", 1, {});
    QCOMPARE(f.state("shop", ScanKind::code), std::string("scanned_clean"));
    QCOMPARE(f.state("shop", ScanKind::secrets), std::string("never_scanned"));
    QCOMPARE(f.state("shop", ScanKind::dependencies), std::string("never_scanned"));
    QCOMPARE(f.state("shop", ScanKind::image), std::string("not_expected"));
    const auto all = views::scan_coverage(*f.w);
    QCOMPARE(all->counts[static_cast<std::size_t>(CoverageState::never_scanned)], std::int64_t{3});
    QCOMPARE(all->counts[static_cast<std::size_t>(CoverageState::clean)], std::int64_t{1});
}

void ScanCoverageTest::scopes_say_what_they_covered() {
    Fixture f;
    f.scan("Semgrep", "shop", "repository", 1, {}, [](ScanInfo& info) {
        info.branch = "main";
        info.policy = "p/ci";
        info.commit = "abc123";
        info.digest = "sha256:1";
    });
    f.scan("Semgrep", "shop", "repository", 1, {k_finding}, [](ScanInfo& info) { info.branch = "release"; });
    const auto all = views::scan_coverage(*f.w);
    const views::CoverageCell& cell = all->rows[0].cells[static_cast<std::size_t>(ScanKind::code)];
    QCOMPARE(cell.scopes.size(), std::size_t{2});
    QCOMPARE(cell.scopes[0].branch + " " + cell.scopes[1].branch, std::string("release main"));
    QCOMPARE(cell.scopes[1].policy + " " + cell.scopes[1].commit + " " + cell.scopes[1].digest,
             std::string("p/ci abc123 sha256:1"));
    QVERIFY(cell.scopes[1].state == CoverageState::clean && cell.scopes[0].state == CoverageState::findings);
}

void ScanCoverageTest::a_rejected_report_changes_no_state() {
    Fixture f;
    f.scan("Trivy", "app:1", "image", 1, {});
    const std::string before = rows_of(*f.w, "SELECT * FROM scope") + rows_of(*f.w, "SELECT * FROM scan");
    JobContext job;
    const auto outcome =
        import_bytes(*f.w, R"({"SchemaVersion":2,"ArtifactName":"app:1","Results":[{"Target":)", "t.json", {}, job);
    QVERIFY(outcome && outcome->status == ImportStatus::rejected);
    QCOMPARE(rows_of(*f.w, "SELECT * FROM scope") + rows_of(*f.w, "SELECT * FROM scan"), before);
    QCOMPARE(f.state("app:1", ScanKind::image), std::string("scanned_clean"));
}

void ScanCoverageTest::a_sarif_run_that_failed_is_a_failed_scan() {
    Fixture f;
    ImportOptions options;
    options.asset = "shop";
    JobContext job;
    const auto outcome = import_bytes(
        *f.w,
        R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Semgrep"}},"results":[],"invocations":)"
        R"([{"executionSuccessful":false,"toolExecutionNotifications":[{"message":{"text":"out of memory"}}]}]}]})",
        "s.sarif", options, job);
    QVERIFY(outcome && outcome->status == ImportStatus::imported);
    QCOMPARE(f.state("shop", ScanKind::code), std::string("scan_failed"));
}

void ScanCoverageTest::the_gate_tells_them_apart() {
    Fixture f;
    f.scan("Trivy", "clean", "image", 1, {});
    f.scan("Semgrep", "shop", "repository", 9, {});
    f.scan("Semgrep", "shop", "repository", 2, {}, failed);
    f.scan("Gitleaks", "shop", "repository", 1, {}, partial);
    const auto said = [&](const char* tool) {
        const auto check = f.gate(std::string("scans:\n  - {tool: ") + tool + ", within: 2000d}\n");
        return check.state + (check.passed ? " passed" : " failed: " + check.measured);
    };
    QCOMPARE(said("Trivy"), std::string("scanned_clean passed"));
    QCOMPARE(said("ZAP"), std::string("never_scanned failed: never scanned"));
    QCOMPARE(said("Gitleaks"), std::string("scanned_in_part failed: only scanned in part, 24 h ago"));
    QCOMPARE(said("Semgrep"), std::string("scan_failed passed"));
    f.scan("Bandit", "shop", "repository", 3, {}, failed);
    QCOMPARE(said("Bandit"), std::string("scan_failed failed: the scan failed 3 d ago; there was no complete one"));
}

QTEST_APPLESS_MAIN(ScanCoverageTest)
#include "scan_coverage_test.moc"
