// What imports do to findings: new, known, gone, reopened, merged, decided.

#include "core/store/findings/condition.h"
#include "core/store/read_pool.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

namespace {

constexpr std::int64_t k_day = 86'400;
constexpr std::int64_t k_t0 = 1'759'000'000;

std::string statuses(const Workspace& w) {
    return rows_of(w, "SELECT title, status, fixed_at FROM finding ORDER BY title");
}

} // namespace

class FindingsImportTest : public QObject {
    Q_OBJECT
private slots:
    void a_second_import_of_the_same_bytes_changes_nothing();
    void the_same_findings_in_new_bytes_are_known();
    void a_changed_report_opens_keeps_and_closes();
    void what_is_seen_again_is_reopened();
    void a_partial_scan_closes_nothing();
    void a_failed_scan_closes_nothing();
    void an_older_report_changes_no_newer_state();
    void the_order_of_two_reports_does_not_matter();
    void two_tools_make_one_finding_with_two_sightings();
    void one_of_two_witnesses_is_not_enough_to_close();
    void records_in_are_kept_merged_or_checks();
    void an_empty_complete_scan_closes_all_of_its_scope();
    void scopes_do_not_close_each_other_data();
    void scopes_do_not_close_each_other();
    void a_large_load_gives_the_same_rows();
    void a_rolled_back_import_leaves_no_trace();
    void severity_follows_the_report();
    void places_of_one_identity_are_told_apart();
    void the_search_index_fits_after_changes();
};

void FindingsImportTest::a_second_import_of_the_same_bytes_changes_nothing() {
    const TestClock clock;
    auto w = new_workspace("same", clock);
    const TestReport report = one_scan("a", "Tool", "app", k_t0, {vuln_finding("CVE-2024-1001", "x", Severity::high)});
    QCOMPARE(counts_of(import_report(*w, report)), std::string("new 1 known 0 reopened 0 gone 0 merged 0 checks 0"));
    const std::string before = rows_of(*w, "SELECT value FROM revision");
    QCOMPARE(counts_of(import_report(*w, report)), std::string("unchanged"));
    QCOMPARE(rows_of(*w, "SELECT value FROM revision"), before);
}

void FindingsImportTest::the_same_findings_in_new_bytes_are_known() {
    const TestClock clock;
    auto w = new_workspace("known", clock);
    const std::vector<RawFinding> findings{vuln_finding("CVE-2024-1001", "x", Severity::high),
                                           code_finding("r1", "a.c", 10, "strcpy(a, b);", Severity::medium)};
    (void)import_report(*w, one_scan("a", "Tool", "app", k_t0, findings));
    QCOMPARE(counts_of(import_report(*w, one_scan("b", "Tool", "app", k_t0 + k_day, findings))),
             std::string("new 0 known 2 reopened 0 gone 0 merged 0 checks 0"));
    QCOMPARE(rows_of(*w, "SELECT count(*), count(DISTINCT identity) FROM finding"), std::string("2|2"));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM sighting"), std::string("2"));
    QCOMPARE(rows_of(*w, "SELECT DISTINCT first_seen, last_seen FROM finding"),
             std::to_string(k_t0) + "|" + std::to_string(k_t0 + k_day));
}

void FindingsImportTest::a_changed_report_opens_keeps_and_closes() {
    const TestClock clock;
    auto w = new_workspace("changed", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::high);
    const RawFinding c = vuln_finding("CVE-2024-1003", "c", Severity::high);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {a, b}));
    QCOMPARE(counts_of(import_report(*w, one_scan("2", "Tool", "app", k_t0 + k_day, {b, c}))),
             std::string("new 1 known 1 reopened 0 gone 1 merged 0 checks 0"));
    QCOMPARE(statuses(*w), "CVE-2024-1001 in a|5|" + std::to_string(k_t0 + k_day) +
                               "\nCVE-2024-1002 in b|0|0\nCVE-2024-1003 in c|0|0");
    QCOMPARE(rows_of(*w, "SELECT what, status_from, status_to FROM history"), std::string("0|0|5"));
    QCOMPARE(rows_of(*w, "SELECT last_seen, gone_at FROM sighting WHERE gone_at > 0"),
             std::to_string(k_t0) + "|" + std::to_string(k_t0 + k_day));
}

void FindingsImportTest::what_is_seen_again_is_reopened() {
    const TestClock clock;
    auto w = new_workspace("reopened", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::high);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {a, b}));
    (void)import_report(*w, one_scan("2", "Tool", "app", k_t0 + k_day, {b}));
    QCOMPARE(counts_of(import_report(*w, one_scan("3", "Tool", "app", k_t0 + 2 * k_day, {a, b}))),
             std::string("new 0 known 1 reopened 1 gone 0 merged 0 checks 0"));
    QCOMPARE(statuses(*w), std::string("CVE-2024-1001 in a|0|0\nCVE-2024-1002 in b|0|0"));
    QCOMPARE(rows_of(*w, "SELECT what, status_from, status_to, at FROM history ORDER BY id"),
             "0|0|5|" + std::to_string(k_t0 + k_day) + "\n1|5|0|" + std::to_string(k_t0 + 2 * k_day));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM sighting WHERE gone_at > 0"), std::string("0"));
}

