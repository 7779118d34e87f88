// The workspace file: made, migrated, refused, locked, read-only, damaged; the writer lane and its readers.

#include "core/store/connection.h"
#include "core/store/findings/condition.h"
#include "core/store/migrate.h"
#include "core/store/read_pool.h"
#include "core/store/workspace.h"
#include "core/store/writer.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

using namespace parapet;
using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

std::string error_of(const std::string& path, OpenMode mode = OpenMode::read_write) {
    const auto w = Workspace::open(path, mode);
    return w ? std::string("opened") : std::string(errc_name(w.error().code));
}

constexpr std::array<EmbeddedFile, 1> k_first{
    {{"0001_a.sql", "CREATE TABLE a(x INTEGER) STRICT; INSERT INTO a VALUES(7);"}}};
constexpr std::array<EmbeddedFile, 3> k_later{{
    {"0200_c.sql", "CREATE TABLE c(x INTEGER) STRICT;"},
    {"0001_a.sql", "CREATE TABLE a(x INTEGER) STRICT; INSERT INTO a VALUES(7);"},
    {"0002_b.sql", "CREATE TABLE b(x INTEGER) STRICT; INSERT INTO b SELECT x + 1 FROM a;"},
}};
constexpr std::array<EmbeddedFile, 2> k_broken{{
    {"0001_a.sql", ""},
    {"0002_b.sql", "CREATE TABLE b(x INTEGER) STRICT; CREATE TABLE b(x INTEGER) STRICT;"},
}};

} // namespace

class StoreTest : public QObject {
    Q_OBJECT
private slots:
    void a_new_workspace_is_private();
    void two_may_make_the_same_new_workspace();
    void what_is_no_workspace_is_refused_data();
    void what_is_no_workspace_is_refused();
    void migrations_run_once_in_order_after_a_backup();
    void a_broken_migration_changes_nothing();
    void a_newer_workspace_is_refused();
    void a_read_only_workspace_refuses_writes();
    void a_read_only_folder_can_be_read();
    void a_locked_workspace_says_who_holds_it();
    void a_failed_task_leaves_nothing_and_others_stay();
    void tasks_that_wait_are_done_before_the_end();
    void a_task_cannot_wait_for_itself();
    void sessions_and_tasks_take_turns();
    void a_failed_session_task_fails_the_session();
    void a_full_disk_is_told_and_taken_back();
    void commits_are_told();
    void commits_of_others_are_told();
    void readers_stop_when_told();
    void settings_are_kept();
    void a_damaged_search_index_is_found_and_repaired();
    void an_older_workspace_gets_a_search_index_with_places();
    void a_sound_workspace_is_clean();
};

void StoreTest::a_new_workspace_is_private() {
    const std::string path = temp_path("private.parapet");
    const auto w = Workspace::open(path);
    QVERIFY2(w.has_value(), w ? "" : w.error().one_line().c_str());
    struct stat info {};
    QCOMPARE(::stat(path.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, mode_t{0600});
    const auto facts = (*w)->info();
    QVERIFY(facts.has_value());
    QCOMPARE(facts->name, std::string("private"));
    QVERIFY(facts->schema >= 2);
    QVERIFY(!facts->read_only && !facts->sample);
    QCOMPARE(rows_of(**w, "PRAGMA page_size"), std::string("16384"));
    QCOMPARE(rows_of(**w, "PRAGMA journal_mode"), std::string("wal"));
    QCOMPARE(rows_of(**w, "PRAGMA foreign_keys"), std::string("1"));
    QCOMPARE(rows_of(**w, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%STRICT%'"
                          " AND name NOT LIKE '%\\_search%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"),
             std::string("0"));
}

// Each asks for the whole file at the same moment; SQLite refuses one of them without waiting.
void StoreTest::two_may_make_the_same_new_workspace() {
    for (int round = 0; round < 25; ++round) {
        const std::string path = temp_path("new-" + std::to_string(round) + ".parapet");
        std::array<std::string, 3> said;
        {
            std::atomic<std::size_t> ready{0}; // outlives those who count in it
            std::vector<std::jthread> makers;
            for (std::string& s : said)
                makers.emplace_back([&] {
                    ++ready;
                    while (ready < said.size())
                        std::this_thread::yield();
                    const auto made = Workspace::open(path);
                    s = made ? "opened" : made.error().one_line();
                });
        }
        for (const std::string& s : said)
            QCOMPARE(q(s), QString("opened"));
    }
}

void StoreTest::what_is_no_workspace_is_refused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");
    QTest::newRow("text") << QByteArray("This is a text file that somebody took for a workspace. ").repeated(20)
                          << "workspace_damaged";
    QTest::newRow("only the header of a database")
        << QByteArray("SQLite format 3\0 cut off here", 29) << "workspace_damaged";
}

