// A weakness that is attacked on its asset is more urgent than one that is left alone.

#include "core/analysis/attack_link.h"
#include "core/analysis/risk.h"
#include "core/ingest/import.h"
#include "core/views/findings.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

namespace {

constexpr const char* k_marks = "SELECT group_concat(rule.code || '=' || under_attack, ' ') FROM (SELECT * FROM finding"
                                " ORDER BY id) f JOIN rule ON rule.id = f.rule_id";

RawFinding web_finding(const std::string& rule, int cwe) {
    RawFinding f;
    f.identity = IdentityKind::web;
    f.title = rule;
    f.rule = rule;
    f.severity = Severity::high;
    f.severity_known = true;
    f.cwe = {cwe};
    f.location.url = "https://shop.example/item";
    f.location.parameter = "id";
    return f;
}

} // namespace

class UnderAttackTest final : public QObject {
    Q_OBJECT

    test::TestClock clock_; // 2025-10-09
    std::shared_ptr<Workspace> workspace_;

    void log(const std::string& day, const std::string& host, const std::string& request) {
        ImportOptions options;
        options.asset = host;
        JobContext job;
        const std::string line =
            "203.0.113.7 - - [" + day + ":10:00:00 +0000] \"" + request + " HTTP/1.1\" 403 512 \"-\" \"Mozilla/5.0\"\n";
        const auto outcome = import_bytes(*workspace_, line, "access.log", options, job);
        QVERIFY2(outcome.has_value() && outcome->status == ImportStatus::imported, "the log was not taken");
        QCOMPARE(outcome->events_stored, 1U);
    }
    void scan(const std::string& target, std::vector<RawFinding> findings) {
        auto done = test::import_report(
            *workspace_, test::one_scan(target, "Scanner", target, *clock_.seconds - 86'400, std::move(findings)));
        QVERIFY2(done.has_value(), done ? "" : done.error().one_line().c_str());
    }
    [[nodiscard]] std::string marks() const { return test::rows_of(*workspace_, k_marks); }

    static constexpr const char* k_sqli = "GET /item?id=1%20UNION%20SELECT%20name,pin%20FROM%20users--";

private slots:
    void init() {
        *clock_.seconds = 1'760'000'000;
        workspace_ = test::new_workspace("attack", clock_);
    }

    void the_attacked_weakness_is_marked_and_its_risk_rises() {
        scan("shop.example", {web_finding("sqli", 89), web_finding("xss", 79), web_finding("headers", 693)});
        const auto before = views::finding_detail(*workspace_, FindingId{1});
        QVERIFY(before.has_value());
        QVERIFY(!before->row.under_attack);
        log("08/Oct/2025", "shop.example", k_sqli);
        QCOMPARE(marks(), std::string("sqli=1 xss=0 headers=0"));
        const auto after = views::finding_detail(*workspace_, FindingId{1});
        QVERIFY(after.has_value());
        QVERIFY(after->row.under_attack);
        QVERIFY(after->risk > before->risk);
        QVERIFY(std::any_of(after->risk_parts.begin(), after->risk_parts.end(),
                            [](const auto& part) { return part.what.find("Under attack") == 0; }));
    }

    void a_finding_that_comes_after_the_attack_is_marked_too() {
        log("08/Oct/2025", "shop.example", k_sqli);
        scan("https://shop.example/", {web_finding("sqli", 89)});
        QCOMPARE(marks(), std::string("sqli=1"));
    }

    void other_assets_and_older_attacks_do_not_count() {
        scan("shop.example", {web_finding("sqli", 89)});
        log("08/Oct/2025", "other.example", k_sqli);
        log("30/Sep/2025", "shop.example", k_sqli);
        log("08/Oct/2025", "shop.example", "GET /help?topic=%3Cscript%3Ealert(1)%3C/script%3E");
        QCOMPARE(marks(), std::string("sqli=0"));
    }

    void after_seven_days_without_attack_it_is_over() {
        scan("shop.example", {web_finding("sqli", 89)});
        log("08/Oct/2025", "shop.example", k_sqli);
        QCOMPARE(marks(), std::string("sqli=1"));
        *clock_.seconds += 6 * 86'400;
        QVERIFY(workspace_->expire_decisions(workspace_->now()).has_value());
        QCOMPARE(marks(), std::string("sqli=1"));
        *clock_.seconds += 2 * 86'400;
        QVERIFY(workspace_->expire_decisions(workspace_->now()).has_value());
        QCOMPARE(marks(), std::string("sqli=0"));
    }

    void kinds_of_attack_by_weakness_data() {
        QTest::addColumn<int>("cwe");
        QTest::addColumn<QString>("kind");
        QTest::newRow("SQL injection") << 89 << "sql_injection";
        QTest::newRow("injection through an object mapper") << 564 << "sql_injection";
        QTest::newRow("cross-site scripting") << 79 << "xss";
        QTest::newRow("path traversal") << 22 << "attack_other";
        QTest::newRow("template injection") << 1336 << "attack_other";
        QTest::newRow("weak hash") << 328 << "";
    }
    void kinds_of_attack_by_weakness() {
        QFETCH(int, cwe);
        QFETCH(QString, kind);
        const auto got = attack_on(cwe);
        QCOMPARE(got ? test::q(std::string(name_of(*got))) : QString(), kind);
    }

    void parts_say_where_points_come_from() {
        RiskInput in;
        in.score = 7.5;
        in.epss = 0.5;
        in.epss_source = "feed of 2025-10-08";
        in.kev = true;
        in.reachable = false;
        in.asset_value = AssetValue::high;
        in.under_attack = true;
        std::string all;
        double sum = 0;
        for (const RiskPart& part : risk_parts(in)) {
            all += part.what + ";";
            sum += part.points;
        }
        QCOMPARE(all, std::string("CVSS 7.5;The vulnerable code is not called;EPSS 50.0 % (feed of 2025-10-08);"
                                  "Known to be exploited (KEV);An asset of high value;Under attack here;"));
        QCOMPARE(sum, 37.5 - 18.75 + 10 + 20 + 10 + 10);
    }

    void the_value_of_an_asset_is_a_setting() {
        scan("shop.example", {web_finding("sqli", 89)});
        QVERIFY(workspace_->set_setting("asset_values", "# ours\nshop.*=high\n*=low\n").has_value());
        const auto high = views::finding_detail(*workspace_, FindingId{1});
        QVERIFY(high.has_value());
        QCOMPARE(high->risk, 40.0 + 10.0);
        QVERIFY(workspace_->set_setting("asset_values", "*=low").has_value());
        const auto low = views::finding_detail(*workspace_, FindingId{1});
        QVERIFY(low.has_value());
        QCOMPARE(low->risk, 40.0 - 10.0);
    }
};

QTEST_APPLESS_MAIN(UnderAttackTest)
#include "under_attack_test.moc"
