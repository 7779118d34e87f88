// Decisions that come as files: whom they speak of, what they do, and whom they yield to.

#include "core/ingest/decision_file.h"
#include "core/ingest/import.h"
#include "core/store/journal.h"
#include "core/store/read_pool.h"
#include "core/views/findings.h"
#include "core/views/openvex.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

namespace {

constexpr const char* k_rows = "SELECT f.id, f.status, coalesce(d.who, ''), coalesce(d.reason, ''),"
                               " coalesce(date(d.at, 'unixepoch'), ''), coalesce(date(nullif(d.until,"
                               " 9223372036854775807), 'unixepoch'), '') FROM finding f LEFT JOIN decision d"
                               " ON d.finding_id = f.id ORDER BY f.id";

std::string document(const std::string& name) {
    return test::read_file(test::data_path("decisions/" + name + ".json"));
}

// till 1.0 holds lamp (CVE-2024-1), rope (CVE-2024-2); kiosk holds lamp too.
} // namespace

class DecisionFileTest final : public QObject {
    Q_OBJECT

    test::TestClock clock_; // 2025-10-09
    std::shared_ptr<Workspace> workspace_;

    ImportOutcome take(const std::string& text, const std::string& name = "vex.json", bool as_decisions = true) {
        ImportOptions options;
        options.as_decisions = as_decisions;
        JobContext job;
        auto outcome = import_bytes(*workspace_, text, name, options, job);
        return outcome ? *outcome : ImportOutcome{};
    }
    [[nodiscard]] std::string rows() const { return test::rows_of(*workspace_, k_rows); }
    static std::string words(const std::vector<Warning>& warnings) {
        std::string out;
        for (const Warning& warning : warnings)
            out += warning.where + " " + warning.what + "; ";
        return out;
    }
    void decide(std::int64_t id, FindingStatus status, const std::string& reason) {
        views::Decision d;
        d.findings = {FindingId{id}};
        d.status = status;
        d.reason = reason;
        d.who = "Eve";
        QVERIFY(views::apply_decision(*workspace_, d).has_value());
    }

private slots:
    void init() {
        *clock_.seconds = 1'760'000'000;
        workspace_ = test::new_workspace("decisions", clock_);
        const auto scan = [&](const std::string& target, std::vector<RawFinding> findings) {
            QVERIFY(test::import_report(*workspace_, test::one_scan(target, "Scanner", target, *clock_.seconds - 86'400,
                                                                    std::move(findings)))
                        .has_value());
        };
        scan("registry.example/till", {test::vuln_finding("CVE-2024-1", "lamp", Severity::high),
                                       test::vuln_finding("CVE-2024-2", "rope", Severity::high)});
        scan("registry.example/kiosk", {test::vuln_finding("CVE-2024-1", "lamp", Severity::high)});
    }

    void openvex_decides_on_product_and_vulnerability() {
        const auto got = take(document("openvex"));
        QCOMPARE(got.status, ImportStatus::imported);
        QCOMPARE(got.format, std::string("openvex"));
        QCOMPARE(got.records, 3U);
        QCOMPARE(got.findings_known, 2U);
        QCOMPARE(got.findings_decided, 1U);
        QCOMPARE(rows(), std::string("1|4|Ada|vulnerable code not present: It is switched off.|2025-10-08|\n2|0||||\n"
                                     "3|0||||"));
        // What it claims to be fixed is noted, not closed.
        const auto noted = views::finding_detail(*workspace_, FindingId{2});
        QVERIFY(noted.has_value());
        QVERIFY2(noted->history.front().reason.find("Ada says that it is fixed") != std::string::npos,
                 noted->history.front().reason.c_str());
    }

    void a_preview_tells_and_leaves_all_as_it_was() {
        const std::string before = rows();
        const std::string journal = test::rows_of(*workspace_, "SELECT count(*) FROM history");
        ImportOptions options;
        options.as_decisions = options.preview = true;
        std::vector<PreviewRow> told;
        options.on_preview = [&told](const PreviewRow& row) { told.push_back(row); };
        JobContext job;
        auto tried = import_bytes(*workspace_, document("openvex"), "vex.json", options, job);
        QVERIFY2(tried, tried ? "" : tried.error().one_line().c_str());
        QCOMPARE(tried->status, ImportStatus::previewed);
        QVERIFY(tried->former.empty());
        QCOMPARE(rows(), before);
        QCOMPARE(test::rows_of(*workspace_, "SELECT count(*) FROM history"), journal);
        const auto done = take(document("openvex"));
        QVERIFY(done.findings_decided > 0);
        QCOMPARE(tried->findings_decided, done.findings_decided);
        QCOMPARE(tried->findings_known, done.findings_known);
        QVERIFY(rows() != before);
        // A row of each: those that are decided, and those of which it is only said that they are fixed.
        std::uint64_t decided = 0;
        for (const PreviewRow& row : told) {
            QCOMPARE(row.kind, PreviewKind::decided);
            QVERIFY(!row.title.empty() && !row.rule.empty() && !row.asset.empty());
            if (row.decision.rfind("said to be fixed", 0) == 0) continue;
            ++decided;
            const std::string now = test::rows_of(*workspace_, "SELECT status FROM finding WHERE id = " +
                                                                   std::to_string(row.finding.value));
            QCOMPARE(row.decision.rfind(now == "4" ? "false positive" : "accepted risk", 0), std::size_t{0});
        }
        QCOMPARE(decided, done.findings_decided);
    }

