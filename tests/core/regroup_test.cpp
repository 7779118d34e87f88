// Findings joined and split by hand: it holds for every later import in any order, and can be taken back.

#include "core/store/findings/condition.h"
#include "core/store/read_pool.h"
#include "core/views/findings.h"
#include "core/views/regroup.h"
#include "tests/support/findings.h"
#include "tests/support/invariants.h"
#include "tests/support/support.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

using namespace parapet;
using namespace parapet::test;
using views::Regroup;

namespace {

constexpr std::int64_t k_t0 = 1'750'000'000, k_day = 86'400;
using Random = std::mt19937_64;

// One SQL injection, told in three ways that no rule can join.
RawFinding by_code() {
    RawFinding f = code_finding("sqli", "src/cart.py", 12, "cur.execute(q)", Severity::high);
    f.title = "SQL injection in cart.py";
    f.description = "A short description of the code.";
    return f;
}
RawFinding by_web() {
    RawFinding f;
    f.identity = IdentityKind::web;
    f.title = "SQL injection at /cart";
    f.rule = "40018";
    f.severity = Severity::critical;
    f.severity_known = true;
    f.location.url = "https://shop.example/cart";
    f.location.parameter = "id";
    return f;
}

struct Shop {
    TestClock clock;
    std::shared_ptr<Workspace> w = new_workspace("regroup", clock);
    int imports = 0;
    void scan(const char* tool, std::vector<RawFinding> findings, std::int64_t day) {
        auto done = import_report(
            *w, one_scan(fmt::format("{}-{}", tool, ++imports), tool, "shop", k_t0 + day * k_day, std::move(findings)));
        if (!done) qFatal("%s", done.error().one_line().c_str());
        if (done->records != done->findings_new + done->findings_known + done->findings_reopened + done->merged)
            qFatal("records do not add up: %s", counts_of(done).c_str());
    }
    [[nodiscard]] std::string findings() const {
        return rows_of(*w, "SELECT id, severity, status, (SELECT group_concat(c.tool) FROM (SELECT * FROM sighting s"
                           " JOIN scope c ON c.id = s.scope_id WHERE s.id >> 16 = f.id ORDER BY s.id) c) FROM finding f"
                           " ORDER BY id");
    }
    views::Regrouped apply(const Regroup& what) const {
        auto done = views::apply_regroup(*w, what);
        if (!done) qFatal("%s", done.error().one_line().c_str());
        return *done;
    }
};

Regroup join(std::int64_t into, std::vector<std::int64_t> others) {
    Regroup r;
    r.finding = FindingId{into};
    for (const std::int64_t other : others)
        r.others.push_back(FindingId{other});
    r.who = "Ada";
    r.reason = "one hole, seen from two sides";
    return r;
}

} // namespace

class RegroupTest : public QObject {
    Q_OBJECT
private slots:
    void joined_findings_stay_one_over_imports();
    void a_join_can_be_taken_back_and_done_again();
    void joins_of_joins_come_apart_one_by_one();
    void a_split_sighting_stays_apart_over_imports();
    void the_first_sighting_can_be_split_off();
    void a_decision_on_a_joined_finding_comes_back_with_it();
    void the_detail_says_who_joined_and_why();
    void what_makes_no_sense_is_an_error();
    void the_search_finds_what_was_joined_and_split();
    void random_regrouping_and_imports_contradict_nothing_data();
    void random_regrouping_and_imports_contradict_nothing();
};

