// What time alone does to findings (decisions end), what a new policy does to their deadlines, and how a detail finds
// the other assets.

#include "core/store/findings/other_assets.h"
#include "core/store/read_pool.h"
#include "core/store/writer.h"
#include "core/views/deadlines.h"
#include "core/views/findings.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;
using namespace parapet::views;

namespace {

constexpr std::int64_t k_day = 86'400;

std::shared_ptr<Workspace> workspace_of_one(const TestClock& clock) {
    auto w = new_workspace("clock", clock);
    const auto outcome = import_report(*w, one_scan("a", "Trivy", "app", *clock.seconds - 3 * k_day,
                                                    {vuln_finding("CVE-2024-1001", "libx", Severity::high)}));
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    return w;
}

Result<AppliedDecision> decide_until(Workspace& w, FindingStatus status, std::int64_t until) {
    Decision d;
    d.findings = {FindingId{1}};
    d.status = status;
    d.reason = "until the move";
    d.who = "sam";
    if (until != 0) d.until = from_unix_seconds(until);
    return apply_decision(w, d);
}

std::string status_of(const Workspace& w) {
    return rows_of(w, "SELECT status FROM finding WHERE id = 1");
}

std::string deadlines(const Workspace& w) {
    return rows_of(w, "SELECT severity, CASE WHEN due = 9223372036854775807 THEN 'none' ELSE (due - first_seen) / 86400"
                      " END FROM finding ORDER BY severity");
}

} // namespace

class FindingsClockTest : public QObject {
    Q_OBJECT
private slots:
    void a_decision_ends_when_the_workspace_opens_data();
    void a_decision_ends_when_the_workspace_opens();
    void a_decision_ends_while_the_workspace_is_open();
    void a_new_policy_moves_the_deadlines_that_are_stored();
    void a_policy_out_of_bounds_changes_nothing();
    void other_assets_are_the_same_with_and_without_their_index_data();
    void other_assets_are_the_same_with_and_without_their_index();
};

void FindingsClockTest::a_decision_ends_when_the_workspace_opens_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("days"); // until the end; 0 = none
    QTest::addColumn<int>("later");
    QTest::addColumn<std::string>("becomes");
    QTest::addColumn<std::string>("says");
    const int accepted = static_cast<int>(FindingStatus::risk_accepted);
    const int false_positive = static_cast<int>(FindingStatus::false_positive);
    QTest::newRow("accepted until yesterday")
        << accepted << 9 << 10 << std::string("0") << std::string("The acceptance ended: open again");
    QTest::newRow("accepted until this second")
        << accepted << 10 << 10 << std::string("0") << std::string("The acceptance ended: open again");
    QTest::newRow("accepted until tomorrow")
        << accepted << 11 << 10 << std::string("3") << std::string("Set to risk accepted");
    QTest::newRow("a false positive until yesterday")
        << false_positive << 9 << 10 << std::string("0") << std::string("The decision ended: open again");
    QTest::newRow("a false positive for good")
        << false_positive << 0 << 4000 << std::string("4") << std::string("Set to false positive");
}

void FindingsClockTest::a_decision_ends_when_the_workspace_opens() {
    QFETCH(int, status);
    QFETCH(int, days);
    QFETCH(int, later);
    QFETCH(std::string, becomes);
    QFETCH(std::string, says);
    const TestClock clock;
    const std::int64_t now = *clock.seconds;
    auto w = workspace_of_one(clock);
    const std::filesystem::path path = w->path();
    const auto applied = decide_until(*w, static_cast<FindingStatus>(status), days == 0 ? 0 : now + days * k_day);
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().one_line().c_str());
    w.reset();
    *clock.seconds = now + later * k_day;
    // A reader alone changes nothing, but can tell.
    auto reading = Workspace::open(path, OpenMode::read_only, clock.clock());
    QVERIFY(reading.has_value());
    QCOMPARE((*reading)->has_decisions_to_expire((*reading)->now()), becomes == "0");
    QCOMPARE(status_of(**reading), std::to_string(status));
    auto opened = Workspace::open(path, OpenMode::read_write, clock.clock());
    QVERIFY(opened.has_value());
    QCOMPARE(status_of(**opened), becomes);
    QCOMPARE(status_of(**reading), becomes);
    const auto detail = finding_detail(**opened, FindingId{1});
    QCOMPARE(detail->history.front().what, says);
    if (becomes == "0") {
        QCOMPARE(unix_seconds(detail->history.front().at), now + days * k_day);
        QCOMPARE(detail->history.front().who, std::string("Parapet"));
    }
    JobContext job;
    const auto report = check_workspace(**opened, false, job);
    QVERIFY2(report->clean, report->problems.empty() ? "" : report->problems.front().c_str());
}

void FindingsClockTest::a_decision_ends_while_the_workspace_is_open() {
    const TestClock clock;
    auto w = workspace_of_one(clock);
    QVERIFY(decide_until(*w, FindingStatus::risk_accepted, *clock.seconds + k_day).has_value());
    const std::string before = rows_of(*w, "SELECT value FROM revision");
    QCOMPARE(*w->expire_decisions(w->now()), std::int64_t{0});
    QCOMPARE(rows_of(*w, "SELECT value FROM revision"), before);
    *clock.seconds += 2 * k_day;
    int told = 0;
    const auto subscription = w->on_changed([&](const Changed& c) { told += c.findings && c.decisions ? 1 : 0; });
    QCOMPARE(*w->expire_decisions(w->now()), std::int64_t{1});
    w->off_changed(subscription);
    QCOMPARE(told, 1);
    QCOMPARE(status_of(*w), std::string("0"));
    QCOMPARE(*w->expire_decisions(w->now()), std::int64_t{0});
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM journal WHERE kind = 'expiry'"), std::string("1"));
}