void StoreTest::what_is_no_workspace_is_refused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, error);
    const std::string path = temp_path("not-a-workspace");
    write_file(path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    QCOMPARE(error_of(path), error.toStdString());
    QCOMPARE(read_file(path), bytes.toStdString()); // as it was
    QCOMPARE(error_of(fs::path(path).parent_path().string()), std::string("workspace_unusable"));
    QCOMPARE(error_of(path + "/in/no/folder"), std::string("workspace_unusable"));
    QCOMPARE(error_of(temp_path("absent"), OpenMode::read_only), std::string("workspace_unusable"));
    const std::string other = temp_path("other.sqlite");
    fs::remove(other);
    auto db = Connection::open(other, Connection::Mode::read_write);
    QVERIFY(db.has_value() && (*db)->exec("CREATE TABLE t(x)").has_value());
    db->reset();
    QCOMPARE(error_of(other), std::string("workspace_unusable"));
}

void StoreTest::migrations_run_once_in_order_after_a_backup() {
    const std::string path = temp_path("migrate.parapet");
    auto db = Connection::open(path, Connection::Mode::read_write);
    QVERIFY(migrate(**db, k_first).has_value());
    QVERIFY(!fs::exists(path + ".backup-1"));
    QVERIFY((*db)->exec("UPDATE a SET x = 41").has_value());
    const auto done = migrate(**db, k_later);
    QVERIFY2(done.has_value(), done ? "" : done.error().one_line().c_str());
    QCOMPARE(*(*db)->integer("SELECT x FROM b"), std::int64_t{42});
    QCOMPARE(*schema_number(**db), std::int64_t{200});
    struct stat info {};
    QCOMPARE(::stat((path + ".backup-1").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, mode_t{0600});
    auto backup = Connection::open(path + ".backup-1", Connection::Mode::read_only);
    QVERIFY(backup.has_value());
    QCOMPARE(*(*backup)->integer("SELECT x FROM a"), std::int64_t{41});
    QVERIFY(migrate(**db, k_later).has_value()); // again: nothing to do
    QCOMPARE(*(*db)->integer("SELECT count(*) FROM migration"), std::int64_t{3});
    QVERIFY(!fs::exists(path + ".backup-200"));
}

void StoreTest::a_broken_migration_changes_nothing() {
    const std::string path = temp_path("broken.parapet");
    auto db = Connection::open(path, Connection::Mode::read_write);
    QVERIFY(migrate(**db, k_first).has_value());
    const auto done = migrate(**db, k_broken);
    QVERIFY(!done);
    QVERIFY(done.error().what.find("0002_b.sql") != std::string::npos);
    QCOMPARE(*(*db)->integer("SELECT count(*) FROM sqlite_master WHERE name = 'b'"), std::int64_t{0});
    QCOMPARE(*schema_number(**db), std::int64_t{1});
}

void StoreTest::a_newer_workspace_is_refused() {
    const std::string path = temp_path("newer.parapet");
    { QVERIFY(Workspace::open(path).has_value()); }
    {
        auto db = Connection::open(path, Connection::Mode::read_write);
        QVERIFY((*db)->exec("INSERT INTO migration VALUES(9999, '9999_future.sql')").has_value());
    }
    QCOMPARE(error_of(path), std::string("workspace_newer"));
    QCOMPARE(error_of(path, OpenMode::read_only), std::string("workspace_newer"));
    {
        auto db = Connection::open(path, Connection::Mode::read_write);
        QVERIFY((*db)->exec("DELETE FROM migration WHERE number IN (2, 9999)").has_value());
    }
    QCOMPARE(error_of(path, OpenMode::read_only), std::string("workspace_unusable")); // older: may not be changed
}

void StoreTest::a_read_only_workspace_refuses_writes() {
    const std::string path = temp_path("readonly.parapet");
    { QVERIFY(Workspace::open(path).has_value()); }
    const auto w = Workspace::open(path, OpenMode::read_only);
    QVERIFY(w.has_value());
    QVERIFY((*w)->read_only());
    QCOMPARE((*w)->set_setting("a", "b").error().code, Errc::conflict);
    QCOMPARE(import_report(**w, one_scan("1", "T", "t", 0, {})).error().code, Errc::conflict);
    QVERIFY((*w)->info()->read_only);
    JobContext job;
    QVERIFY(check_workspace(**w, false, job)->clean);
}

// An auditor's stick: neither the file nor its folder can be written.
void StoreTest::a_read_only_folder_can_be_read() {
    if (::geteuid() == 0) QSKIP("root may write everywhere");
    const fs::path folder = temp_path("stick");
    fs::create_directories(folder);
    const std::string path = (folder / "w.parapet").string();
    {
        const auto w = Workspace::open(path);
        QVERIFY((*w)->set_setting("name", "stick").has_value());
    }
    fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
    const auto w = Workspace::open(path, OpenMode::read_only);
    QVERIFY2(w.has_value(), w ? "" : w.error().one_line().c_str());
    QCOMPARE((*w)->info()->name, std::string("stick"));
    QCOMPARE(error_of((folder / "new.parapet").string()), std::string("workspace_unusable"));
    fs::permissions(folder, fs::perms::owner_all);
}

void StoreTest::a_locked_workspace_says_who_holds_it() {
    const std::string path = temp_path("locked.parapet");
    { QVERIFY(Workspace::open(path).has_value()); }
    int pipe_in[2], pipe_out[2];
    QVERIFY(::pipe(pipe_in) == 0 && ::pipe(pipe_out) == 0);
    const pid_t child = ::fork();
    if (child == 0) { // another process that writes
        auto db = Connection::open(path, Connection::Mode::read_write);
        const bool locked = db && (*db)->exec("BEGIN IMMEDIATE").has_value();
        char byte = locked ? 'y' : 'n';
        if (::write(pipe_out[1], &byte, 1) != 1 || ::read(pipe_in[0], &byte, 1) != 1) ::_exit(1);
        ::_exit(0);
    }
    char byte = 0;
    QVERIFY(::read(pipe_out[0], &byte, 1) == 1 && byte == 'y');
    auto db = Connection::open(path, Connection::Mode::read_write);
    QVERIFY(db.has_value());
    (*db)->set_busy(50);
    const auto refused = (*db)->exec("BEGIN IMMEDIATE");
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::workspace_locked);
    QVERIFY2(refused.error().help.find(std::to_string(child)) != std::string::npos, refused.error().one_line().c_str());
    QVERIFY(::write(pipe_in[1], &byte, 1) == 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY((*db)->exec("BEGIN IMMEDIATE").has_value());
}

void StoreTest::a_failed_task_leaves_nothing_and_others_stay() {
    const TestClock clock;
    auto w = new_workspace("tasks", clock);
    const auto put = [](const char* key) {
        return [key](Connection& db) { return db.exec(std::string("INSERT INTO setting VALUES('") + key + "', 'x')"); };
    };
    auto one = w->writer().post(put("one"));
    auto two = w->writer().post([&](Connection& db) -> Result<void> {
        if (auto done = put("two")(db); !done) return done;
        return fail(Errc::conflict, "changed its mind");
    });
    auto three = w->writer().post(put("three"));
    QVERIFY(one.get().has_value());
    QCOMPARE(two.get().error().code, Errc::conflict);
    QVERIFY(three.get().has_value());
    QCOMPARE(rows_of(*w, "SELECT key FROM setting ORDER BY key"), std::string("one\nthree"));
    const std::string revision = rows_of(*w, "SELECT value FROM revision");
    QVERIFY(!w->writer().transact([](Connection&) { return Result<void>(fail(Errc::conflict, "no")); }));
    QCOMPARE(rows_of(*w, "SELECT value FROM revision"), revision);
}

void StoreTest::tasks_that_wait_are_done_before_the_end() {
    const std::string path = temp_path("drain.parapet");
    {
        auto w = Workspace::open(path);
        for (int i = 0; i < 300; ++i)
            (void)(*w)->writer().post([i](Connection& db) {
                return db.exec("INSERT INTO setting VALUES('" + std::to_string(i) + "', 'x')");
            });
    }
    const auto w = Workspace::open(path);
    QCOMPARE(rows_of(**w, "SELECT count(*) FROM setting"), std::string("300"));
}

void StoreTest::a_task_cannot_wait_for_itself() {
    const TestClock clock;
    auto w = new_workspace("self", clock);
    const auto done = w->writer().transact(
        [&](Connection&) { return w->writer().transact([](Connection&) { return Result<void>(); }); });
    QCOMPARE(done.error().code, Errc::internal);
}

void StoreTest::sessions_and_tasks_take_turns() {
    const TestClock clock;
    auto w = new_workspace("turns", clock);
    auto session = w->writer().begin_session();
    QVERIFY(session.has_value());
    auto later = w->writer().post([](Connection& db) { return db.exec("INSERT INTO setting VALUES('task', '')"); });
    for (int i = 0; i < 100; ++i)
        QVERIFY((*session)->post(
            [i](Connection& db) { return db.exec("INSERT INTO setting VALUES('s" + std::to_string(i) + "', '')"); }));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM setting"), std::string("0")); // nothing is seen before its commit
    bool cleaned = false;
    (*session)->at_end([&] { cleaned = true; });
    QVERIFY((*session)->commit(Changed{}).has_value());
    QVERIFY(cleaned);
    QVERIFY(later.get().has_value());
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM setting"), std::string("101"));
    QVERIFY(!(*session)->post([](Connection&) { return Result<void>(); }));
}

void StoreTest::a_failed_session_task_fails_the_session() {
    const TestClock clock;
    auto w = new_workspace("failing", clock);
    auto session = w->writer().begin_session();
    QVERIFY((*session)->run([](Connection& db) { return db.exec("INSERT INTO setting VALUES('a', '')"); }));
    QVERIFY(!(*session)->run([](Connection& db) { return db.exec("INSERT INTO nonsense VALUES(1)"); }));
    QCOMPARE((*session)->commit(Changed{}).error().code, Errc::internal);
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM setting"), std::string("0"));
    QVERIFY(w->set_setting("after", "works").has_value());
}

void StoreTest::a_full_disk_is_told_and_taken_back() {
    const TestClock clock;
    auto w = new_workspace("full", clock);
    const auto limit = [&](const std::string& pages) {
        return w->writer().transact([&](Connection& db) { return db.exec("PRAGMA max_page_count=" + pages); });
    };
    QVERIFY(limit(rows_of(*w, "SELECT page_count + 20 FROM pragma_page_count()")).has_value());
    std::vector<RawFinding> many;
    for (int i = 0; i < 5000; ++i)
        many.push_back(code_finding("rule", "f" + std::to_string(i), 1, "x" + std::to_string(i), Severity::low));
    const auto outcome = import_report(*w, one_scan("1", "T", "t", 0, many));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, Errc::workspace_unusable);
    QVERIFY(outcome.error().what.find("space") != std::string::npos);
    QCOMPARE(rows_of(*w, "SELECT (SELECT count(*) FROM finding) + (SELECT count(*) FROM import)"), std::string("0"));
    QVERIFY(limit("1000000").has_value());
    QCOMPARE(counts_of(import_report(*w, one_scan("1", "T", "t", 0, many))),
             std::string("new 5000 known 0 reopened 0 gone 0 merged 0 checks 0"));
}

