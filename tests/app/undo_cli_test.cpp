// `parapet import --undo`: what it says, and that the power may fail in the middle of it.

#include "tests/support/cli.h"
#include "tests/support/support.h"

#include <QJsonArray>

#include <filesystem>
#include <random>

using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

std::string report_of(int findings) {
    std::string report =
        "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"Scannette\"}},\"results\":[";
    for (int i = 0; i < findings; ++i)
        report += std::string(i ? "," : "") + "{\"ruleId\":\"R" + std::to_string(i % 97) +
                  "\",\"message\":{\"text\":\"finding " + std::to_string(i) +
                  "\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"src/f" +
                  std::to_string(i) + ".c\"},\"region\":{\"startLine\":" + std::to_string(i % 400 + 1) + "}}}]}";
    return report + "]}]}";
}

// Without what tells of imports and undos themselves.
std::string findings_in(const std::string& workspace) {
    const std::string dump = dump_workspace(workspace);
    const std::size_t from = dump.find("== finding\n"), to = dump.find("== history\n");
    return dump.substr(from, to - from);
}

} // namespace

class UndoCliTest : public QObject {
    Q_OBJECT
    std::string folder_;

    [[nodiscard]] static Ran undo(const std::string& workspace, const RunOptions& options = {}) {
        return run_parapet({"import", "--undo", "--json", "--quiet", "--workspace", workspace}, options);
    }

private slots:
    void initTestCase() {
        folder_ = temp_path("undo-cli");
        write_file(folder_ + "/a.sarif", report_of(100));
        write_file(folder_ + "/b.sarif", report_of(20'000));
    }

    void it_says_what_was_taken_back_and_refuses_a_second_time() {
        const std::string w = folder_ + "/says.parapet";
        QCOMPARE(run_parapet({"import", "--quiet", "--workspace", w, folder_ + "/a.sarif"}).code, 0);
        const Ran asked = run_parapet({"import", "--undo", "--preview", "--json", "--workspace", w});
        QCOMPARE(asked.code, 0);
        QCOMPARE(asked.json().at(0)["status"].toString(), QString("undoable"));
        const Ran done = undo(w);
        QVERIFY2(done.code == 0, done.err.c_str());
        const QJsonObject said = done.json().at(0);
        QCOMPARE(said["status"].toString(), QString("undone"));
        QCOMPARE(said["imports"].toInt(), 1);
        QCOMPARE(said["findings"].toObject()["new"].toInt(), 100);
        QVERIFY(said["paths"].toArray().at(0).toString().endsWith("a.sarif"));
        QVERIFY(run_parapet({"findings", "--json", "--workspace", w}).out.empty());
        const Ran twice = undo(w);
        QCOMPARE(twice.code, 1);
        QVERIFY2(twice.error().contains("no import that could be taken back"), twice.err.c_str());
        QCOMPARE(twice.error_lines().size(), std::size_t{1});
        QCOMPARE(run_parapet({"check", "--workspace", w}).code, 0);
    }

    void a_decision_after_it_refuses_it() {
        const std::string w = folder_ + "/decided.parapet";
        QCOMPARE(run_parapet({"import", "--quiet", "--workspace", w, folder_ + "/a.sarif"}).code, 0);
        QCOMPARE(
            run_parapet({"triage", "F-1", "--status", "triaged", "--reason", "ours", "--who", "ana", "--workspace", w})
                .code,
            0);
        const Ran refused = undo(w);
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.error().contains("decisions were made after the import, the last by ana"),
                 refused.err.c_str());
    }

    void without_paths_and_without_undo_the_call_is_off() {
        const Ran ran = run_parapet({"import", "--workspace", folder_ + "/none.parapet"});
        QCOMPARE(ran.code, 2);
        QVERIFY(!fs::exists(folder_ + "/none.parapet"));
    }

    void a_preview_shows_rows() {
        const std::string w = folder_ + "/rows.parapet";
        QCOMPARE(run_parapet({"import", "--quiet", "--workspace", w, folder_ + "/a.sarif"}).code, 0);
        const std::string before = dump_workspace(w);
        write_file(folder_ + "/c.sarif", report_of(101));
        const Ran ran =
            run_parapet({"import", "--preview", "--rows", "--json", "--workspace", w, folder_ + "/c.sarif"});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        const auto lines = ran.json();
        QCOMPARE(lines.size(), 102); // 100 known, 1 new, and the document
        int known = 0, added = 0;
        for (const QJsonObject& line : lines) {
            known += line["would_be"].toString() == "known" ? 1 : 0;
            added += line["would_be"].toString() == "new" ? 1 : 0;
        }
        QCOMPARE(known, 100);
        QCOMPARE(added, 1);
        QCOMPARE(lines.last()["status"].toString(), QString("preview"));
        QCOMPARE(dump_workspace(w), before);
    }

    // Whenever it is killed, the import is there as a whole or not at all.
    void a_kill_at_any_point_leaves_one_or_the_other() {
        const std::string first = folder_ + "/first.parapet";
        QCOMPARE(run_parapet({"import", "--quiet", "--workspace", first, folder_ + "/a.sarif"}).code, 0);
        const std::string before = findings_in(first);
        QCOMPARE(run_parapet({"import", "--quiet", "--workspace", first, folder_ + "/b.sarif"}).code, 0);
        const std::string after = findings_in(first);
        QVERIFY(before != after);
        const std::string timed = folder_ + "/timed.parapet";
        fs::copy_file(first, timed);
        const Ran whole = undo(timed);
        QVERIFY2(whole.code == 0, whole.err.c_str());
        QCOMPARE(findings_in(timed) == before, true);
        std::mt19937 random(20261121);
        int undone = 0, kept = 0;
        for (int round = 0; round < 8; ++round) {
            const std::string w = folder_ + "/kill" + std::to_string(round) + "/w.parapet";
            fs::create_directories(fs::path(w).parent_path());
            fs::copy_file(first, w);
            RunOptions options;
            options.kill_after_seconds = whole.seconds * (0.1 + static_cast<double>(random() % 1000) / 1100.0);
            const Ran killed = undo(w, options);
            QVERIFY(killed.code == 128 + 9 || killed.code == 0);
            const Ran check = run_parapet({"check", "--workspace", w});
            QVERIFY2(check.code == 0, (check.out + check.err).c_str());
            const std::string now = findings_in(w);
            QVERIFY(now == before || now == after);
            (now == before ? undone : kept) += 1;
            if (now == after) {
                QCOMPARE(undo(w).code, 0);
                QVERIFY(findings_in(w) == before);
            }
            fs::remove_all(fs::path(w).parent_path());
        }
        QCOMPARE(undone + kept, 8);
    }
};

QTEST_GUILESS_MAIN(UndoCliTest)
#include "undo_cli_test.moc"