    void csaf_and_cyclonedx_decide_too() {
        QCOMPARE(take(document("csaf")).findings_decided, 1U);
        QCOMPARE(take(document("cyclonedx")).findings_decided, 1U);
        QCOMPARE(rows(), std::string("1|0||||\n2|4|Grace|code not reachable: Never called.|2025-10-08|\n"
                                     "3|4|Till Inc|component not present: No lamp in a kiosk.|2025-10-08|"));
    }

    void the_same_file_again_changes_nothing() {
        take(document("openvex"));
        const std::string before = test::rows_of(*workspace_, "SELECT count(*) FROM journal");
        const auto again = take(document("openvex"));
        QCOMPARE(again.findings_decided, 0U);
        QCOMPARE(test::rows_of(*workspace_, "SELECT count(*) FROM journal"), before);
    }

    void a_persons_newer_decision_stays() {
        decide(1, FindingStatus::in_progress, "I am on it");
        const std::string before = rows();
        const auto got = take(document("openvex"));
        QCOMPARE(got.findings_decided, 0U);
        QCOMPARE(rows(), before);
    }

    void it_is_journaled_and_undone_like_a_persons() {
        const std::string before = rows();
        const auto got = take(document("openvex"));
        QVERIFY(test::rows_of(*workspace_, "SELECT body FROM journal WHERE kind = 'decision' AND who = 'Ada'")
                    .find("vex.json sha256:") != std::string::npos);
        for (const FormerState& former : got.former) {
            if (!former.status) continue;
            views::Decision d;
            for (const std::int64_t id : former.findings)
                d.findings.push_back(FindingId{id});
            d.status = static_cast<FindingStatus>(*former.status);
            d.who = "Eve";
            QVERIFY(views::apply_decision(*workspace_, d).has_value());
        }
        QCOMPARE(test::rows_of(*workspace_, "SELECT group_concat(status) FROM finding"), std::string("0,0,0"));
        // Undone is decided: the same document does not bring it back.
        QCOMPARE(take(document("openvex")).findings_decided, 0U);
        auto reader = workspace_->readers().reader();
        QVERIFY(reader.has_value());
        const auto breaks = verify_journal(**reader);
        QVERIFY(breaks.has_value() && breaks->empty());
    }

    void without_being_asked_vex_stays_a_report() {
        const auto got = take(document("openvex"), "vex.json", false);
        QCOMPARE(got.format, std::string("openvex-json"));
        QCOMPARE(test::rows_of(*workspace_, "SELECT count(*) FROM decision"), std::string("0"));
    }

    void ignore_files_are_taken_by_their_name_alone() {
        const auto got = take("who: ada@till.example\ndate: 2025-10-08\nignore:\n"
                              "  - cve: CVE-2024-1\n    asset: '*/till'\n    reason: only in tests\n"
                              "    until: 2026-01-31\n"
                              "  - package: ROPE*\n    reason: not ours\n    who: grace@till.example\n",
                              ".parapet-ignore.yaml", false);
        QCOMPARE(got.format, std::string("parapet-ignore"));
        QCOMPARE(got.findings_decided, 2U);
        QCOMPARE(rows(), std::string("1|3|ada@till.example|only in tests|2025-10-08|2026-01-31\n"
                                     "2|4|grace@till.example|not ours|2025-10-08|\n3|0||||"));
    }