void StoreTest::commits_are_told() {
    const TestClock clock;
    auto w = new_workspace("told", clock);
    std::vector<Changed> told;
    const auto subscription = w->on_changed([&](const Changed& c) { told.push_back(c); });
    QVERIFY(w->set_setting("a", "1").has_value());
    (void)import_report(*w, one_scan("1", "T", "t", 0, {}));
    w->off_changed(subscription);
    QVERIFY(w->set_setting("a", "2").has_value());
    QCOMPARE(told.size(), std::size_t{2});
    QVERIFY(told[0].settings && !told[0].findings);
    QVERIFY(told[1].findings && told[1].imports && !told[1].events);
    QCOMPARE(told[1].revision, told[0].revision + 1);
}

void StoreTest::commits_of_others_are_told() {
    const std::string path = temp_path("others.parapet");
    const auto one = Workspace::open(path);
    const auto two = Workspace::open(path);
    std::atomic<std::int64_t> revision{0};
    (void)(*one)->on_changed([&](const Changed& c) { revision = c.findings ? c.revision : -1; });
    QVERIFY((*two)->set_setting("a", "1").has_value());
    QTRY_COMPARE_WITH_TIMEOUT(revision.load(), std::int64_t{1}, 10'000);
}

void StoreTest::readers_stop_when_told() {
    const TestClock clock;
    auto w = new_workspace("stop", clock);
    std::stop_source stop;
    auto reader = w->readers().reader(stop.get_token());
    QVERIFY(reader.has_value());
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request_stop();
    });
    // Would run for a very long time.
    const auto n =
        (*reader)->integer("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT sum(x) FROM c");
    stopper.join();
    QVERIFY(!n);
    QCOMPARE(n.error().code, Errc::cancelled);
}

