// CVSS vectors with the scores that FIRST's documents and calculators give them.

#include "core/analysis/cvss.h"
#include "core/formats/common/vuln_fields.h"
#include "core/ingest/import.h"
#include "tests/support/findings.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

namespace {

struct Known {
    const char* vector;
    double base, threat, environmental; // -1: the vector has no such metric
};
constexpr double k_none = -1;

// CVSS 2.0: the guide's three worked examples (section 3.3) with their environments, and its calculator.
constexpr Known k_v2[] = {
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C", 7.8, 6.4, k_none},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", 7.8, 6.4, 9.2},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:N/TD:N", 7.8, 6.4, 0.0},
    {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C", 10.0, 8.3, k_none},
    {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L", 10.0, 8.3, 9.0},
    {"AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C", 6.2, 4.9, k_none},
    {"AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M", 6.2, 4.9, 7.5},
    {"AV:A/AC:M/Au:S/C:N/I:N/A:P", 2.3, k_none, k_none},
    {"AV:A/AC:M/Au:N/C:C/I:N/A:P/E:POC/RL:W/RC:UC", 6.4, 4.9, k_none},
    {"AV:A/AC:H/Au:S/C:N/I:P/A:P/E:POC/RL:OF/RC:C/CDP:LM/TD:M/CR:M/IR:L/AR:L", 2.9, 2.3, 2.8},
    {"AV:L/AC:M/Au:S/C:N/I:P/A:C/E:U/RL:OF/RC:UR/CDP:N/TD:L/CR:H/IR:H/AR:H", 5.0, 3.5, 1.2},
    {"AV:N/AC:M/Au:M/C:C/I:N/A:P/RL:W/RC:UC/CDP:LM/TD:M/CR:L/IR:L/AR:L", 6.4, 5.5, 4.0},
    {"AV:L/AC:L/Au:S/C:P/I:P/A:P/E:U/RC:C/CDP:LM/TD:L/IR:H/AR:M", 4.3, 3.7, 1.5},
    {"AV:N/AC:L/Au:S/C:C/I:C/A:C", 9.0, k_none, k_none},
    {"AV:N/AC:M/Au:N/C:P/I:P/A:P", 6.8, k_none, k_none},
    {"AV:A/AC:L/Au:N/C:C/I:C/A:C", 8.3, k_none, k_none},
    {"AV:L/AC:H/Au:M/C:N/I:N/A:N", 0.0, k_none, k_none},
    {"(AV:L/AC:M/Au:N/C:C/I:C/A:C)", 6.9, k_none, k_none},
    {"CVSS2#AV:N/AC:L/Au:N/C:P/I:N/A:N", 5.0, k_none, k_none},
    {"CVSS:2.0/AV:L/AC:L/Au:N/C:N/I:C/A:N", 4.9, k_none, k_none},
};

// CVSS 3.0 and 3.1: the examples document, and FIRST's calculators.
constexpr Known k_v3[] = {
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9, k_none, k_none},
    {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 8.8, k_none, k_none},
    {"CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 7.8, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 6.8, k_none, k_none},
    {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 6.8, k_none, k_none},
    {"CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 9.3, k_none, k_none},
    {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 4.6, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 7.4, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 9.6, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0, k_none, k_none},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, k_none, k_none},
    {"CVSS:3.1/AV:A/AC:H/PR:L/UI:N/S:C/C:H/I:L/A:L/E:F/RL:U/RC:R/CR:H/IR:M/AR:L/MAV:N/MAC:L/MPR:N/MUI:N/MS:C/MC:H/"
     "MI:H/MA:H",
     7.1, 6.7, 9.4},
    // Requirements alone: 3.1's other exponent makes it 9.7 where the base is 9.6.
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H/CR:M", 9.6, k_none, 9.7},
    {"CVSS:3.0/S:U/AV:N/AC:L/PR:H/UI:N/C:L/I:L/A:N/E:F/RL:X", 3.8, 3.7, k_none},
    {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:N/E:H/RL:O/RC:C/CR:H/IR:H/AR:H/MAV:N/MAC:L/MPR:L/MUI:N/MS:C/MC:H/"
     "MI:H/MA:H",
     9.3, 8.9, 9.5},
    {"CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/MAV:A/MAC:L/MPR:N/MUI:N/MS:U/MC:N/MI:N/MA:N", 4.6, k_none, 0.0},
    {"CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/MAV:A/MAC:L/MPR:N/MUI:N/MS:U/MC:L/MI:N/MA:N", 4.6, k_none, 4.3},
    {"CVSS:3.0/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:N/A:H/E:H/RL:W/RC:U/CR:H/IR:H/AR:M/MAV:L/MAC:L/MPR:H/MUI:N/MS:C/MC:N/"
     "MI:H/MA:L",
     5.8, 5.2, 7.4},
    {"CVSS:3.0/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:N/A:H/MPR:N", 5.8, k_none, 7.1},
    {"CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:C/C:H/I:H/A:L/E:U/RL:U/RC:R/CR:M/MPR:L/MUI:R/MI:N/MA:H", 7.7, 6.8, 6.3},
    {"CVSS:3.0/AV:L/AC:H/PR:H/UI:N/S:C/C:N/I:H/A:N/E:P/RL:U/RC:U/CR:H/IR:L/AR:H/MAV:L/MUI:R/MS:C/MC:N/MI:L/MA:N", 5.3,
     4.6, 1.3},
    {"CVSS:3.0/AV:A/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:H", 8.2, k_none, k_none},
};

// CVSS 4.0: FIRST's calculator.
constexpr Known k_v4[] = {
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:H/SI:H/SA:H", 7.9, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U", 10.0, 9.1, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/MVI:L/MSA:S", 10.0, k_none, 9.8},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 1.0, k_none, k_none},
    {"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:P/VC:N/VI:H/VA:H/SC:N/SI:L/SA:L", 5.2, k_none, k_none},
    {"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:P/VC:N/VI:H/VA:H/SC:N/SI:L/SA:L/E:P/CR:H/IR:M/AR:H/MAV:A/MAT:P/MPR:N/MVI:H/"
     "MVA:N/MSI:H/MSA:N/S:N/V:C/U:Amber",
     5.2, -2, 4.7},
    {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:N/VC:N/VI:N/VA:H/SC:H/SI:H/SA:H/CR:L/IR:L/AR:L", -2, k_none, 5.8},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A", 7.3, 7.3, k_none},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P", 7.3, 5.9, k_none},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U", 7.3, 4.1, k_none},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:M/IR:M/AR:M", 7.3, k_none, 5.5},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:L/IR:L/AR:L", 7.3, k_none, 5.4},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:H/IR:L/AR:M", 7.3, k_none, 7.1},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N", 8.7, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N/AR:L", 8.7, k_none, 7.9},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/MSI:H", 0.0, k_none, 7.7},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L", 9.2, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 8.6, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:P/VC:L/VI:L/VA:N/SC:L/SI:N/SA:N", 4.8, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:H/SI:L/SA:L", 9.1, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:A/VC:H/VI:H/VA:L/SC:L/SI:L/SA:L", 7.3, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:N/VI:L/VA:N/SC:N/SI:L/SA:N", 1.8, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:N/VC:H/VI:L/VA:H/SC:H/SI:H/SA:L", 7.3, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:A/VC:N/VI:N/VA:N/SC:N/SI:H/SA:N", 4.0, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:L/VI:L/VA:H/SC:L/SI:N/SA:N", 8.3, k_none, k_none},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:H/VI:L/VA:N/SC:L/SI:N/SA:L", 5.9, k_none, k_none},
};

} // namespace