void RegroupTest::joined_findings_stay_one_over_imports() {
    Shop shop;
    shop.scan("Bandit", {by_code()}, 0);
    shop.scan("ZAP", {by_web()}, 0);
    QCOMPARE(shop.findings(), std::string("1|3|0|Bandit\n2|4|0|ZAP"));
    (void)shop.apply(join(1, {2}));
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP"));
    QCOMPARE(contradictions(*shop.w), std::string());
    // In any order, changed, and from another branch: still one, and no more sightings.
    shop.scan("ZAP", {by_web()}, 2);
    RawFinding changed = by_web();
    changed.title = "another wording";
    shop.scan("ZAP", {changed}, 3);
    shop.scan("Bandit", {by_code()}, 1);
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP"));
    // A new tool with the same web identity is the whole's third witness.
    RawFinding burp = by_web();
    shop.scan("Burp", {burp}, 4);
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP,Burp"));
    // Closed when all of them are gone, open again when one is back.
    shop.scan("Bandit", {}, 5);
    shop.scan("ZAP", {}, 5);
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP,Burp"));
    shop.scan("Burp", {}, 5);
    QCOMPARE(shop.findings(), std::string("1|4|5|Bandit,ZAP,Burp"));
    shop.scan("ZAP", {by_web()}, 6);
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP,Burp"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

void RegroupTest::a_join_can_be_taken_back_and_done_again() {
    Shop shop;
    shop.scan("Bandit", {by_code()}, 0);
    shop.scan("ZAP", {by_web()}, 0);
    const std::string sql = "SELECT id, identity, proof, severity, status, title, resource, line, description, due,"
                            " first_seen, last_seen FROM finding ORDER BY id";
    const std::string before = rows_of(*shop.w, sql);
    const auto joined = shop.apply(join(1, {2}));
    QVERIFY(rows_of(*shop.w, sql) != before);
    const auto back = shop.apply(joined.inverse);
    QCOMPARE(rows_of(*shop.w, sql), before);
    QCOMPARE(rows_of(*shop.w, "SELECT count(*) FROM sighting WHERE via IS NOT NULL"), std::string("0"));
    QCOMPARE(contradictions(*shop.w), std::string());
    (void)shop.apply(back.inverse);
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP"));
    // What another import brought meanwhile goes back, too.
    RawFinding moved = by_web();
    moved.title = "SQL injection, told anew";
    shop.scan("ZAP", {moved}, 1);
    (void)shop.apply(joined.inverse);
    QCOMPARE(shop.findings(), std::string("1|3|0|Bandit\n2|4|0|ZAP"));
    QCOMPARE(rows_of(*shop.w, "SELECT title FROM finding WHERE id = 2"), std::string("SQL injection, told anew"));
    shop.scan("ZAP", {by_web()}, 2);
    QCOMPARE(shop.findings(), std::string("1|3|0|Bandit\n2|4|0|ZAP"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

void RegroupTest::joins_of_joins_come_apart_one_by_one() {
    Shop shop;
    shop.scan("One", {by_code()}, 0);
    shop.scan("Two", {by_web()}, 0);
    shop.scan("Three", {vuln_finding("CVE-2024-1001", "orm", Severity::low)}, 0);
    const auto first = shop.apply(join(2, {3}));
    const auto second = shop.apply(join(1, {2}));
    QCOMPARE(shop.findings(), std::string("1|4|0|One,Two,Three"));
    shop.scan("Three", {vuln_finding("CVE-2024-1001", "orm", Severity::low)}, 1);
    QCOMPARE(shop.findings(), std::string("1|4|0|One,Two,Three"));
    QCOMPARE(views::resolve_finding(*shop.w, "F-3")->value, std::int64_t{1});
    (void)shop.apply(second.inverse);
    QCOMPARE(shop.findings(), std::string("1|3|0|One\n2|4|0|Two,Three"));
    QCOMPARE(contradictions(*shop.w), std::string());
    (void)shop.apply(first.inverse);
    QCOMPARE(shop.findings(), std::string("1|3|0|One\n2|4|0|Two\n3|1|0|Three"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

void RegroupTest::a_split_sighting_stays_apart_over_imports() {
    Shop shop;
    RawFinding second = by_code();
    second.severity = Severity::critical;
    second.rule = "B608";
    second.cwe = {89};
    RawFinding first = by_code();
    first.cwe = {89};
    shop.scan("One", {first}, 0);
    shop.scan("Two", {second}, 0);
    QCOMPARE(shop.findings(), std::string("1|4|0|One,Two"));
    const auto detail = views::finding_detail(*shop.w, FindingId{1});
    Regroup split;
    split.kind = Regroup::Kind::split;
    split.finding = FindingId{1};
    split.sightings = {detail->sightings.at(1).id};
    const auto done = shop.apply(split);
    QCOMPARE(done.finding.value, std::int64_t{2});
    QCOMPARE(shop.findings(), std::string("1|3|0|One\n2|4|0|Two"));
    QCOMPARE(contradictions(*shop.w), std::string());
    shop.scan("Two", {second}, 2);
    shop.scan("One", {first}, 1);
    second.title = "told anew";
    shop.scan("Two", {second}, 3);
    QCOMPARE(shop.findings(), std::string("1|3|0|One\n2|4|0|Two"));
    QCOMPARE(rows_of(*shop.w, "SELECT title FROM finding WHERE id = 2"), std::string("told anew"));
    // A third tool, of which nobody said anything, is with what the identity says.
    shop.scan("Three", {first}, 3);
    QCOMPARE(shop.findings(), std::string("1|3|0|One,Three\n2|4|0|Two"));
    (void)shop.apply(done.inverse);
    QCOMPARE(shop.findings(), std::string("1|4|0|One,Three,Two"));
    QCOMPARE(contradictions(*shop.w), std::string());
    shop.scan("Two", {second}, 4);
    QCOMPARE(shop.findings(), std::string("1|4|0|One,Three,Two"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

void RegroupTest::the_first_sighting_can_be_split_off() {
    Shop shop;
    RawFinding f = vuln_finding("CVE-2024-1001", "orm", Severity::low);
    f.description = "what the first says";
    shop.scan("One", {f}, 0);
    f.severity = Severity::high;
    f.title = "what the second calls it";
    shop.scan("Two", {f}, 0);
    const auto detail = views::finding_detail(*shop.w, FindingId{1});
    Regroup split;
    split.kind = Regroup::Kind::split;
    split.finding = FindingId{1};
    split.sightings = {detail->sightings.at(0).id};
    const auto done = shop.apply(split);
    QCOMPARE(shop.findings(), std::string("1|3|0|Two\n2|1|0|One"));
    QCOMPARE(rows_of(*shop.w, "SELECT title FROM finding ORDER BY id"),
             std::string("what the second calls it\nCVE-2024-1001 in orm"));
    QCOMPARE(contradictions(*shop.w), std::string());
    shop.scan("Two", {f}, 1);
    f.severity = Severity::low;
    shop.scan("One", {f}, 1);
    QCOMPARE(shop.findings(), std::string("1|3|0|Two\n2|1|0|One"));
    (void)shop.apply(done.inverse);
    QCOMPARE(shop.findings(), std::string("1|3|0|Two,One"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

void RegroupTest::a_decision_on_a_joined_finding_comes_back_with_it() {
    Shop shop;
    shop.scan("Bandit", {by_code()}, 0);
    shop.scan("ZAP", {by_web()}, 0);
    views::Decision d;
    d.findings = {FindingId{2}};
    d.status = FindingStatus::false_positive;
    d.reason = "blocked by the proxy";
    QVERIFY(views::apply_decision(*shop.w, d).has_value());
    const auto joined = shop.apply(join(1, {2}));
    QCOMPARE(shop.findings(), std::string("1|4|0|Bandit,ZAP"));
    shop.scan("ZAP", {by_web()}, 1);
    QCOMPARE(contradictions(*shop.w), std::string());
    (void)shop.apply(joined.inverse);
    QCOMPARE(shop.findings(), std::string("1|3|0|Bandit\n2|4|4|ZAP"));
    QCOMPARE(views::finding_detail(*shop.w, FindingId{2})->decision_reason, std::string("blocked by the proxy"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

void RegroupTest::the_detail_says_who_joined_and_why() {
    Shop shop;
    shop.scan("Bandit", {by_code()}, 0);
    shop.scan("ZAP", {by_web()}, 0);
    (void)shop.apply(join(1, {2}));
    const auto detail = views::finding_detail(*shop.w, FindingId{1});
    QCOMPARE(detail->sightings.size(), std::size_t{2});
    QVERIFY(!detail->sightings[0].by_hand);
    QVERIFY(detail->sightings[1].by_hand);
    QCOMPARE(detail->sightings[1].join_reason,
             std::string("joined as F-2 by hand by Ada on 2025-10-09: one hole, seen from two sides"));
    QCOMPARE(detail->joined.size(), std::size_t{1});
    QCOMPARE(detail->joined[0].title, std::string("SQL injection at /cart"));
    QCOMPARE(detail->history.front().what, std::string("Joined by hand: F-2 with F-1"));
    QCOMPARE(detail->history.front().who, std::string("Ada"));
    QCOMPARE(detail->sightings[1].location.url, std::string("https://shop.example/cart"));
}

void RegroupTest::what_makes_no_sense_is_an_error() {
    Shop shop;
    shop.scan("Bandit", {by_code()}, 0);
    shop.scan("ZAP", {by_web()}, 0);
    const std::string before = rows_of(*shop.w, "SELECT (SELECT value FROM revision), (SELECT count(*) FROM journal)");
    Regroup split;
    split.kind = Regroup::Kind::split;
    split.finding = FindingId{1};
    split.sightings = {1 << 16};
    QCOMPARE(views::apply_regroup(*shop.w, split).error().code, Errc::bad_argument); // its only one
    split.sightings = {2 << 16};
    QCOMPARE(views::apply_regroup(*shop.w, split).error().code, Errc::not_found); // another's
    QCOMPARE(views::apply_regroup(*shop.w, join(1, {1})).error().code, Errc::bad_argument);
    QCOMPARE(views::apply_regroup(*shop.w, join(1, {9})).error().code, Errc::not_found);
    QCOMPARE(views::apply_regroup(*shop.w, join(9, {1})).error().code, Errc::not_found);
    Regroup unjoin = join(0, {2});
    unjoin.kind = Regroup::Kind::unjoin;
    QCOMPARE(views::apply_regroup(*shop.w, unjoin).error().code, Errc::bad_argument);
    QCOMPARE(rows_of(*shop.w, "SELECT (SELECT value FROM revision), (SELECT count(*) FROM journal)"), before);
}

void RegroupTest::the_search_finds_what_was_joined_and_split() {
    Shop shop;
    shop.scan("Bandit", {by_code()}, 0);
    shop.scan("ZAP", {by_web()}, 0);
    const auto found = [&](const char* text) {
        auto reader = shop.w->readers().reader();
        return search_findings(**reader, text, false)->ids();
    };
    QCOMPARE(found("injection"), (std::vector<std::int64_t>{1, 2}));
    const auto joined = shop.apply(join(1, {2}));
    QCOMPARE(found("injection"), std::vector<std::int64_t>{1});
    (void)shop.apply(joined.inverse);
    QCOMPARE(found("injection"), (std::vector<std::int64_t>{1, 2}));
}

void RegroupTest::random_regrouping_and_imports_contradict_nothing_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 6; ++seed)
        QTest::newRow(fmt::format("seed {}", seed).c_str()) << seed;
}

// The partition that people made is kept beside, and compared after each import.
void RegroupTest::random_regrouping_and_imports_contradict_nothing() {
    QFETCH(int, seed);
    Random random(static_cast<std::uint64_t>(seed));
    Shop shop;
    const char* const tools[] = {"One", "Two", "Three"};
    std::vector<RawFinding> all;
    for (int i = 0; i < 6; ++i)
        all.push_back(
            vuln_finding(fmt::format("CVE-2024-{}", 1000 + i), "p" + std::to_string(i), static_cast<Severity>(i % 5)));
    for (const char* tool : tools)
        shop.scan(tool, all, 0);
    const std::string sql = "SELECT s.id >> 16, s.rule_id, s.scope_id FROM sighting s ORDER BY s.rule_id, s.scope_id";
    std::vector<Regroup> undo;
    for (int step = 0; step < 40; ++step) {
        const auto some = rows_of(*shop.w, "SELECT id FROM finding ORDER BY random() LIMIT 1");
        const std::int64_t one = std::stoll(some);
        Regroup what;
        what.finding = FindingId{one};
        what.who = "Ada";
        if (!undo.empty() && random() % 3 == 0) {
            what = undo.back();
            undo.pop_back();
            (void)shop.apply(what);
        } else if (random() % 2 == 0) {
            what.others = {FindingId{std::stoll(rows_of(*shop.w, "SELECT id FROM finding ORDER BY random() LIMIT 1"))}};
            if (what.others[0].value != one) undo.push_back(shop.apply(what).inverse);
        } else {
            what.kind = Regroup::Kind::split;
            const auto detail = views::finding_detail(*shop.w, what.finding);
            if (!detail) QFAIL(detail.error().one_line().c_str());
            what.sightings = {detail->sightings[random() % detail->sightings.size()].id};
            if (auto done = views::apply_regroup(*shop.w, what)) undo.push_back(done->inverse);
        }
        QCOMPARE(contradictions(*shop.w), std::string());
        const std::string before = rows_of(*shop.w, sql);
        std::shuffle(all.begin(), all.end(), random);
        for (RawFinding& f : all)
            f.title = "told anew " + std::to_string(random());
        shop.scan(tools[random() % 3], all, step + 1);
        QCOMPARE(rows_of(*shop.w, sql), before);
        QCOMPARE(contradictions(*shop.w), std::string());
    }
    // All of it taken back: as it was.
    while (!undo.empty()) {
        (void)shop.apply(undo.back());
        undo.pop_back();
    }
    QCOMPARE(rows_of(*shop.w, "SELECT count(*) FROM finding"), std::string("6"));
    QCOMPARE(contradictions(*shop.w), std::string());
}

QTEST_APPLESS_MAIN(RegroupTest)
#include "regroup_test.moc"