void StoreTest::settings_are_kept() {
    const TestClock clock;
    auto w = new_workspace("settings", clock);
    QCOMPARE(*w->setting("x"), std::string());
    QVERIFY(w->set_setting("x", "'; DROP TABLE setting; --").has_value());
    QCOMPARE(*w->setting("x"), std::string("'; DROP TABLE setting; --"));
    QVERIFY(w->set_setting("sample", "1").has_value());
    QVERIFY(w->info()->sample);
}

void StoreTest::a_sound_workspace_is_clean() {
    const TestClock clock;
    auto w = new_workspace("sound", clock);
    (void)import_report(*w, one_scan("1", "T", "t", 100,
                                     {vuln_finding("CVE-2024-1001", "a", Severity::high),
                                      vuln_finding("CVE-2024-1002", "b", Severity::low)}));
    (void)import_report(*w, one_scan("2", "T", "t", 200, {vuln_finding("CVE-2024-1002", "b", Severity::high)}));
    JobContext job;
    const auto report = check_workspace(*w, false, job);
    QVERIFY2(report.has_value(), report ? "" : report.error().one_line().c_str());
    QVERIFY2(report->clean, report->problems.empty() ? "" : report->problems.front().c_str());
    QVERIFY(report->checked.size() >= 5);
}

