#include "core/compliance/control_id.h"
#include "core/compliance/framework.h"
#include "core/compliance/mapping.h"
#include "core/compliance/rules.h"
#include "tests/support/support.h"

#include <QtTest>

#include <algorithm>

using namespace parapet;
using namespace parapet::compliance;
using test::q;

class ControlIdTest : public QObject {
    Q_OBJECT
private slots:
    void reads_every_spelling_data();
    void reads_every_spelling();
    void leaves_other_text_alone_data();
    void leaves_other_text_alone();
    void sorts_as_the_catalogue();
    void frameworks_have_the_baselines_of_nist_data();
    void frameworks_have_the_baselines_of_nist();
    void withdrawn_controls_lead_to_todays();
    void a_broken_catalogue_is_refused();
    void every_rule_names_controls_that_exist();
    void a_broken_rule_is_refused_data();
    void a_broken_rule_is_refused();
    void findings_map_to_controls_data();
    void findings_map_to_controls();
    void tools_are_known_by_what_they_scan_data();
    void tools_are_known_by_what_they_scan();
    void every_event_kind_but_other_bears_on_a_control();
};

void ControlIdTest::reads_every_spelling_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("part");
    QTest::newRow("plain") << "AC-2"
                           << "AC-2"
                           << "";
    QTest::newRow("zero padded") << "AC-02"
                                 << "AC-2"
                                 << "";
    QTest::newRow("enhancement") << "AC-2(3)"
                                 << "AC-2(3)"
                                 << "";
    QTest::newRow("enhancement with a blank") << "AC-2 (3)"
                                              << "AC-2(3)"
                                              << "";
    QTest::newRow("enhancement zero padded") << "AC-02(03)"
                                             << "AC-2(3)"
                                             << "";
    QTest::newRow("enhancement and part with blanks") << "AC-2 (3) (d)"
                                                      << "AC-2(3)"
                                                      << "d";
    QTest::newRow("enhancement and part without blanks") << "AC-2(3)(d)"
                                                         << "AC-2(3)"
                                                         << "d";
    QTest::newRow("underscores") << "ac_2_3_d"
                                 << "AC-2(3)"
                                 << "d";
    QTest::newRow("underscores prefer the enhancement") << "ac_2_3"
                                                        << "AC-2(3)"
                                                        << "";
    QTest::newRow("OSCAL") << "ac-2.3"
                           << "AC-2(3)"
                           << "";
    QTest::newRow("OSCAL statement") << "ac-2_smt.a"
                                     << "AC-2"
                                     << "a";
    QTest::newRow("OSCAL statement of an enhancement") << "ac-2.3_smt.d"
                                                       << "AC-2(3)"
                                                       << "d";
    QTest::newRow("CCI index") << "AC-1 a 1 (a)"
                               << "AC-1"
                               << "a.1.a";
    QTest::newRow("AWS Config part") << "AC-2(j)"
                                     << "AC-2"
                                     << "j";
    QTest::newRow("part with a full stop") << "AC-2 a."
                                           << "AC-2"
                                           << "a";
    QTest::newRow("part without a gap") << "AC-2a"
                                        << "AC-2"
                                        << "a";
    QTest::newRow("with a scheme") << "nist:AC-2 (3)"
                                   << "AC-2(3)"
                                   << "";
    QTest::newRow("masonry") << "NIST-800-53-AC-2"
                             << "AC-2"
                             << "";
    QTest::newRow("written out") << "NIST SP 800-53 Rev. 5 SI-10"
                                 << "SI-10"
                                 << "";
    QTest::newRow("with its title") << "AC-2 Account Management"
                                    << "AC-2"
                                    << "";
    QTest::newRow("two digits both") << "SC-7(21)"
                                     << "SC-7(21)"
                                     << "";
    QTest::newRow("in a sentence") << "see (IA-5(1))"
                                   << "IA-5(1)"
                                   << "";
}