void FindingsClockTest::a_new_policy_moves_the_deadlines_that_are_stored() {
    const TestClock clock;
    auto w = new_workspace("deadlines", clock);
    std::vector<RawFinding> findings;
    for (const Severity s : {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical})
        findings.push_back(vuln_finding("CVE-2024-100" + std::to_string(static_cast<int>(s)), "x", s));
    QVERIFY(import_report(*w, one_scan("a", "Trivy", "app", *clock.seconds, findings)).has_value());
    QCOMPARE(deadlines(*w), std::string("0|none\n1|180\n2|90\n3|30\n4|15"));
    DeadlinePolicy policy;
    policy.days = {365, 180, 0, 21, 7};
    const auto changed = set_deadlines(*w, policy, "sam");
    QVERIFY2(changed.has_value(), changed ? "" : changed.error().one_line().c_str());
    QCOMPARE(*changed, std::int64_t{4}); // low stays
    QCOMPARE(deadlines(*w), std::string("0|365\n1|180\n2|none\n3|21\n4|7"));
    QCOMPARE(rows_of(*w, "SELECT who, kind FROM journal ORDER BY id DESC LIMIT 1"), std::string("sam|deadlines"));
    // What comes later counts by the same policy.
    QVERIFY(import_report(*w, one_scan("b", "Trivy", "db", *clock.seconds,
                                       {vuln_finding("CVE-2024-1009", "y", Severity::critical)}))
                .has_value());
    QCOMPARE(deadlines(*w), std::string("0|365\n1|180\n2|none\n3|21\n4|7\n4|7"));
    policy.days = {0, 0, 0, 0, 0};
    QCOMPARE(*set_deadlines(*w, policy, "sam"), std::int64_t{5});
    QCOMPARE(deadlines(*w), std::string("0|none\n1|none\n2|none\n3|none\n4|none\n4|none"));
}

void FindingsClockTest::a_policy_out_of_bounds_changes_nothing() {
    const TestClock clock;
    auto w = workspace_of_one(clock);
    const std::string before = deadlines(*w);
    DeadlinePolicy policy;
    policy.days[3] = -1;
    QCOMPARE(set_deadlines(*w, policy, "sam").error().code, Errc::bad_argument);
    QCOMPARE(deadlines(*w), before);
    QCOMPARE(*w->setting("deadline_days"), std::string());
}

void FindingsClockTest::other_assets_are_the_same_with_and_without_their_index_data() {
    QTest::addColumn<bool>("by_rule");
    QTest::addColumn<std::string>("index");
    QTest::newRow("the same vulnerability") << false << std::string("finding_by_vuln");
    QTest::newRow("the same rule") << true << std::string("finding_by_rule_and_asset");
}

void FindingsClockTest::other_assets_are_the_same_with_and_without_their_index() {
    QFETCH(bool, by_rule);
    QFETCH(std::string, index);
    const TestClock clock;
    auto w = new_workspace("others", clock);
    for (const char* asset : {"web", "db", "app", "mail", "lone"}) {
        const bool lone = std::string_view(asset) == "lone";
        std::vector<RawFinding> findings;
        for (int i = 0; i < 3; ++i) {
            const std::string n = std::to_string(i);
            if (by_rule)
                findings.push_back(
                    code_finding(lone ? "r2" : "r1", "a.c", 10 + i, "strcpy(a, " + n + ");", Severity::medium));
            else
                findings.push_back(vuln_finding(lone ? "CVE-2024-2002" : "CVE-2024-1001", "lib" + n, Severity::medium));
        }
        QVERIFY(import_report(*w, one_scan(asset, "Tool", asset, *clock.seconds, findings)).has_value());
    }
    const std::vector<std::string> others{"app", "db", "mail"};
    QCOMPARE(finding_detail(*w, FindingId{1})->other_assets, others);
    QVERIFY(finding_detail(*w, FindingId{13})->other_assets.empty());
    auto reader = w->readers().reader();
    const auto same = same_elsewhere(**reader, 1);
    QVERIFY(same.has_value());
    QVERIFY(w->writer().transact([&](Connection& db) { return build_finding_index(db, same->index()); }).has_value());
    QCOMPARE(finding_detail(*w, FindingId{1})->other_assets, others);
    QVERIFY(finding_detail(*w, FindingId{13})->other_assets.empty());
    SqlText explain("EXPLAIN QUERY PLAN ");
    explain << other_assets_statement(**reader, *same);
    auto steps = prepare(**reader, explain);
    QVERIFY(steps.has_value());
    int searches = 0;
    while (*steps->step()) {
        const std::string step = steps->str(3);
        if (step.find("SEARCH f USING COVERING INDEX " + index) != std::string::npos) ++searches;
        QVERIFY2(step.find("SCAN f") == std::string::npos && step.find("AUTOMATIC") == std::string::npos, step.c_str());
    }
    QCOMPARE(searches, 2);
}

QTEST_APPLESS_MAIN(FindingsClockTest)
#include "findings_clock_test.moc"