void StoreTest::a_damaged_search_index_is_found_and_repaired() {
    const TestClock clock;
    auto w = new_workspace("damaged", clock);
    (void)import_report(*w, one_scan("1", "T", "t", 100, {vuln_finding("CVE-2024-1001", "a", Severity::high)}));
    QVERIFY(w->writer().transact(
        [](Connection& db) { return db.exec("UPDATE finding SET title = 'changed behind its back', severity = 0"); }));
    JobContext job;
    auto report = check_workspace(*w, false, job);
    QVERIFY(!report->clean);
    QCOMPARE(report->problems.size(), std::size_t{2});
    QVERIFY(report->problems[0].find("severity") != std::string::npos);
    QCOMPARE(report->problems[1].substr(0, 16), std::string("search: 9 words "));
    report = check_workspace(*w, true, job);
    QVERIFY(report->problems.back().find("built anew") != std::string::npos);
    auto reader = w->readers().reader();
    QCOMPARE(search_findings(**reader, "behind", false)->size(), std::size_t{1});
}

void StoreTest::an_older_workspace_gets_a_search_index_with_places() {
    const TestClock clock;
    auto w = new_workspace("older", clock);
    (void)import_report(*w, one_scan("1", "T", "t", 100, {vuln_finding("CVE-2024-1001", "a", Severity::high)}));
    const std::string path = w->path().string();
    w.reset();
    {
        auto db = Connection::open(path, Connection::Mode::read_write);
        QVERIFY((*db)
                    ->exec("DROP TABLE finding_columns; DROP TABLE finding_column; DROP TABLE finding_changed;"
                           "UPDATE search_posting SET rest = x''; DELETE FROM migration WHERE number IN (440, 441)")
                    .has_value());
    }
    QCOMPARE(error_of(path, OpenMode::read_only), std::string("workspace_unusable"));
    auto again = Workspace::open(path, OpenMode::read_write, clock.clock());
    QVERIFY2(again.has_value(), again ? "" : again.error().one_line().c_str());
    auto reader = (*again)->readers().reader();
    QCOMPARE(search_findings(**reader, "CVE-2024-1001", false)->size(), std::size_t{1});
    QCOMPARE(search_findings(**reader, "2024-CVE", false)->size(), std::size_t{0});
    JobContext job;
    QVERIFY(check_workspace(**again, false, job)->clean);
}

QTEST_APPLESS_MAIN(StoreTest)
#include "store_test.moc"
