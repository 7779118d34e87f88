// EPSS and KEV from files: stored with their day, and brought to the findings of before and after.

#include "core/base/text.h"
#include "core/ingest/import.h"
#include "core/views/findings.h"
#include "tests/support/findings.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <fmt/format.h>

using namespace parapet;

namespace {

std::string epss(const std::string& day, const std::string& rows) {
    return "#model_version:v2031.01.01,score_date:" + day + "T00:00:00+0000\ncve,epss,percentile\n" + rows;
}

std::string kev(const std::string& day, const std::vector<std::string>& cves) {
    std::string list;
    for (const std::string& cve : cves)
        list += fmt::format(R"({}{{"cveID":"{}","vendorProject":"Till","product":"Till","vulnerabilityName":"A hole",)"
                            R"("dateAdded":"2025-01-02","shortDescription":"d","requiredAction":"a",)"
                            R"("dueDate":"2025-02-03","knownRansomwareCampaignUse":"Unknown","notes":"","cwes":[]}})",
                            list.empty() ? "" : ",", cve);
    return fmt::format(R"({{"title":"Known","catalogVersion":"{0}","dateReleased":"{0}T10:00:00.0000Z","count":{1},)"
                       R"("vulnerabilities":[{2}]}})",
                       day, cves.size(), list);
}

constexpr const char* k_rows = "SELECT vuln, epss, coalesce(kev, -1) FROM finding ORDER BY vuln";

} // namespace

class FeedsTest final : public QObject {
    Q_OBJECT

    test::TestClock clock_; // 2025-10-09
    std::shared_ptr<Workspace> workspace_;