void ControlIdTest::reads_every_spelling() {
    QFETCH(QString, text);
    QFETCH(QString, id);
    QFETCH(QString, part);
    const auto read = parse_control_id(text.toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(q(read->id), id);
    QCOMPARE(q(read->part), part);
}

void ControlIdTest::leaves_other_text_alone_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << "";
    QTest::newRow("a family") << "AC";
    QTest::newRow("PCI DSS") << "6.3.3";
    QTest::newRow("HIPAA") << "164.308(a)(1)";
    QTest::newRow("ISO") << "A.8.8";
    QTest::newRow("CWE") << "CWE-79";
    QTest::newRow("CVE") << "CVE-2024-12345";
    QTest::newRow("CSF") << "PR.AA-05";
    QTest::newRow("a word") << "SA10000";
    QTest::newRow("number zero") << "AC-0";
    QTest::newRow("inside a word") << "XAC-2";
    QTest::newRow("no such family") << "ZZ-2";
}

void ControlIdTest::leaves_other_text_alone() {
    QFETCH(QString, text);
    const auto read = parse_control_id(text.toStdString());
    QVERIFY2(!read, read ? read->id.c_str() : "");
}

void ControlIdTest::sorts_as_the_catalogue() {
    std::vector<std::string> ids{"AC-10", "AC-2(10)", "AU-1", "AC-2(1)", "AC-2"};
    std::sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return control_less(a, b); });
    QCOMPARE(ids, (std::vector<std::string>{"AC-2", "AC-2(1)", "AC-2(10)", "AC-10", "AU-1"}));
    QCOMPARE(q(oscal_id("AC-2(10)")), QString("ac-2.10"));
}

void ControlIdTest::frameworks_have_the_baselines_of_nist_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("controls");
    // Counts of SP 800-53B as published.
    QTest::newRow("low") << "nist-800-53-r5-low" << 149;
    QTest::newRow("moderate") << "nist-800-53-r5-moderate" << 287;
    QTest::newRow("high") << "nist-800-53-r5-high" << 370;
}

void ControlIdTest::frameworks_have_the_baselines_of_nist() {
    QFETCH(QString, id);
    QFETCH(int, controls);
    const Framework* framework = find_framework(id.toStdString());
    QVERIFY(framework);
    QCOMPARE(static_cast<int>(framework->controls.size()), controls);
    QCOMPARE(framework->catalogue->families.size(), std::size_t{20});
    for (const Control* control : framework->controls) {
        const auto read = parse_control_id(control->id);
        QVERIFY2(read && read->id == control->id && read->part.empty(), control->id.c_str());
    }
}

void ControlIdTest::withdrawn_controls_lead_to_todays() {
    const Catalogue& catalogue = nist_catalogue();
    QCOMPARE(catalogue.current("AC-2"), std::vector<std::string>{"AC-2"});
    QCOMPARE(catalogue.current("AC-3(6)"), (std::vector<std::string>{"MP-4", "SC-28"}));
    QVERIFY(catalogue.current("AC-99").empty());
    for (const auto& [from, targets] : catalogue.moved)
        for (const std::string& target : targets)
            QVERIFY2(catalogue.find(target), (from + " -> " + target).c_str());
}

void ControlIdTest::a_broken_catalogue_is_refused() {
    QVERIFY(!read_catalogue("AC-1\tonly a title", ""));
    QVERIFY(!read_catalogue("AC-1\ta\tAC\tL\nAC-1\tb\tAC\tL", ""));
    QVERIFY(read_catalogue("# none\n", "").value().controls.empty());
}