class CvssTest final : public QObject {
    Q_OBJECT

    template<std::size_t N>
    static void add(const Known (&rows)[N]) {
        for (const Known& row : rows)
            QTest::newRow(row.vector) << row.base << row.threat << row.environmental;
    }

private slots:
    void standards_own_values_data() {
        QTest::addColumn<double>("base");
        QTest::addColumn<double>("threat");
        QTest::addColumn<double>("environmental");
        add(k_v2);
        add(k_v3);
        add(k_v4);
    }
    void standards_own_values() {
        QFETCH(double, base);
        QFETCH(double, threat);
        QFETCH(double, environmental);
        const auto got = cvss::score(std::string_view(QTest::currentDataTag()));
        QVERIFY2(got.has_value(), got ? "" : got.error().one_line().c_str());
        if (base > -2) QCOMPARE(got->base, base); // -2: not published
        if (threat > -2) QCOMPARE(got->threat.value_or(k_none), threat);
        QCOMPARE(got->environmental.value_or(k_none), environmental);
    }

    void order_does_not_matter() {
        const auto a = cvss::score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P");
        const auto b = cvss::score("CVSS:4.0/E:P/SA:N/SI:N/SC:N/VA:H/VI:H/VC:H/UI:A/PR:N/AT:N/AC:L/AV:N");
        QVERIFY(a && b);
        QCOMPARE(a->overall(), b->overall());
    }