    ImportOutcome take(const std::string& bytes, const std::string& name) {
        JobContext job;
        auto outcome = import_bytes(*workspace_, bytes, name, {}, job);
        return outcome ? *outcome : ImportOutcome{};
    }
    void scan(const std::string& name, std::vector<RawFinding> findings, std::int64_t days_ago = 3) {
        auto done =
            test::import_report(*workspace_, test::one_scan(name, "Scanner", "till",
                                                            *clock_.seconds - days_ago * 86'400, std::move(findings)));
        QVERIFY2(done.has_value(), done ? "" : done.error().one_line().c_str());
    }
    [[nodiscard]] std::string rows() const { return test::rows_of(*workspace_, k_rows); }

private slots:
    void init() { workspace_ = test::new_workspace("feeds", clock_); }

    void epss_is_recognised_and_brought_to_findings_before_and_after() {
        scan("a", {test::vuln_finding("CVE-2024-1", "a", Severity::high),
                   test::vuln_finding("CVE-2024-2", "b", Severity::high)});
        QCOMPARE(rows(), std::string("CVE-2024-1|-1.0|-1\nCVE-2024-2|-1.0|-1"));
        const auto got = take(epss("2025-10-08", "CVE-2024-1,0.25,0.9\nCVE-2024-3,0.5,0.95\n"), "whatever.txt");
        QCOMPARE(got.format, std::string("epss-csv"));
        QCOMPARE(got.status, ImportStatus::imported);
        QCOMPARE(got.records, 2U);
        QCOMPARE(got.findings_rated, 1U);
        QCOMPARE(got.tool_version, std::string("v2031.01.01"));
        QCOMPARE(rows(), std::string("CVE-2024-1|0.25|-1\nCVE-2024-2|-1.0|-1"));
        scan("b", {test::vuln_finding("CVE-2024-3", "c", Severity::low)}, 1);
        QVERIFY(rows().find("CVE-2024-3|0.5|-1") != std::string::npos);
        JobContext job;
        const auto checked = check_workspace(*workspace_, false, job);
        QVERIFY(checked.has_value());
        QVERIFY2(checked->clean, join(checked->problems, "; ").c_str());
        QCOMPARE(test::rows_of(*workspace_, "SELECT name, date, entries, version FROM feed"),
                 std::string("EPSS|1759881600|2|v2031.01.01"));
    }

    void a_newer_feed_replaces_and_an_older_one_is_refused() {
        scan("a", {test::vuln_finding("CVE-2024-1", "a", Severity::high)}, 0);
        take(epss("2025-10-01", "CVE-2024-1,0.25,0.9\n"), "e1.csv");
        const auto newer = take(epss("2025-10-05", "CVE-2024-1,0.75,0.9\n"), "e2.csv");
        QCOMPARE(newer.findings_rated, 1U);
        QCOMPARE(rows(), std::string("CVE-2024-1|0.75|-1"));
        const auto older = take(epss("2025-10-04", "CVE-2024-1,0.1,0.9\n"), "e3.csv");
        QCOMPARE(older.status, ImportStatus::rejected);
        QVERIFY2(older.error->what.find("EPSS of 2025-10-04 is older") != std::string::npos,
                 older.error->one_line().c_str());
        QCOMPARE(rows(), std::string("CVE-2024-1|0.75|-1"));
        QCOMPARE(test::rows_of(*workspace_, "SELECT date FROM feed"), std::string("1759622400"));
    }

    // The report of the 6th has a value of its own.
    void of_report_and_feed_the_newer_wins() {
        RawFinding own = test::vuln_finding("CVE-2024-1", "a", Severity::high);
        own.epss = 0.15;
        scan("a", {own}, 3);
        take(epss("2025-10-05", "CVE-2024-1,0.25,0.9\n"), "e1.csv");
        QCOMPARE(rows(), std::string("CVE-2024-1|0.15|-1"));
        take(epss("2025-10-06", "CVE-2024-1,0.35,0.9\n"), "e2.csv");
        QCOMPARE(rows(), std::string("CVE-2024-1|0.35|-1"));
        RawFinding later = test::vuln_finding("CVE-2024-9", "z", Severity::high);
        later.epss = 0.45;
        scan("b", {later}, 1);
        QVERIFY(rows().find("CVE-2024-9|0.45") != std::string::npos);
    }

    void kev_marks_and_unmarks_but_a_reports_own_stays() {
        RawFinding own = test::vuln_finding("CVE-2024-3", "c", Severity::high);
        own.kev = true;
        scan("a", {test::vuln_finding("CVE-2024-1", "a", Severity::high),
                   test::vuln_finding("CVE-2024-2", "b", Severity::high), own});
        const auto got = take(kev("2025-10-08", {"CVE-2024-1", "CVE-2024-3"}), "known.json");
        QCOMPARE(got.format, std::string("kev-json"));
        QCOMPARE(got.records, 2U);
        QCOMPARE(rows(), std::string("CVE-2024-1|-1.0|1\nCVE-2024-2|-1.0|0\nCVE-2024-3|-1.0|1"));
        take(kev("2025-10-09", {"CVE-2024-2"}), "known2.json");
        QCOMPARE(rows(), std::string("CVE-2024-1|-1.0|0\nCVE-2024-2|-1.0|1\nCVE-2024-3|-1.0|1"));
        scan("b", {test::vuln_finding("CVE-2024-2", "other", Severity::low)}, 1);
        QVERIFY(rows().find("CVE-2024-2|-1.0|1\nCVE-2024-2|-1.0|1") != std::string::npos);
    }

    // One advisory for several CVEs: the worst of them counts.
    void advisories_of_many_cves_take_the_highest() {
        RawFinding many = test::vuln_finding("CVE-2024-1", "a", Severity::high);
        many.rule = "DSA-1-1";
        many.cve = {"CVE-2024-1", "CVE-2024-2"};
        many.aliases = {"DSA-1-1"};
        scan("a", {many});
        take(epss("2025-10-08", "CVE-2024-1,0.25,0.9\nCVE-2024-2,0.5,0.9\n"), "e.csv");
        take(kev("2025-10-08", {"CVE-2024-2"}), "k.json");
        QCOMPARE(rows(), std::string("DSA-1-1|0.5|1"));
    }

    void the_parts_of_a_risk_name_the_feeds_day() {
        scan("a", {test::vuln_finding("CVE-2024-1", "a", Severity::high)});
        take(epss("2025-10-08", "CVE-2024-1,0.25,0.9\n"), "e.csv");
        take(kev("2025-10-07", {"CVE-2024-1"}), "k.json");
        const auto detail = views::finding_detail(*workspace_, FindingId{1});
        QVERIFY(detail.has_value());
        std::string parts;
        for (const auto& part : detail->risk_parts)
            parts += part.what + ";";
        QVERIFY2(parts.find("EPSS 25.0 % (feed of 2025-10-08)") != std::string::npos, parts.c_str());
        QVERIFY2(parts.find("KEV of 2025-10-07, listed 2025-01-02, to be fixed by 2025-02-03") != std::string::npos,
                 parts.c_str());
    }

    void odd_rows_are_told_and_left_out() {
        const auto got = take(epss("2025-10-08", "CVE-2024-1,0.25,0.9\nCVE-2024-x,0.1,0.1\nCVE-2024-2,7,0.1\n\n"), "e");
        QCOMPARE(got.status, ImportStatus::imported);
        QCOMPARE(got.records, 3U);
        QCOMPARE(got.skipped, 2U);
        QCOMPARE(got.warning_count, 2U);
        QCOMPARE(test::rows_of(*workspace_, "SELECT count(*) FROM feed_epss"), std::string("1"));
    }

    void recognisers_leave_other_files_alone_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("slug");
        QTest::newRow("without its comment") << QByteArray("cve,epss,percentile\nCVE-2024-1,0.1,0.2\n") << "epss-csv";
        QTest::newRow("a catalogue on one line")
            << QByteArray::fromStdString(kev("2025-10-08", {"CVE-2024-1"})) << "kev-json";
        QTest::newRow("another list of vulnerabilities")
            << QByteArray(R"({"vulnerabilities":[{"id":"CVE-2024-1"}]})") << "";
        QTest::newRow("another CSV") << QByteArray("cve,score\nCVE-2024-1,0.1\n") << "";
    }
    void recognisers_leave_other_files_alone() {
        QFETCH(QByteArray, text);
        QFETCH(QString, slug);
        const std::string got = test::recognised(text.toStdString());
        QCOMPARE(got == "epss-csv" || got == "kev-json" ? test::q(got) : QString(), slug);
    }

    // As large as the real one, so that nothing quadratic hides.
    void a_whole_days_file_is_taken() {
        std::string text;
        for (int year = 2000; year < 2026; ++year)
            for (int n = 1; n <= 11'000; ++n)
                text += fmt::format("CVE-{}-{},0.{:05},0.5\n", year, n, n);
        scan("a", {test::vuln_finding("CVE-2024-500", "a", Severity::high)});
        const auto got = take(epss("2025-10-08", text), "epss.csv");
        QCOMPARE(got.records, 286'000U);
        QCOMPARE(rows(), std::string("CVE-2024-500|0.005|-1"));
    }
};

QTEST_APPLESS_MAIN(FeedsTest)
#include "feeds_test.moc"