void FindingsImportTest::a_partial_scan_closes_nothing() {
    const TestClock clock;
    auto w = new_workspace("partial", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::high);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {a, b}));
    TestReport partial = one_scan("2", "Tool", "app", k_t0 + k_day, {b});
    partial.scans[0].info.complete = false;
    QCOMPARE(counts_of(import_report(*w, partial)), std::string("new 0 known 1 reopened 0 gone 0 merged 0 checks 0"));
    QCOMPARE(rows_of(*w, "SELECT last_seen FROM sighting ORDER BY id"),
             std::to_string(k_t0) + "\n" + std::to_string(k_t0 + k_day));
}

void FindingsImportTest::a_failed_scan_closes_nothing() {
    const TestClock clock;
    auto w = new_workspace("failed", clock);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {vuln_finding("CVE-2024-1001", "a", Severity::high)}));
    TestReport failed = one_scan("2", "Tool", "app", k_t0 + k_day, {});
    failed.scans[0].info.failed = true;
    QCOMPARE(counts_of(import_report(*w, failed)), std::string("new 0 known 0 reopened 0 gone 0 merged 0 checks 0"));
    QCOMPARE(rows_of(*w, "SELECT last_scan, last_complete, last_failed FROM scope"),
             std::to_string(k_t0) + "|" + std::to_string(k_t0) + "|" + std::to_string(k_t0 + k_day));
}

void FindingsImportTest::an_older_report_changes_no_newer_state() {
    const TestClock clock;
    auto w = new_workspace("older", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::high);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {a}));
    (void)import_report(*w, one_scan("2", "Tool", "app", k_t0 + 5 * k_day, {b}));
    const std::string before = statuses(*w);
    RawFinding old_b = b;
    old_b.title = "an older wording";
    old_b.severity = Severity::low;
    QCOMPARE(counts_of(import_report(*w, one_scan("3", "Tool", "app", k_t0 - 3 * k_day, {a, old_b}))),
             std::string("new 0 known 2 reopened 0 gone 0 merged 0 checks 0"));
    QCOMPARE(statuses(*w), before);
    QCOMPARE(rows_of(*w, "SELECT DISTINCT first_seen FROM finding"), std::to_string(k_t0 - 3 * k_day));
    QCOMPARE(rows_of(*w, "SELECT severity, last_seen FROM finding WHERE status = 0"),
             "3|" + std::to_string(k_t0 + 5 * k_day));
}

void FindingsImportTest::the_order_of_two_reports_does_not_matter() {
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::low);
    const TestReport older = one_scan("1", "Tool", "app", k_t0, {a, b});
    const TestReport newer = one_scan("2", "Tool", "app", k_t0 + k_day, {b});
    const std::string sql = "SELECT title, status, fixed_at, first_seen, last_seen, due FROM finding ORDER BY title";
    const TestClock clock;
    auto one = new_workspace("order1", clock);
    (void)import_report(*one, older);
    (void)import_report(*one, newer);
    auto two = new_workspace("order2", clock);
    (void)import_report(*two, newer);
    (void)import_report(*two, older);
    // Only the deadline of what was known first by its later sight may differ; it does not.
    QCOMPARE(rows_of(*two, sql), rows_of(*one, sql));
}

void FindingsImportTest::two_tools_make_one_finding_with_two_sightings() {
    const TestClock clock;
    auto w = new_workspace("two", clock);
    RawFinding first = vuln_finding("CVE-2024-1001", "x", Severity::medium);
    first.location.purl = "pkg:deb/debian/openssl@3.0?arch=amd64&distro=debian-12";
    RawFinding second = vuln_finding("CVE-2024-1001", "openssl", Severity::critical);
    second.rule = "GHSA-aaaa-bbbb-cccc";
    second.location.purl.clear();
    second.location.ecosystem = "debian";
    second.score = 9.8;
    second.cwe = {79};
    (void)import_report(*w, one_scan("1", "One", "app", k_t0, {first}));
    QCOMPARE(counts_of(import_report(*w, one_scan("2", "Two", "app", k_t0, {second}))),
             std::string("new 0 known 1 reopened 0 gone 0 merged 0 checks 0"));
    QCOMPARE(rows_of(*w, "SELECT severity, score, cwe_set IS NOT NULL FROM finding"), std::string("4|9.8|1"));
    QCOMPARE(rows_of(*w, "SELECT c.tool, s.severity FROM sighting s JOIN scope c ON c.id = s.scope_id ORDER BY s.id"),
             std::string("One|2\nTwo|4"));
}

