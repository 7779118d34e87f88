// What formats of vulnerable packages have in common.

#include "core/formats/common/vuln_fields.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

class VulnFieldsTest final : public QObject {
    Q_OBJECT
private slots:
    // Scores of the vectors as FIRST's calculators show them.
    void vectors_are_scored_data() {
        QTest::addColumn<QString>("vector");
        QTest::addColumn<double>("score"); // below 0: none
        QTest::newRow("3.1, all high") << "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" << 9.8;
        QTest::newRow("3.1, changed scope") << "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H" << 10.0;
        QTest::newRow("3.1, cross-site scripting") << "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N" << 6.1;
        QTest::newRow("3.1, local with rights") << "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H" << 7.8;
        QTest::newRow("3.0, hard to do") << "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N" << 5.9;
        QTest::newRow("3.1, with rights in changed scope") << "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N" << 6.4;
        QTest::newRow("3.1, no impact") << "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N" << 0.0;
        QTest::newRow("3.1, with temporal metrics") << "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/E:P/RL:O" << 7.5;
        QTest::newRow("2, partial") << "AV:N/AC:L/Au:N/C:P/I:P/A:P" << 7.5;
        QTest::newRow("2, complete") << "AV:N/AC:L/Au:N/C:C/I:C/A:C" << 10.0;
        QTest::newRow("2, medium") << "AV:N/AC:M/Au:N/C:N/I:P/A:N" << 4.3;
        QTest::newRow("4.0 is a table, not an equation") << "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H" << -1.0;
        QTest::newRow("a metric is missing") << "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H" << -1.0;
        QTest::newRow("a metric is odd") << "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" << -1.0;
        QTest::newRow("no vector") << "high" << -1.0;
    }
    void vectors_are_scored() {
        QFETCH(QString, vector);
        QFETCH(double, score);
        const auto got = fields::cvss_base_score(vector.toStdString());
        QCOMPARE(got.has_value(), score >= 0);
        if (got) QCOMPARE(*got, score);
    }

    void a_rating_comes_from_the_word_or_the_score_data() {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("vector");
        QTest::addColumn<QString>("severity");
        QTest::addColumn<bool>("known");
        QTest::addColumn<int>("warnings");
        const QString nine = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        QTest::newRow("the word counts") << "Moderate" << nine << "medium" << true << 0;
        QTest::newRow("no word") << "" << nine << "critical" << true << 0;
        QTest::newRow("unknown is no word") << "UNKNOWN" << nine << "critical" << true << 0;
        QTest::newRow("none is no word") << "None" << nine << "critical" << true << 0;
        QTest::newRow("neither") << ""
                                 << ""
                                 << "low" << false << 0;
        QTest::newRow("a word of nobody") << "purple"
                                          << ""
                                          << "low" << false << 1;
    }
    void a_rating_comes_from_the_word_or_the_score() {
        QFETCH(QString, word);
        QFETCH(QString, vector);
        QFETCH(QString, severity);
        QFETCH(bool, known);
        QFETCH(int, warnings);
        RawFinding finding;
        ParseStats stats;
        finding.cvss_vector = vector.toStdString();
        fields::rate(finding, word.toStdString(), Severity::low, stats);
        QCOMPARE(std::string(name_of(finding.severity)), severity.toStdString());
        QCOMPARE(finding.severity_known, known);
        QCOMPARE(static_cast<int>(stats.warning_count), warnings);
    }

    void ecosystems_are_named_as_in_purls() {
        for (const auto& [theirs, ours] :
             {std::pair{"Debian:11", "deb"}, std::pair{"PyPI", "pypi"}, std::pair{"crates.io", "cargo"},
              std::pair{"RubyGems", "gem"}, std::pair{" Go ", "golang"}, std::pair{"Other", "other"}})
            QCOMPARE(fields::ecosystem_of(theirs), std::string(ours));
    }

    void a_vulnerability_is_named_by_its_id_and_package() {
        RawFinding finding;
        finding.location.package = "lamp";
        finding.location.version = "1.0";
        fields::set_vulnerability(finding, "cve-2031-1234");
        QCOMPARE(finding.title, std::string("cve-2031-1234 in lamp 1.0"));
        QCOMPARE(finding.cve, std::vector<std::string>{"CVE-2031-1234"});
        QCOMPARE(finding.identity, IdentityKind::vuln);
        fields::add_fixed(finding.location, "1.1");
        fields::add_fixed(finding.location, " ");
        fields::add_fixed(finding.location, "2.0");
        fields::set_update_remedy(finding);
        QCOMPARE(finding.remediation, std::string("Update lamp to 1.1, 2.0."));
    }
};

QTEST_APPLESS_MAIN(VulnFieldsTest)
#include "vuln_fields_test.moc"
