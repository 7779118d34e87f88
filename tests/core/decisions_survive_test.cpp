// Import, decide, import again in any order: no decision is lost, nothing contradicts anything.

#include "core/views/findings.h"
#include "tests/support/findings.h"
#include "tests/support/invariants.h"
#include "tests/support/support.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

using namespace parapet;
using namespace parapet::test;

namespace {

constexpr std::int64_t k_hour = 3600, k_day = 86'400;
constexpr std::int64_t k_t0 = 1'750'000'000;
using Random = std::mt19937_64;

struct ScanOf {
    const char *tool, *target, *policy, *branch;
};
constexpr ScanOf k_scopes[] = {
    {"One", "app", "", ""},        {"Two", "app", "", ""},     {"One", "app", "strict", ""},
    {"One", "app", "", "release"}, {"Three", "other", "", ""},
};

RawFinding weakness(int n) {
    if (n % 3 == 0) {
        RawFinding f = code_finding("r" + std::to_string(n % 2), "src/a.c", 10 + n, n % 2 == 0 ? "f(x);" : "g(y);",
                                    Severity::medium);
        f.title = "code " + std::to_string(n);
        f.location.snippet += std::to_string(n);
        return f;
    }
    return vuln_finding(fmt::format("CVE-2024-{}", 1000 + n), "p" + std::to_string(n % 5), Severity::high);
}

// What one run of one tool reports: most of the weaknesses, some of them twice, with other versions and words.
TestReport random_report(Random& random, int number) {
    const ScanOf& scope = k_scopes[random() % std::size(k_scopes)];
    std::vector<RawFinding> findings;
    for (int n = 0; n < 18; ++n) {
        if (random() % 4 == 0) continue;
        RawFinding f = weakness(n);
        f.location.version = std::to_string(random() % 3);
        f.severity = static_cast<Severity>(random() % k_severity_count);
        findings.push_back(f);
        if (random() % 5 == 0) findings.push_back(f);
    }
    std::shuffle(findings.begin(), findings.end(), random);
    const auto at = k_t0 + static_cast<std::int64_t>(random() % 60) * k_day / 2;
    TestReport report = one_scan(fmt::format("{}.json", number), scope.tool, scope.target, at, std::move(findings));
    ScanInfo& info = report.scans[0].info;
    info.policy = scope.policy;
    info.branch = scope.branch;
    info.complete = random() % 4 != 0;
    info.failed = random() % 12 == 0;
    if (random() % 10 == 0) info.finished.reset(); // undated: the time of import
    return report;
}

views::Decision random_decision(Random& random, const Workspace& w) {
    views::Decision d;
    const auto last = std::stoll("0" + rows_of(w, "SELECT max(id) FROM finding"));
    for (int i = 0; i < 3; ++i)
        d.findings.push_back(FindingId{1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(last))});
    constexpr FindingStatus k_all[] = {FindingStatus::triaged,        FindingStatus::in_progress,
                                       FindingStatus::risk_accepted,  FindingStatus::risk_accepted,
                                       FindingStatus::false_positive, FindingStatus::false_positive,
                                       FindingStatus::fixed,          FindingStatus::open};
    d.status = k_all[random() % std::size(k_all)];
    d.reason = "because " + std::to_string(random() % 100);
    d.who = "Ada";
    if (d.status == FindingStatus::risk_accepted)
        d.until = w.now() + std::chrono::hours(1 + static_cast<int>(random() % 2000));
    if (random() % 3 == 0) d.owner = random() % 2 == 0 ? "team-a" : "team-b";
    return d;
}

} // namespace

class DecisionsSurviveTest : public QObject {
    Q_OBJECT
private slots:
    void fifty_imports_in_random_order_lose_no_decision_data();
    void fifty_imports_in_random_order_lose_no_decision();
    void the_order_of_reports_does_not_decide_what_is_open();
    void a_witness_that_comes_late_is_no_contradiction();
    void what_went_while_it_was_a_false_positive_is_fixed_when_that_ends();
    void what_was_triaged_is_triaged_when_it_comes_back();
};

void DecisionsSurviveTest::fifty_imports_in_random_order_lose_no_decision_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 6; ++seed)
        QTest::newRow(fmt::format("seed {}", seed).c_str()) << seed;
}

void DecisionsSurviveTest::fifty_imports_in_random_order_lose_no_decision() {
    QFETCH(int, seed);
    Random random(static_cast<std::uint64_t>(seed));
    TestClock clock;
    *clock.seconds = k_t0 + 40 * k_day;
    auto w = new_workspace("fifty", clock);
    std::map<std::int64_t, std::string> decided; // by finding: what the last decision said
    for (int i = 0; i < 50; ++i) {
        *clock.seconds += static_cast<std::int64_t>(random() % 48) * k_hour + 1;
        (void)w->expire_decisions(w->now());
        const auto outcome = import_report(*w, random_report(random, i));
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().one_line().c_str());
        QCOMPARE(outcome->records, outcome->findings_new + outcome->findings_known + outcome->findings_reopened +
                                       outcome->merged + outcome->skipped);
        QCOMPARE(contradictions(*w), std::string());
        if (i % 2 == 0) {
            const views::Decision d = random_decision(random, *w);
            const auto applied = views::apply_decision(*w, d);
            QVERIFY2(applied.has_value(), applied ? "" : applied.error().one_line().c_str());
            if (applied->changed > 0 && applied->changed == static_cast<std::int64_t>(d.findings.size()))
                for (const FindingId id : d.findings)
                    decided[id.value] = fmt::format("{}|{}|Ada", static_cast<int>(*d.status), d.reason);
            QCOMPARE(contradictions(*w), std::string());
        }
        for (const auto& [id, what] : decided) {
            const std::string now =
                rows_of(*w, fmt::format("SELECT status, reason, who FROM decision WHERE finding_id = {}", id));
            const std::string ever =
                rows_of(*w, fmt::format("SELECT count(*) FROM history WHERE finding_id = {} AND what = 2", id));
            QVERIFY2(now == what || std::stoi(ever) > 1, (now + " is not " + what).c_str());
        }
    }
}

