#include "core/analysis/gate_policy.h"
#include "core/query/filter.h"
#include "core/views/gate_report.h"
#include "core/views/issue_text.h"
#include "tests/support/support.h"

#include <QXmlStreamReader>

using namespace parapet;
using parapet::test::q;

class GateTest : public QObject {
    Q_OBJECT
private slots:
    void policies_become_filters_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("rules"); // name = filter, one a line
        const QString open = "status:open,triaged,in_progress ";
        QTest::newRow("severity") << "severity: high"
                                  << "high or above = " + open + "severity:>=high";
        QTest::newRow("ages") << "age: {critical: 7d, high: 2w}"
                              << "critical and older than 7d = " + open +
                                     "severity:critical age:>7d\n"
                                     "high and older than 2w = " +
                                     open + "severity:high age:>2w";
        QTest::newRow("known exploited and likely") << "known_exploited: yes\nepss: 0.5"
                                                    << "known to be exploited = " + open +
                                                           "kev:yes\n"
                                                           "EPSS of 0.5 or more = " +
                                                           open + "epss:>=0.5";
        QTest::newRow("not asked for") << "known_exploited: no\nseverity: low"
                                       << "low or above = " + open + "severity:>=low";
        QTest::newRow("filters")
            << "filters:\n- {name: no secrets, filter: 'cause:secret or rule:a'}\n- filter: kev:yes"
            << "no secrets = " + open + "(cause:secret or rule:a)\nkev:yes = " + open + "(kev:yes)";
        QTest::newRow("since a baseline")
            << "severity: high\nbaseline: 2026-11-01"
            << "high or above = " + open + "(first:>=2026-11-01T00:00:00Z) severity:>=high";
        QTest::newRow("of the last days") << "baseline: 7d\nseverity: high"
                                          << "high or above = " + open + "(age:<=7d) severity:>=high";
        QTest::newRow("left out, wherever it stands")
            << "severity: high\nexcept: owner:platform or env:test"
            << "high or above = " + open + "(-(owner:platform or env:test)) severity:>=high";
    }
    void policies_become_filters() {
        QFETCH(QString, yaml);
        QFETCH(QString, rules);
        auto policy = parse_gate_policy(yaml.toStdString(), {});
        QVERIFY2(policy, policy ? "" : policy.error().one_line().c_str());
        QStringList have;
        for (const GateRule& rule : policy->rules) {
            have << q(rule.name + " = " + rule.filter);
            auto tree = query::parse(rule.filter, query::Domain::findings);
            QVERIFY2(tree, tree ? "" : tree.error().one_line().c_str());
        }
        QCOMPARE(have.join('\n'), rules);
    }

    void results_become_junit_and_markdown() {
        views::GateResult result;
        result.passed = false;
        result.checks.resize(2);
        result.checks[0].name = "high <or> above";
        result.checks[0].passed = false;
        result.checks[0].count = 3;
        result.checks[0].measured = "3 findings";
        views::FindingRow row;
        row.id.value = 7;
        row.severity = Severity::high;
        row.title = "Bad \"quote\" & <script>\x01 | [a](http://evil) @all";
        row.where = "src/a.c:3";
        result.checks[0].findings = {row};
        result.checks[1].name = "no secrets";
        const std::string junit = views::gate_junit(result, "release");
        QVERIFY(junit.find("tests=\"2\" failures=\"1\"") != std::string::npos);
        QVERIFY(junit.find("high &lt;or&gt; above") != std::string::npos);
        QVERIFY(junit.find("and 2 more") != std::string::npos);
        QXmlStreamReader reader(QString::fromStdString(junit));
        int cases = 0;
        QString said;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement) continue;
            if (reader.name() == u"testcase") ++cases;
            if (reader.name() == u"failure") said = reader.readElementText();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(cases, 2);
        QVERIFY(said.contains("F-7 high Bad \"quote\" & <script>"));
        const std::string markdown = views::gate_markdown(result, "release");
        QVERIFY(markdown.find("**failed**") != std::string::npos);
        QVERIFY(markdown.find("<script>") == std::string::npos);
        QVERIFY(markdown.find("](http") == std::string::npos);
        QVERIFY(markdown.find("@all") == std::string::npos);
        QVERIFY(markdown.find("| F-7 | high |") != std::string::npos);
    }

    void a_finding_becomes_the_text_of_an_issue() {
        views::FindingDetail d;
        d.row.id.value = 12;
        d.row.severity = Severity::critical;
        d.row.title = "Counts *wrongly* <b>";
        d.row.asset = "till";
        d.row.kev = true;
        d.row.due = from_unix_seconds(1'767'225'600);
        d.cve = {"CVE-2026-1"};
        d.aliases = {"CVE-2026-1", "GHSA-x"};
        d.cwe = {682};
        d.location.package = "libcoin";
        d.location.version = "1.2";
        d.location.fixed_version = "1.3";
        d.description = "It counts [wrongly](http://evil).";
        d.remediation = "Update it.";
        d.links = {"https://advisories.example/1", "https://a.example/> <script>"};
        const std::string text = views::issue_markdown(d);
        QVERIFY(text.starts_with("# Critical: Counts \\*wrongly\\* &lt;b&gt;\n"));
        QVERIFY(text.find("CVE\\-2026\\-1, GHSA\\-x, CWE\\-682") != std::string::npos);
        QVERIFY(text.find("libcoin 1\\.2, fixed in 1\\.3") != std::string::npos);
        QVERIFY(text.find("listed as known exploited") != std::string::npos);
        QVERIFY(text.find("2026\\-01\\-01T00&#58;00&#58;00Z") != std::string::npos);
        QVERIFY(text.find("- <https://advisories.example/1>\n") != std::string::npos);
        for (const char* never : {"<b>", "<script>", "](http"})
            QVERIFY2(text.find(never) == std::string::npos, text.c_str());
    }

    void scans_are_read() {
        auto policy = parse_gate_policy(
            "scans:\n- {tool: Trivy, within: 24h, asset: 'shop*'}\n- {tool: Semgrep, within: 7d}", {});
        QVERIFY(policy);
        QCOMPARE(policy->scans.size(), std::size_t{2});
        QCOMPARE(q(policy->scans[0].tool), QString("Trivy"));
        QCOMPARE(q(policy->scans[0].asset), QString("shop*"));
        QVERIFY(policy->scans[0].within == std::chrono::hours(24));
        QVERIFY(policy->scans[1].within == std::chrono::hours(7 * 24));
    }

    void a_slip_of_the_pen_is_an_error_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("said");
        QTest::newRow("an unknown key") << "severity: high\nsevertiy: low" << 2 << "there is no key \"severtiy\"";
        QTest::newRow("no severity") << "severity: hihg" << 1 << "not a severity";
        QTest::newRow("no span") << "age:\n  high: soon" << 2 << "not a span of time";
        QTest::newRow("no filter") << "filters:\n- name: x" << 2 << "the filter is missing";
        QTest::newRow("no tool") << "scans:\n- within: 1d" << 2 << "tool or within is missing";
        QTest::newRow("no YAML") << "severity: [high" << -1 << "no YAML";
        QTest::newRow("a word") << "high" << 1 << "a list of key: value";
        QTest::newRow("nothing asked for") << "name: x" << 1 << "asks for nothing";
        QTest::newRow("no number") << "epss: much" << 1 << "";
    }
    void a_slip_of_the_pen_is_an_error() {
        QFETCH(QString, yaml);
        QFETCH(int, line);
        QFETCH(QString, said);
        auto policy = parse_gate_policy(yaml.toStdString(), {});
        QVERIFY(!policy);
        QCOMPARE(policy.error().code, Errc::bad_argument);
        if (line > 0) QCOMPARE(policy.error().line, static_cast<std::int64_t>(line));
        QVERIFY2(q(policy.error().what).contains(said), policy.error().what.c_str());
    }

    void the_calls_own_filter_holds_for_every_rule() {
        QCOMPARE(q(gate_of_severity(Severity::high, "asset:pay*").rules[0].filter),
                 QString("status:open,triaged,in_progress (asset:pay*) severity:>=high"));
        auto policy = parse_gate_policy("severity: high", "asset:pay* or asset:shop");
        QVERIFY(policy);
        QCOMPARE(q(policy->rules[0].filter),
                 QString("status:open,triaged,in_progress ((asset:pay* or asset:shop)) severity:>=high"));
    }

    void names_match_with_stars() {
        QVERIFY(matches_name("trivy", "Trivy"));
        QVERIFY(matches_name("shop*", "shop-api"));
        QVERIFY(matches_name("*", ""));
        QVERIFY(matches_name("a*b*c", "aXXbYYc"));
        QVERIFY(!matches_name("a*b*c", "aXXcYYb"));
        QVERIFY(!matches_name("shop", "shop-api"));
    }
};

QTEST_APPLESS_MAIN(GateTest)
#include "gate_test.moc"
