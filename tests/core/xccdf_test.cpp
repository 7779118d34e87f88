#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <fmt/format.h>

using namespace parapet;

namespace {

test::Collected fixture(const std::string& slug, const std::string& file) {
    return test::parse_with(slug, test::read_file(test::data_path(slug + "/" + file)));
}

} // namespace

class XccdfTest final : public QObject {
    Q_OBJECT
private slots:
    void a_failure_in_full() {
        const auto got = fixture("xccdf", "one.xml");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        const ScanInfo& scan = got.scans.at(0);
        QCOMPARE(scan.tool, std::string("OpenSCAP"));
        QCOMPARE(scan.tool_version, std::string("1.3.7"));
        QCOMPARE(scan.target, std::string("till1"));
        QCOMPARE(scan.target_kind, std::string("host"));
        QCOMPARE(scan.policy, std::string("till_benchmark till_profile"));
        QCOMPARE(format_rfc3339(scan.finished.value()), std::string("2026-03-04T04:01:00Z"));
        const RawFinding& f = got.findings.at(0);
        QCOMPARE(f.rule, std::string("till_rule_door"));
        QCOMPARE(f.rule_name, std::string("TILL-01"));
        QCOMPARE(f.title, std::string("Close the door after 10 minutes")); // the value that was set, not the default
        QCOMPARE(f.description, std::string("An open door is seen.\nClose it.\n\nThieves."));
        QCOMPARE(f.remediation, std::string("Set the closer to 10 minutes."));
        QCOMPARE(f.severity, Severity::high); // of the result, before the rule's
        QCOMPARE(f.evidence, std::string("door 3 is open"));
        QCOMPARE(f.controls, (std::vector<std::string>{"nist:AC-11(a)", "nist:CM-6", "cci:CCI-000057", "csf:PR.AC-7",
                                                       "cce:CCE-70000-1"}));
        QCOMPARE(f.tags, std::vector<std::string>{"V-777"});
        QCOMPARE(f.identity, IdentityKind::config);
        QCOMPARE(f.cause.value(), Cause::configuration);
        QCOMPARE(f.place.line, std::int64_t{17});
    }

    void every_result_word_has_its_outcome() {
        const auto got = fixture("xccdf", "many.xml");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        std::vector<std::string> said;
        for (const RawFinding& f : got.findings)
            said.push_back(f.rule + " " + std::string(name_of(f.outcome)));
        QCOMPARE(said, (std::vector<std::string>{"r1 pass", "r2 fail", "r3 pass", "r4 error", "r5 error",
                                                 "r6 not_applicable", "r7 not_reviewed", "r10 fail", "r11 error"}));
        // What the profile did not select and what only informs is never counted.
        QCOMPARE(got.stats->skipped, std::uint64_t{2});
        QVERIFY(!got.by_rule("r10")->severity_known);
        QVERIFY(got.warned("\"perhaps\""));
        const RawFinding& patch = *got.by_rule("r2"); // a rule that its benchmark lacks
        QCOMPARE(patch.cve, std::vector<std::string>{"CVE-2026-4000"});
        QCOMPARE(patch.cause.value(), Cause::missing_patch);
        QCOMPARE(got.by_rule("r1")->title, std::string("One"));
    }

    void arf_holds_several_hosts() {
        const auto got = fixture("arf", "many.xml");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.size(), std::size_t{2});
        QCOMPARE(got.scans[0].target, std::string("till1"));
        QCOMPARE(got.scans[1].target, std::string("till2"));
        QCOMPARE(got.scan_of.at(2), std::size_t{1});
        QCOMPARE(fixture("arf", "one.xml").findings.at(0).title, std::string("Count twice"));
    }

    void content_without_results_is_no_result() {
        const auto got = test::parse_with(
            "xccdf", "<Benchmark xmlns=\"http://checklists.nist.gov/xccdf/1.2\"><Rule id=\"r\"/></Benchmark>");
        QVERIFY(!got.stats);
        QVERIFY(test::q(got.error()).contains("no test result"));
    }

    void hostile_documents_are_refused_data() {
        QTest::addColumn<QByteArray>("text");
        const QByteArray head = "<TestResult xmlns=\"http://checklists.nist.gov/xccdf/1.2\">";
        QTest::newRow("billion laughs") << QByteArray("<!DOCTYPE z [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;&a;\">]>") +
                                               head + "<target>&b;</target></TestResult>";
        QTest::newRow("external entity") << QByteArray("<!DOCTYPE z [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>") +
                                                head + "<target>&a;</target></TestResult>";
        QTest::newRow("deep") << head + QByteArray("<a>").repeated(3000) + QByteArray("</a>").repeated(3000) +
                                     "</TestResult>";
        QTest::newRow("cut") << head + "<rule-result idref=\"r\"><result>fail</res";
        QTest::newRow("unknown encoding") << "<?xml version=\"1.0\" encoding=\"x-no-such\"?>" + head + "</TestResult>";
    }
    void hostile_documents_are_refused() {
        QFETCH(QByteArray, text);
        const auto got = test::parse_with("xccdf", text.toStdString());
        QVERIFY(!got.stats);
        QCOMPARE(got.findings.size(), std::size_t{0});
    }

    void a_large_collection_streams() {
        // Beyond 32 MB: the OVAL results are dropped while reading, the results stay.
        std::string text = "<arf:asset-report-collection "
                           "xmlns:arf=\"http://scap.nist.gov/schema/asset-reporting-format/1.1\"><Benchmark id=\"b\">"
                           "<Rule id=\"r7\" severity=\"low\"><title>Seven</title></Rule></Benchmark><oval_results>";
        while (text.size() < (33U << 20U))
            text += "<definition id=\"oval:x:def:1\" result=\"true\"><criteria><criterion/></criteria></definition>\n";
        text += "</oval_results><arf:reports><TestResult "
                "xmlns=\"http://checklists.nist.gov/xccdf/1.2\"><target>till</target>";
        for (int i = 0; i < 50; ++i)
            text +=
                fmt::format("<rule-result idref=\"r{}\"><result>{}</result></rule-result>", i, i % 2 ? "fail" : "pass");
        text += "</TestResult></arf:reports></arf:asset-report-collection>";
        const auto got = test::parse_with("arf", text);
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.stats->records, std::uint64_t{50});
        QCOMPARE(got.failing(), std::size_t{25});
        QCOMPARE(got.by_rule("r7")->title, std::string("Seven"));
    }
};

QTEST_APPLESS_MAIN(XccdfTest)
#include "xccdf_test.moc"