// Five dated reports of a scope in every order: what is open in the end is the same.
void DecisionsSurviveTest::the_order_of_reports_does_not_decide_what_is_open() {
    const std::string sql = "SELECT f.title, f.status, (SELECT group_concat(s.gone_at = 0) FROM sighting s WHERE"
                            " s.id >> 16 = f.id) FROM finding f ORDER BY f.title";
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Random random(seed);
        std::vector<TestReport> reports;
        for (int day = 0; day < 5; ++day) {
            std::vector<RawFinding> findings;
            for (int n = 1; n <= 4; ++n)
                if (random() % 2 == 0) findings.push_back(weakness(n));
            reports.push_back(one_scan(std::to_string(day), "One", "app", k_t0 + day * k_day, findings));
            reports.back().scans[0].info.complete = random() % 3 != 0;
            reports.back().scans[0].info.failed = random() % 6 == 0;
        }
        std::vector<std::size_t> order{0, 1, 2, 3, 4};
        std::string expected;
        const TestClock clock;
        for (int i = 0; i < 12; ++i) {
            auto w = new_workspace("order", clock);
            for (const std::size_t n : order)
                (void)import_report(*w, reports[n]);
            const std::string now = rows_of(*w, sql);
            if (i == 0) expected = now;
            QVERIFY2(now == expected,
                     fmt::format("seed {} order {}:\n{}\nnot\n{}", seed, fmt::join(order, ","), now, expected).c_str());
            QCOMPARE(contradictions(*w), std::string());
            std::shuffle(order.begin(), order.end(), random);
        }
    }
}

// One tool no longer sees it since day 5; another tool's only report is of day 3, and sees it.
void DecisionsSurviveTest::a_witness_that_comes_late_is_no_contradiction() {
    const TestClock clock;
    auto w = new_workspace("late", clock);
    (void)import_report(*w, one_scan("1", "One", "app", k_t0, {weakness(1)}));
    (void)import_report(*w, one_scan("2", "One", "app", k_t0 + 5 * k_day, {}));
    QCOMPARE(rows_of(*w, "SELECT status FROM finding"), std::string("5"));
    (void)import_report(*w, one_scan("3", "Two", "app", k_t0 + 3 * k_day, {weakness(1)}));
    QCOMPARE(rows_of(*w, "SELECT status, fixed_at FROM finding"), std::string("0|0"));
    QCOMPARE(contradictions(*w), std::string());
}

void DecisionsSurviveTest::what_went_while_it_was_a_false_positive_is_fixed_when_that_ends() {
    TestClock clock;
    auto w = new_workspace("ends", clock);
    (void)import_report(*w, one_scan("1", "One", "app", *clock.seconds - k_day, {weakness(1)}));
    views::Decision d;
    d.findings = {FindingId{1}};
    d.status = FindingStatus::false_positive;
    d.reason = "not reachable";
    d.until = w->now() + std::chrono::hours(24);
    QVERIFY(views::apply_decision(*w, d).has_value());
    (void)import_report(*w, one_scan("2", "One", "app", *clock.seconds - 10, {}));
    QCOMPARE(rows_of(*w, "SELECT status FROM finding"), std::string("4"));
    *clock.seconds += 2 * k_day;
    QCOMPARE(w->expire_decisions(w->now()).value_or(-1), std::int64_t{1});
    QCOMPARE(rows_of(*w, "SELECT status FROM finding"), std::string("5"));
    QCOMPARE(contradictions(*w), std::string());
}

void DecisionsSurviveTest::what_was_triaged_is_triaged_when_it_comes_back() {
    const TestClock clock;
    auto w = new_workspace("back", clock);
    (void)import_report(*w, one_scan("1", "One", "app", k_t0, {weakness(1)}));
    views::Decision d;
    d.findings = {FindingId{1}};
    d.status = FindingStatus::in_progress;
    QVERIFY(views::apply_decision(*w, d).has_value());
    (void)import_report(*w, one_scan("2", "One", "app", k_t0 + k_day, {}));
    QCOMPARE(rows_of(*w, "SELECT status FROM finding"), std::string("5"));
    (void)import_report(*w, one_scan("3", "One", "app", k_t0 + 2 * k_day, {weakness(1)}));
    QCOMPARE(rows_of(*w, "SELECT status FROM finding"), std::string("2"));
    QCOMPARE(contradictions(*w), std::string());
}

QTEST_APPLESS_MAIN(DecisionsSurviveTest)
#include "decisions_survive_test.moc"
