// The last import is taken back: everything is as it was before it, whatever it brought and whatever stood there.

#include "core/ingest/import.h"
#include "core/store/undo/undo.h"
#include "core/views/findings.h"
#include "core/views/regroup.h"
#include "tests/support/cli.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

using namespace parapet;
using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

// All tables but those that tell of the undo itself. Rows without a number of their own come in any order.
std::map<std::string, std::vector<std::string>> state_of(const Workspace& workspace) {
    const std::set<std::string> left_out{"journal",         "revision",       "undo_run",
                                         "undo_mark",       "undo_row",       "undone_journal",
                                         "finding_columns", "finding_column", "finding_changed"};
    std::map<std::string, std::vector<std::string>> out;
    std::istringstream lines(dump_workspace(workspace.path().string()));
    std::string line, table;
    while (std::getline(lines, line)) {
        if (line.rfind("== ", 0) == 0)
            table = line.substr(3);
        else if (!left_out.contains(table))
            out[table].push_back(line);
    }
    for (auto& [name, rows] : out)
        std::sort(rows.begin(), rows.end());
    return out;
}

// "" when they are the same, else what differs first.
std::string difference(const Workspace& workspace, const std::map<std::string, std::vector<std::string>>& before) {
    const auto now = state_of(workspace);
    std::set<std::string> tables;
    for (const auto& [name, rows] : before)
        tables.insert(name);
    for (const auto& [name, rows] : now)
        tables.insert(name);
    for (const std::string& table : tables) {
        const auto was = before.contains(table) ? before.at(table) : std::vector<std::string>();
        const auto is = now.contains(table) ? now.at(table) : std::vector<std::string>();
        if (was == is) continue;
        std::vector<std::string> gone, come;
        std::set_difference(was.begin(), was.end(), is.begin(), is.end(), std::back_inserter(gone));
        std::set_difference(is.begin(), is.end(), was.begin(), was.end(), std::back_inserter(come));
        return table + ": " + std::to_string(gone.size()) + " rows lost, " + std::to_string(come.size()) + " left\n" +
               (gone.empty() ? "" : "lost: " + gone[0].substr(0, 400) + "\n") +
               (come.empty() ? "" : "left: " + come[0].substr(0, 400));
    }
    return {};
}

ImportSummary import_all(Workspace& workspace, const std::vector<std::string>& paths, bool as_decisions = false) {
    ImportOptions options;
    options.as_decisions = as_decisions;
    JobContext job;
    auto summary = import_paths(workspace, paths, options, job);
    if (!summary) qFatal("%s", summary.error().one_line().c_str());
    return std::move(*summary);
}

Result<LastImportRun> undo(Workspace& workspace) {
    JobContext job;
    return undo_last_import(workspace, "sam", job);
}

std::string problems_of(Workspace& workspace) {
    JobContext job;
    const auto report = check_workspace(workspace, false, job);
    if (!report) return report.error().one_line();
    std::string out;
    for (const std::string& line : report->problems)
        out += line + "\n";
    return out;
}

// "one" of every format in one folder, "many" in another.
std::string folder_of(const std::string& stem) {
    const std::string folder = temp_path("all-" + stem);
    for (const auto& entry : fs::directory_iterator(data_path(""))) {
        if (!entry.is_directory()) continue;
        for (const auto& file : fs::directory_iterator(entry.path()))
            if (file.path().stem() == stem)
                write_file(folder + "/" + entry.path().filename().string() + file.path().extension().string(),
                           read_file(file.path().string()));
    }
    return folder;
}

std::string changed_trivy() {
    std::string text = read_file(data_path("trivy-json/many.json"));
    const std::string from = "\"Severity\": \"HIGH\"", to = "\"Severity\": \"LOW\"";
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), to);
    const std::string path = temp_path("changed-trivy.json");
    write_file(path, text);
    return path;
}

std::string ignore_file() {
    const std::string path = temp_path("ignores/.parapet-ignore.yaml");
    write_file(path, "ignore:\n  - file: \"**\"\n    reason: not ours\n  - package: \"*\"\n    reason: not ours\n");
    return path;
}

std::string epss_file(const std::string& day, const std::string& rows) {
    const std::string path = temp_path("epss-" + day + ".csv");
    write_file(path, "#model_version:v2031.01.01,score_date:" + day + "T00:00:00+0000\ncve,epss,percentile\n" + rows);
    return path;
}