void FindingsImportTest::one_of_two_witnesses_is_not_enough_to_close() {
    const TestClock clock;
    auto w = new_workspace("witness", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "x", Severity::medium);
    RawFinding worse = a;
    worse.severity = Severity::critical;
    (void)import_report(*w, one_scan("1", "One", "app", k_t0, {a}));
    (void)import_report(*w, one_scan("2", "Two", "app", k_t0, {worse}));
    QCOMPARE(counts_of(import_report(*w, one_scan("3", "Two", "app", k_t0 + k_day, {}))),
             std::string("new 0 known 0 reopened 0 gone 0 merged 0 checks 0"));
    QCOMPARE(rows_of(*w, "SELECT status, severity FROM finding"), std::string("0|2"));
    QCOMPARE(counts_of(import_report(*w, one_scan("4", "One", "app", k_t0 + k_day, {}))),
             std::string("new 0 known 0 reopened 0 gone 1 merged 0 checks 0"));
}

void FindingsImportTest::records_in_are_kept_merged_or_checks() {
    const TestClock clock;
    auto w = new_workspace("sum", clock);
    RawFinding pass;
    pass.identity = IdentityKind::config;
    pass.rule = "rule-1";
    pass.outcome = CheckOutcome::pass;
    RawFinding other = vuln_finding("CVE-2024-1001", "x", Severity::high);
    other.location.version = "2.0";
    const RawFinding a = vuln_finding("CVE-2024-1001", "x", Severity::high);
    const auto outcome = import_report(*w, one_scan("1", "Tool", "app", k_t0, {a, pass, a, other, pass}));
    QCOMPARE(counts_of(outcome), std::string("new 1 known 0 reopened 0 gone 0 merged 2 checks 2"));
    QCOMPARE(outcome->records, outcome->findings_new + outcome->merged + outcome->checks_passed);
    QCOMPARE(rows_of(*w, "SELECT outcome, count FROM check_outcome"), std::string("1|2"));
    QCOMPARE(rows_of(*w, "SELECT more FROM sighting"), std::string(R"([{"package":"x","version":"2.0"}])"));
}

void FindingsImportTest::an_empty_complete_scan_closes_all_of_its_scope() {
    const TestClock clock;
    auto w = new_workspace("empty", clock);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0,
                                     {vuln_finding("CVE-2024-1001", "a", Severity::high),
                                      vuln_finding("CVE-2024-1002", "b", Severity::high)}));
    QCOMPARE(counts_of(import_report(*w, one_scan("2", "Tool", "app", k_t0 + k_day, {}))),
             std::string("new 0 known 0 reopened 0 gone 2 merged 0 checks 0"));
}

void FindingsImportTest::scopes_do_not_close_each_other_data() {
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("policy");
    QTest::addColumn<QString>("branch");
    QTest::newRow("another tool") << "Other"
                                  << "app"
                                  << "p"
                                  << "main";
    QTest::newRow("another target") << "Tool"
                                    << "app2"
                                    << "p"
                                    << "main";
    QTest::newRow("another policy") << "Tool"
                                    << "app"
                                    << "p2"
                                    << "main";
    QTest::newRow("another branch") << "Tool"
                                    << "app"
                                    << "p"
                                    << "dev";
    QTest::newRow("no target") << "Tool"
                               << ""
                               << "p"
                               << "main";
}

void FindingsImportTest::scopes_do_not_close_each_other() {
    QFETCH(QString, tool);
    QFETCH(QString, target);
    QFETCH(QString, policy);
    QFETCH(QString, branch);
    const TestClock clock;
    auto w = new_workspace("scopes", clock);
    TestReport one = one_scan("1", "Tool", "app", k_t0, {vuln_finding("CVE-2024-1001", "a", Severity::high)});
    one.scans[0].info.policy = "p";
    one.scans[0].info.branch = "main";
    (void)import_report(*w, one);
    TestReport two = one_scan("2", tool.toStdString(), target.toStdString(), k_t0 + k_day, {});
    two.scans[0].info.policy = policy.toStdString();
    two.scans[0].info.branch = branch.toStdString();
    QCOMPARE(import_report(*w, two)->findings_gone, std::uint64_t{0});
}