    void supplemental_metrics_do_not_score() {
        const auto plain = cvss::score("CVSS:4.0/AV:P/AC:H/AT:P/PR:L/UI:P/VC:H/VI:H/VA:H/SC:L/SI:L/SA:L");
        const auto more =
            cvss::score("CVSS:4.0/AV:P/AC:H/AT:P/PR:L/UI:P/VC:H/VI:H/VA:H/SC:L/SI:L/SA:L/S:P/AU:Y/R:A/V:D/RE:L/U:Red");
        QVERIFY(plain && more);
        QCOMPARE(more->base, plain->base);
        QVERIFY(!more->threat && !more->environmental);
    }

    void macro_vectors_data() {
        QTest::addColumn<int>("macro");
        QTest::newRow("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H") << 100;
        QTest::newRow("CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N") << 212201;
        QTest::newRow("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N/E:U/CR:L/IR:L/AR:L") << 101221;
    }
    void macro_vectors() {
        QFETCH(int, macro);
        const auto vector = cvss::Vector::parse(QTest::currentDataTag());
        QVERIFY(vector.has_value());
        QCOMPARE(cvss::macro_vector(*vector), macro);
    }

    // A worse value of any one metric never lowers a score.
    void version_4_never_falls_when_a_metric_gets_worse() {
        const char* const order[11][2] = {{"AV", "PLAN"}, {"AC", "HL"},  {"AT", "PN"},  {"PR", "HLN"},
                                          {"UI", "APN"},  {"VC", "NLH"}, {"VI", "NLH"}, {"VA", "NLH"},
                                          {"SC", "NLH"},  {"SI", "NLH"}, {"SA", "NLH"}};
        std::uint32_t random = 7;
        int compared = 0;
        for (int round = 0; round < 4000; ++round) {
            std::size_t at[11];
            for (int m = 0; m < 11; ++m) {
                random = random * 1664525U + 1013904223U;
                at[m] = (random >> 16U) % std::strlen(order[m][1]);
            }
            const auto text = [&] {
                std::string out = "CVSS:4.0";
                for (int m = 0; m < 11; ++m)
                    out += std::string("/") + order[m][0] + ":" + order[m][1][at[m]];
                return out;
            };
            const auto before = cvss::score(text());
            QVERIFY(before.has_value());
            const auto which = static_cast<std::size_t>(round % 11);
            if (order[which][1][++at[which]] == '\0') continue;
            const auto after = cvss::score(text());
            QVERIFY(after.has_value());
            QVERIFY2(after->base >= before->base - 0.11, text().c_str()); // one step of rounding
            ++compared;
        }
        QVERIFY(compared > 1000);
    }