    void entries_that_decide_nothing_are_told_data() {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QString>("says");
        QTest::newRow("no reason") << QByteArray("cve: CVE-2024-1") << "no reason";
        QTest::newRow("no pattern") << QByteArray("reason: because") << "none of rule, cve";
        QTest::newRow("an odd date") << QByteArray("cve: CVE-2024-1\n    reason: r\n    until: soon") << "no date";
        QTest::newRow("an acceptance without end")
            << QByteArray("cve: CVE-2024-1\n    reason: r\n    status: risk_accepted") << "needs a day";
        QTest::newRow("an end that has passed")
            << QByteArray("cve: CVE-2024-1\n    reason: r\n    until: 2025-01-01") << "ended on 2025-01-01";
        QTest::newRow("nothing that is known")
            << QByteArray("cve: CVE-1999-1\n    reason: r") << "1 of its 1 decisions";
    }
    void entries_that_decide_nothing_are_told() {
        QFETCH(QByteArray, entry);
        QFETCH(QString, says);
        const auto got = take("ignore:\n  - " + entry.toStdString() + "\n", ".parapet-ignore.yaml");
        QCOMPARE(got.status, ImportStatus::imported);
        QCOMPARE(got.findings_decided, 0U);
        QVERIFY2(test::q(words(got.warnings)).contains(says), words(got.warnings).c_str());
    }

    void what_holds_no_decisions_is_refused() {
        QCOMPARE(take(R"({"version":"2.1.0","runs":[]})").status, ImportStatus::rejected);
        QCOMPARE(take("ignore: nothing\n").status, ImportStatus::rejected);
        QCOMPARE(take("{\"statements\":").status, ImportStatus::rejected);
    }

    void names_of_one_product_data() {
        QTest::addColumn<QString>("product");
        QTest::addColumn<QString>("asset");
        QTest::addColumn<QString>("package");
        QTest::addColumn<bool>("same");
        QTest::newRow("an image by its purl") << "pkg:oci/till@sha256%3Aabc"
                                              << "registry.example/shop/till:1.2"
                                              << "" << true;
        QTest::newRow("an image in full") << "registry.example/till"
                                          << "registry.example/till:2"
                                          << "" << true;
        QTest::newRow("another registry") << "other.example/till"
                                          << "registry.example/till"
                                          << "" << false;
        QTest::newRow("a package in full") << "pkg:maven/org.lamp/lamp@1.0"
                                           << "x"
                                           << "org.lamp:lamp" << true;
        QTest::newRow("another version") << "pkg:maven/org.lamp/lamp@2.0"
                                         << "x"
                                         << "org.lamp:lamp" << false;
        QTest::newRow("a distribution's package") << "pkg:deb/debian/lamp@1.0"
                                                  << "x"
                                                  << "lamp" << true;
        QTest::newRow("another package") << "pkg:npm/lamps"
                                         << "x"
                                         << "lamp" << false;
    }
    void names_of_one_product() {
        QFETCH(QString, product);
        QFETCH(QString, asset);
        QFETCH(QString, package);
        QFETCH(bool, same);
        DecisionStatement s;
        s.vulnerabilities = {"CVE-2024-1"};
        s.products = {{product.toStdString(), {}, {}}};
        const std::string a = asset.toStdString(), p = package.toStdString();
        DecidedThing thing;
        thing.asset = a;
        thing.package = p;
        thing.version = "1.0";
        thing.advisories = "cve-2024-1";
        QCOMPARE(speaks_of(s, thing), same);
    }

    // What is written is read again, and decides the same in another workspace.
    void exported_openvex_comes_back() {
        decide(1, FindingStatus::false_positive, "not built in");
        views::Decision accept;
        accept.findings = {FindingId{2}};
        accept.status = FindingStatus::risk_accepted;
        accept.reason = "until the next release";
        accept.until = from_unix_seconds(*clock_.seconds + 30 * 86'400);
        accept.who = "Eve";
        QVERIFY(views::apply_decision(*workspace_, accept).has_value());
        const auto vex = views::openvex_document(*workspace_, {});
        QVERIFY2(vex.has_value(), vex ? "" : vex.error().one_line().c_str());
        QCOMPARE(vex->statements, 2U);
        const auto read = read_decisions(vex->text, from_unix_seconds(0));
        QVERIFY2(read.has_value(), read ? "" : read.error().one_line().c_str());
        QCOMPARE(read->records, 2U);
        QCOMPARE(read->statements.size(), std::size_t{1}); // "affected" decides nothing elsewhere
        QVERIFY(vex->text.find("\"action_statement\"") != std::string::npos);
        init();
        QCOMPARE(take(vex->text).findings_decided, 1U);
        QVERIFY2(rows().find("1|4|Eve|not built in|2025-10-09|\n2|0") == 0, rows().c_str());
    }
};

QTEST_APPLESS_MAIN(DecisionFileTest)
#include "decision_file_test.moc"