void FindingsImportTest::a_large_load_gives_the_same_rows() {
    std::vector<RawFinding> many;
    for (int i = 0; i < 3000; ++i) {
        RawFinding f = code_finding("rule-" + std::to_string(i % 7), "src/f" + std::to_string(i % 211) + ".c", i,
                                    "call_" + std::to_string(i % 1009) + "(x)", static_cast<Severity>(i % 5));
        f.cwe = {i % 3 == 0 ? 79 : 20};
        many.push_back(f);
    }
    const TestReport report = one_scan("1", "Tool", "app", k_t0, many);
    const std::string sql = "SELECT id, severity, title, line, due, first_seen FROM finding ORDER BY identity";
    const TestClock clock;
    auto small = new_workspace("small", clock);
    auto large = new_workspace("large", clock);
    const auto a = import_report(*small, report, 1000);
    const auto b = import_report(*large, report, 100U << 20U);
    QCOMPARE(counts_of(b), counts_of(a));
    QCOMPARE(rows_of(*large, sql), rows_of(*small, sql));
    const std::string indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name";
    QCOMPARE(rows_of(*large, indexes), rows_of(*small, indexes));
    QVERIFY(plan_of(*large, "SELECT id FROM finding WHERE identity = 1").find("finding_by_identity") !=
            std::string::npos);
}

void FindingsImportTest::a_rolled_back_import_leaves_no_trace() {
    const TestClock clock;
    auto w = new_workspace("rollback", clock);
    const std::string sql =
        "SELECT (SELECT count(*) FROM finding), (SELECT count(*) FROM import), (SELECT count(*) FROM"
        " string), (SELECT count(*) FROM asset), (SELECT count(*) FROM source), (SELECT value FROM"
        " revision), (SELECT count(*) FROM journal), (SELECT count(*) FROM sqlite_master)";
    const std::string before = rows_of(*w, sql);
    for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{100} << 20U}) {
        ImportMeta meta;
        meta.path = "x";
        meta.tool = "Test";
        meta.bytes = bytes;
        auto session = ImportSession::begin(*w, meta);
        QVERIFY(session.has_value());
        for (int i = 0; i < 2000; ++i) {
            RawFinding f = vuln_finding("CVE-2024-" + std::to_string(1000 + i), "p", Severity::high);
            (*session)->sink().finding(f);
        }
        if (bytes == 0) (*session)->rollback();
        session->reset(); // going away is enough
    }
    QCOMPARE(rows_of(*w, sql), before);
    QCOMPARE(counts_of(import_report(*w, one_scan("1", "Tool", "app", k_t0, {}))),
             std::string("new 0 known 0 reopened 0 gone 0 merged 0 checks 0"));
}

void FindingsImportTest::severity_follows_the_report() {
    const TestClock clock;
    auto w = new_workspace("severity", clock);
    RawFinding f = vuln_finding("CVE-2024-1001", "a", Severity::critical);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {f}));
    QCOMPARE(rows_of(*w, "SELECT severity, due FROM finding"), "4|" + std::to_string(k_t0 + 15 * k_day));
    f.severity = Severity::medium;
    f.title = "Another title";
    f.location.fixed_version = "1.1";
    (void)import_report(*w, one_scan("2", "Tool", "app", k_t0 + k_day, {f}));
    QCOMPARE(rows_of(*w, "SELECT severity, due, title, fixed_version FROM finding"),
             "2|" + std::to_string(k_t0 + 90 * k_day) + "|Another title|1.1");
}

void FindingsImportTest::places_of_one_identity_are_told_apart() {
    const TestClock clock;
    auto w = new_workspace("spots", clock);
    const auto at = [](std::int64_t line) { return code_finding("r", "a.c", line, "strcpy(a, b);", Severity::high); };
    QCOMPARE(counts_of(import_report(*w, one_scan("1", "Tool", "app", k_t0, {at(10), at(20), at(20), at(30)}))),
             std::string("new 3 known 0 reopened 0 gone 0 merged 1 checks 0"));
    // Lines move, one of three is removed.
    QCOMPARE(counts_of(import_report(*w, one_scan("2", "Tool", "app", k_t0 + k_day, {at(13), at(23)}))),
             std::string("new 0 known 2 reopened 0 gone 1 merged 0 checks 0"));
    QCOMPARE(rows_of(*w, "SELECT line FROM finding WHERE status = 0 ORDER BY id"), std::string("13\n23"));
}

void FindingsImportTest::the_search_index_fits_after_changes() {
    const TestClock clock;
    auto w = new_workspace("search", clock);
    RawFinding f = code_finding("r", "src/parser.c", 10, "strcpy(a, b);", Severity::high);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {f}));
    f.title = "Zebra crossing";
    f.description = "Quagga";
    (void)import_report(*w, one_scan("2", "Tool", "app", k_t0 + k_day, {f}));
    const auto finds = [&](const char* text) {
        auto reader = w->readers().reader();
        return search_findings(**reader, text, false)->ids() == std::vector<std::int64_t>{1};
    };
    QVERIFY(finds("zebra parser"));
    QVERIFY(finds("quagga"));
    QVERIFY(!finds("weak"));
    JobContext job;
    QVERIFY(check_workspace(*w, false, job)->clean);
}

QTEST_APPLESS_MAIN(FindingsImportTest)
#include "findings_import_test.moc"