std::size_t taken(const ImportSummary& summary) {
    return static_cast<std::size_t>(
        std::count_if(summary.outcomes.begin(), summary.outcomes.end(),
                      [](const ImportOutcome& o) { return o.status == ImportStatus::imported; }));
}

std::string kev_file(const std::string& day, const std::string& cve) {
    const std::string path = temp_path("kev-" + day + ".json");
    write_file(path,
               "{\"title\":\"Known\",\"catalogVersion\":\"" + day + "\",\"dateReleased\":\"" + day +
                   "T10:00:00.0000Z\",\"count\":1,\"vulnerabilities\":[{\"cveID\":\"" + cve +
                   "\",\"vendorProject\":\"T\",\"product\":\"T\",\"vulnerabilityName\":\"A hole\",\"dateAdded\":"
                   "\"2025-01-02\",\"shortDescription\":\"d\",\"requiredAction\":\"a\",\"dueDate\":\"2025-02-03\","
                   "\"knownRansomwareCampaignUse\":\"Unknown\",\"notes\":\"\",\"cwes\":[]}]}");
    return path;
}

} // namespace

class UndoTest : public QObject {
    Q_OBJECT
    TestClock clock_;

    std::shared_ptr<Workspace> fresh() const { return new_workspace("undo", clock_); }

private slots:
    void everything_is_as_before_data() {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<QStringList>("then");
        const auto data = [](const char* name) { return q(data_path(name)); };
        const QString ones = q(folder_of("one")), manys = q(folder_of("many"));
        QTest::newRow("findings into an empty workspace") << QStringList{} << QStringList{data("trivy-json/many.json")};
        QTest::newRow("a second tool") << QStringList{data("trivy-json/many.json")}
                                       << QStringList{data("grype-json/many.json")};
        QTest::newRow("a report that says other things of the same findings")
            << QStringList{data("trivy-json/many.json")} << QStringList{q(changed_trivy())};
        QTest::newRow("a report that closes")
            << QStringList{data("trivy-json/many.json")} << QStringList{data("trivy-json/one.json")};
        QTest::newRow("events") << QStringList{data("auth-log/many.log")} << QStringList{data("access-log/many.log")};
        QTest::newRow("the same kinds of events again")
            << QStringList{data("auth-log/many.log")} << QStringList{data("auth-log/one.log")};
        QTest::newRow("every format into an empty workspace") << QStringList{} << QStringList{manys};
        QTest::newRow("every format after every format") << QStringList{ones} << QStringList{manys};
        QTest::newRow("less of every format after more") << QStringList{manys} << QStringList{ones};
    }
    void everything_is_as_before() {
        QFETCH(QStringList, before);
        QFETCH(QStringList, then);
        const auto paths = [](const QStringList& from) {
            std::vector<std::string> out;
            for (const QString& path : from)
                out.push_back(path.toStdString());
            return out;
        };
        const auto w = fresh();
        if (!before.isEmpty()) import_all(*w, paths(before));
        const auto state = state_of(*w);
        *clock_.seconds += 3600;
        const ImportSummary summary = import_all(*w, paths(then));
        *clock_.seconds -= 3600;
        const auto imported = std::count_if(summary.outcomes.begin(), summary.outcomes.end(),
                                            [](const auto& o) { return o.status == ImportStatus::imported; });
        QVERIFY(imported > 0);
        QVERIFY(difference(*w, state) != "");
        const auto undone = undo(*w);
        QVERIFY2(undone, undone ? "" : undone.error().one_line().c_str());
        QCOMPARE(undone->imports, static_cast<std::int64_t>(imported));
        QCOMPARE(difference(*w, state), std::string());
        QCOMPARE(problems_of(*w), std::string());
        // And once more: what was taken back can come again, and go again.
        import_all(*w, paths(then));
        const auto again = undo(*w);
        QVERIFY2(again, again ? "" : again.error().one_line().c_str());
        QCOMPARE(difference(*w, state), std::string());
    }