void ControlIdTest::every_rule_names_controls_that_exist() {
    const auto& rules = evidence_rules();
    QVERIFY(rules.size() > 50);
    std::vector<std::string> ids;
    for (const EvidenceRule& rule : rules) {
        ids.push_back(rule.id);
        QVERIFY2(!rule.title.empty() && !rule.controls.empty(), rule.id.c_str());
        QVERIFY2(rule.query.find('@') == std::string::npos, rule.id.c_str());
        QVERIFY2(rule.query != "cwe:", rule.id.c_str());
        for (const RuleControl& control : rule.controls)
            QVERIFY2(nist_catalogue().find(control.id), (rule.id + " " + control.id).c_str());
    }
    std::sort(ids.begin(), ids.end());
    QVERIFY(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

void ControlIdTest::a_broken_rule_is_refused_data() {
    QTest::addColumn<QString>("line");
    QTest::newRow("too few cells") << "a\tfindings\tnone_open";
    QTest::newRow("no such kind") << "a\tdreams\tnone_open\tsast\t-\t7d\t0\t-\tSI-2\tt";
    QTest::newRow("no such assertion") << "a\tfindings\tfine\tsast\t-\t7d\t0\t-\tSI-2\tt";
    QTest::newRow("no such scan") << "a\tfindings\tnone_open\tmagic\t-\t7d\t0\t-\tSI-2\tt";
    QTest::newRow("no such event") << "a\ttelemetry\treporting\tnoise\t-\t7d\t95%\t-\tSI-4\tt";
    QTest::newRow("age is no span") << "a\tfindings\tnone_open\tsast\t-\tsoon\t0\t-\tSI-2\tt";
    QTest::newRow("target is nothing") << "a\tpipeline\tscanned\tsast\t-\t7d\tmany\t-\tSI-2\tt";
}

void ControlIdTest::a_broken_rule_is_refused() {
    QFETCH(QString, line);
    const auto rules = read_rules(line.toStdString());
    QVERIFY(!rules);
    QVERIFY(!rules.error().what.empty());
}

void ControlIdTest::findings_map_to_controls_data() {
    QTest::addColumn<QStringList>("own");
    QTest::addColumn<int>("cwe");
    QTest::addColumn<int>("cause");
    QTest::addColumn<QStringList>("controls");
    const int code = static_cast<int>(Cause::code);
    const int patch = static_cast<int>(Cause::missing_patch);
    QTest::newRow("the tool's own id comes first and CWE is not asked")
        << QStringList{"nist:SC-8 (1)"} << 89 << code << QStringList{"SC-8(1)", "RA-5", "SA-11"};
    QTest::newRow("a withdrawn id is lifted")
        << QStringList{"AC-3(1)"} << 0 << patch << QStringList{"AC-6", "SI-2", "RA-5"};
    QTest::newRow("CCI") << QStringList{"cci:CCI-000366"} << 0 << patch << QStringList{"CM-6", "SI-2", "RA-5"};
    QTest::newRow("another scheme is left alone")
        << QStringList{"pci:AC-2"} << 0 << patch << QStringList{"SI-2", "RA-5"};
    QTest::newRow("CWE") << QStringList{} << 89 << code << QStringList{"SI-10", "RA-5", "SA-11"};
    QTest::newRow("an unmapped CWE falls to the cause")
        << QStringList{} << 99999 << code << QStringList{"RA-5", "SA-11"};
}

void ControlIdTest::findings_map_to_controls() {
    QFETCH(QStringList, own);
    QFETCH(int, cwe);
    QFETCH(int, cause);
    QFETCH(QStringList, controls);
    std::vector<std::string> tool_controls;
    for (const QString& text : own)
        tool_controls.push_back(text.toStdString());
    const std::vector<int> cwes = cwe ? std::vector<int>{cwe} : std::vector<int>{};
    QStringList found;
    for (const MappedControl& c : controls_of({tool_controls, cwes, static_cast<Cause>(cause), IdentityKind::other})) {
        QVERIFY(!c.reason.empty());
        found << q(c.id);
    }
    QCOMPARE(found, controls);
}

void ControlIdTest::tools_are_known_by_what_they_scan_data() {
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("kinds");
    QTest::newRow("Trivy on an image") << "Trivy"
                                       << "image" << int(k_scan_image | k_scan_sca | k_scan_secret);
    QTest::newRow("Trivy on files") << "Trivy"
                                    << "filesystem" << int(k_scan_sca | k_scan_secret | k_scan_iac);
    QTest::newRow("Semgrep OSS") << "Semgrep OSS"
                                 << "" << int(k_scan_sast);
    QTest::newRow("an unknown tool on an image") << "FooScan"
                                                 << "image" << int(k_scan_image);
    QTest::newRow("an unknown tool on nothing known") << "FooScan"
                                                      << "" << 0;
}

void ControlIdTest::tools_are_known_by_what_they_scan() {
    QFETCH(QString, tool);
    QFETCH(QString, target);
    QFETCH(int, kinds);
    QCOMPARE(static_cast<int>(scan_kinds_of(tool.toStdString(), target.toStdString())), kinds);
}

void ControlIdTest::every_event_kind_but_other_bears_on_a_control() {
    for (std::size_t i = 0; i < k_event_kind_count; ++i) {
        const auto kind = static_cast<EventKind>(i);
        QCOMPARE(controls_of(kind).empty(), kind == EventKind::other);
        for (const std::string& id : controls_of(kind))
            QVERIFY2(nist_catalogue().find(id), id.c_str());
    }
}

QTEST_APPLESS_MAIN(ControlIdTest)
#include "control_id_test.moc"