    void errors_name_what_is_off_data() {
        QTest::addColumn<QString>("says");
        QTest::newRow("CVSS:3.1/AV:W/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") << "metric AV has no value \"W\"";
        QTest::newRow("CVSS:3.1/AV:N/AC:L/UI:N/S:U/C:H/I:H/A:H") << "metric PR is missing";
        QTest::newRow("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/AV:N") << "metric AV stands there twice";
        QTest::newRow("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/JJ:H") << "no metric \"JJ\"";
        QTest::newRow("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MCL") << "\"MCL\" is not a metric";
        QTest::newRow("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X") << "metric A has no value \"X\"";
        QTest::newRow("CVSS:3.1//AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") << "\"\" is not a metric";
        QTest::newRow("CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") << "version \"CVSS:3.2\" is not known";
        QTest::newRow("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/ui:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N") << "no metric \"ui\"";
        QTest::newRow("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/SC:N/SI:N/SA:N") << "metric VA is missing";
        QTest::newRow("AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N") << "begins with CVSS:";
        QTest::newRow("AV:N/AC:L/Au:N/C:C/I:C/A:X") << "CVSS 2.0: the metric A has no value \"X\"";
        QTest::newRow("") << "begins with CVSS:";
    }
    void errors_name_what_is_off() {
        QFETCH(QString, says);
        const auto got = cvss::score(std::string_view(QTest::currentDataTag()));
        QVERIFY(!got);
        QVERIFY2(test::q(got.error().one_line()).contains(says), got.error().one_line().c_str());
    }

    void formats_take_the_base_score_of_every_version() {
        QCOMPARE(fields::cvss_base_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U"), 9.3);
        QCOMPARE(fields::cvss_base_score("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U"), 9.8);
        QCOMPARE(fields::cvss_base_score("AV:N/AC:L/Au:N/C:P/I:N/A:N"), 5.0);
        QVERIFY(!fields::cvss_base_score("CVSS:3.0/AV:N"));
    }

    // The same report three times: its vector without a score, with a score of another vector, with a broken vector.
    void reports_are_held_to_their_vectors_data() {
        QTest::addColumn<QString>("cvss");
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("warning");
        QTest::newRow("a vector without a score is scored")
            << R"("V3Vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N")"
            << "7.5"
            << "";
        QTest::newRow("a score within a tenth is believed")
            << R"("V3Vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N","V3Score":7.6)"
            << "7.6"
            << "";
        QTest::newRow("a score of some other vector is kept and warned of")
            << R"("V3Vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N","V3Score":9.1)"
            << "9.1"
            << "score is 9.1; by its vector it is 7.5";
        QTest::newRow("the temporal score of the vector is a score of it")
            << R"("V3Vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:U/RL:O/RC:U","V3Score":6.0)"
            << "6.0"
            << "";
        QTest::newRow("a broken vector is warned of by its metric")
            << R"("V3Vector":"CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N","V3Score":9.1)"
            << "9.1"
            << "metric AV has no value";
    }
    void reports_are_held_to_their_vectors() {
        QFETCH(QString, cvss);
        QFETCH(QString, row);
        QFETCH(QString, warning);
        const std::string report =
            R"({"SchemaVersion":2,"ArtifactName":"till","ArtifactType":"container_image","Results":[{"Target":"t",)"
            R"("Class":"os-pkgs","Type":"debian","Vulnerabilities":[{"VulnerabilityID":"CVE-2026-1","PkgName":"a",)"
            R"("InstalledVersion":"1","Severity":"HIGH","CVSS":{"nvd":{)" +
            cvss.toStdString() + "}}}]}]}";
        test::TestClock clock;
        auto workspace = test::new_workspace("cvss", clock);
        JobContext job;
        const auto outcome = import_bytes(*workspace, report, "trivy.json", {}, job);
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().one_line().c_str());
        QCOMPARE(test::rows_of(*workspace, "SELECT score FROM finding"), row.toStdString());
        QCOMPARE(outcome->warning_count, warning.isEmpty() ? 0U : 1U);
        if (!warning.isEmpty()) QVERIFY(test::q(outcome->warnings.at(0).what).contains(warning));
    }
};

QTEST_APPLESS_MAIN(CvssTest)
#include "cvss_test.moc"