    void decisions_by_file_go_with_it() {
        const auto w = fresh();
        import_all(*w, {data_path("trivy-json/many.json")});
        const auto state = state_of(*w);
        const ImportSummary summary = import_all(*w, {ignore_file(), data_path("grype-json/many.json")});
        QVERIFY(summary.outcomes.size() == 2);
        QVERIFY2(summary.outcomes[0].findings_decided > 0,
                 summary.outcomes[0].error ? summary.outcomes[0].error->one_line().c_str() : "nothing decided");
        const auto undone = undo(*w);
        QVERIFY2(undone, undone ? "" : undone.error().one_line().c_str());
        QVERIFY(undone->decisions > 0);
        QCOMPARE(difference(*w, state), std::string());
        QCOMPARE(problems_of(*w), std::string());
    }

    void what_was_joined_and_split_by_hand_stays_so() {
        const auto w = fresh();
        import_all(*w, {data_path("trivy-json/many.json")});
        views::Regroup join;
        join.finding = FindingId{1};
        join.others = {FindingId{2}};
        join.who = "ana";
        join.reason = "one and the same";
        const auto joined = views::apply_regroup(*w, join);
        QVERIFY2(joined, joined ? "" : joined.error().one_line().c_str());
        const auto state = state_of(*w);
        import_all(*w, {data_path("grype-json/many.json"), changed_trivy()});
        const auto undone = undo(*w);
        QVERIFY2(undone, undone ? "" : undone.error().one_line().c_str());
        QCOMPARE(difference(*w, state), std::string());
        QCOMPARE(problems_of(*w), std::string());
    }

    // The index is built anew when too much of it changed: the log of it is worth nothing then.
    void a_search_index_that_was_built_anew_is_right_again() {
        const auto w = fresh();
        std::vector<RawFinding> findings;
        for (int i = 0; i < 2500; ++i)
            findings.push_back(
                vuln_finding("CVE-2024-" + std::to_string(10000 + i), "lib" + std::to_string(i), Severity::high));
        QVERIFY(import_report(*w, one_scan("a.json", "Trivy", "app", *clock_.seconds - 100, findings)));
        auto state = state_of(*w);
        state.erase("search_posting");
        for (RawFinding& f : findings)
            f.title += " again";
        TestReport second = one_scan("b.json", "Trivy", "app", *clock_.seconds - 50, findings);
        second.run = "r";
        QVERIFY(import_report(*w, second));
        QCOMPARE(rows_of(*w, "SELECT search_rebuilt FROM undo_run"), std::string("1"));
        const auto undone = undo(*w);
        QVERIFY2(undone, undone ? "" : undone.error().one_line().c_str());
        QCOMPARE(problems_of(*w), std::string());
        auto now = state_of(*w);
        now.erase("search_posting");
        QVERIFY(now == state);
    }

    void it_is_refused_when_something_came_after_data() {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("said");
        QTest::newRow("a decision") << 0 << QStringLiteral("decisions were made after the import, the last by ana");
        QTest::newRow("an import that cannot be undone") << 1 << QStringLiteral("another import came after it: x.json");
        QTest::newRow("a second undo") << 2 << QStringLiteral("there is no import that could be taken back");
        QTest::newRow("nothing imported yet") << 3 << QStringLiteral("there is no import that could be taken back");
    }
    void it_is_refused_when_something_came_after() {
        QFETCH(int, what);
        QFETCH(QString, said);
        const auto w = fresh();
        if (what != 3) import_all(*w, {data_path("trivy-json/many.json")});
        if (what == 0) {
            views::Decision d;
            d.findings = {FindingId{1}};
            d.status = FindingStatus::triaged;
            d.who = "ana";
            QVERIFY(views::apply_decision(*w, d));
        }
        if (what == 1)
            QVERIFY(import_report(*w, one_scan("x.json", "Other", "app", *clock_.seconds - 100,
                                               {vuln_finding("CVE-2024-1", "z", Severity::low)})));
        if (what == 2) QVERIFY(undo(*w));
        const auto state = state_of(*w);
        const auto undone = undo(*w);
        QVERIFY(!undone);
        QVERIFY2(undone.error().what.find(said.toStdString()) != std::string::npos, undone.error().what.c_str());
        QCOMPARE(difference(*w, state), std::string());
        QCOMPARE(problems_of(*w), std::string());
    }

    void what_follows_from_time_alone_does_not_hinder_it() {
        const auto w = fresh();
        import_all(*w, {data_path("trivy-json/many.json")});
        QVERIFY(w->set_setting("findings.views", "[]"));
        QVERIFY(undo(*w));
    }

    void an_unchanged_file_leaves_the_undo_of_the_import_before() {
        const auto w = fresh();
        const auto state = state_of(*w);
        import_all(*w, {data_path("trivy-json/many.json")});
        const ImportSummary again = import_all(*w, {data_path("trivy-json/many.json")});
        QCOMPARE(again.outcomes[0].status, ImportStatus::unchanged);
        QVERIFY(undo(*w));
        QCOMPARE(difference(*w, state), std::string());
    }

    void a_cancelled_undo_changes_nothing() {
        const auto w = fresh();
        import_all(*w, {data_path("trivy-json/many.json")});
        const auto state = state_of(*w);
        std::stop_source stop;
        stop.request_stop();
        JobContext job(stop.get_token());
        const auto undone = undo_last_import(*w, "sam", job);
        QVERIFY(!undone);
        QCOMPARE(undone.error().code, Errc::cancelled);
        QCOMPARE(difference(*w, state), std::string());
        QVERIFY(undo(*w));
    }

    void the_journal_keeps_both_and_the_chain_is_whole() {
        const auto w = fresh();
        import_all(*w, {data_path("trivy-json/many.json")});
        QVERIFY(undo(*w));
        QCOMPARE(rows_of(*w, "SELECT kind, who FROM journal WHERE kind = 'undo'"), std::string("undo|sam"));
        QCOMPARE(rows_of(*w, "SELECT count(*) FROM journal WHERE kind = 'import'"), std::string("1"));
        QCOMPARE(problems_of(*w), std::string());
    }

    void feeds_give_way_to_those_before_them_data() {
        QTest::addColumn<QStringList>("first");
        QTest::addColumn<QStringList>("then");
        QTest::newRow("the first one") << QStringList{} << QStringList{"epss 08"};
        QTest::newRow("a newer one") << QStringList{"epss 06"} << QStringList{"epss 08"};
        QTest::newRow("the other kind") << QStringList{"epss 06"} << QStringList{"kev 08"};
        QTest::newRow("both kinds") << QStringList{"epss 06", "kev 06"} << QStringList{"epss 08", "kev 08"};
        QTest::newRow("two of a kind") << QStringList{"epss 06", "kev 06"} << QStringList{"epss 07", "epss 08"};
    }
    void feeds_give_way_to_those_before_them() {
        QFETCH(QStringList, first);
        QFETCH(QStringList, then);
        TestClock clock; // 2025-10-09
        const auto w = new_workspace("feeds", clock);
        QVERIFY(import_report(*w, one_scan("a", "Scanner", "till", *clock.seconds - 9 * 86'400,
                                           {vuln_finding("CVE-2024-1", "a", Severity::high),
                                            vuln_finding("CVE-2024-2", "b", Severity::low)})));
        const auto files = [](const QStringList& names) {
            std::vector<std::string> out;
            for (const QString& name : names) {
                const std::string day = "2025-10-" + name.right(2).toStdString();
                out.push_back(name.startsWith("epss")
                                  // One CVE twice, and another set of them each day.
                                  ? epss_file(day, "CVE-2024-1,0." + day.substr(8) +
                                                       ",0.9\nCVE-2024-1,0.5,0.9\nCVE-2024-2" + day.substr(8) +
                                                       ",0.1,0.1\n")
                                  : kev_file(day, day == "2025-10-06" ? "CVE-2024-1" : "CVE-2024-2"));
            }
            return out;
        };
        for (const std::string& file : files(first))
            QCOMPARE(taken(import_all(*w, {file})), std::size_t{1});
        const auto before = state_of(*w);
        QCOMPARE(taken(import_all(*w, files(then))), static_cast<std::size_t>(then.size()));
        QVERIFY(!difference(*w, before).empty());
        const auto undone = undo(*w);
        QVERIFY2(undone.has_value(), undone ? "" : undone.error().one_line().c_str());
        QCOMPARE(difference(*w, before), std::string());
        QCOMPARE(problems_of(*w), std::string());
        // They can be taken again.
        QCOMPARE(taken(import_all(*w, files(then))), static_cast<std::size_t>(then.size()));
    }
};

QTEST_GUILESS_MAIN(UndoTest)
#include "undo_test.moc"
