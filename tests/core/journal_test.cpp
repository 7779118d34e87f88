// The journal: whoever changes a record, takes one away or edits a finding's history is found out.

#include "core/store/journal.h"
#include "core/store/read_pool.h"
#include "core/store/writer.h"
#include "core/views/findings.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

namespace {

std::shared_ptr<Workspace> with_history(const TestClock& clock) {
    auto w = new_workspace("journal", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::high);
    (void)import_report(*w, one_scan("1", "T", "t", 100, {a, b}));
    (void)import_report(*w, one_scan("2", "T", "t", 200, {b}));
    (void)import_report(*w, one_scan("3", "T", "t", 300, {a, b}));
    views::Decision d;
    d.findings = {FindingId{1}, FindingId{2}};
    d.status = FindingStatus::triaged;
    d.who = "sam";
    (void)views::apply_decision(*w, d);
    return w;
}

std::vector<std::string> breaks_of(const Workspace& w) {
    auto reader = w.readers().reader();
    const auto breaks = verify_journal(**reader);
    return breaks ? *breaks : std::vector<std::string>{breaks.error().one_line()};
}

// What somebody with a database tool would do.
void tamper(Workspace& w, const std::string& sql) {
    const auto done = w.writer().transact([&](Connection& db) {
        return db.exec("DROP TRIGGER journal_is_not_edited; DROP TRIGGER journal_is_not_cut;"
                       "DROP TRIGGER history_is_not_edited; DROP TRIGGER history_is_not_cut;" +
                       sql);
    });
    QVERIFY2(done.has_value(), done ? "" : done.error().one_line().c_str());
}

} // namespace

class JournalTest : public QObject {
    Q_OBJECT
private slots:
    void the_chain_of_real_work_is_whole();
    void records_cannot_be_changed_data();
    void records_cannot_be_changed();
    void tampering_is_found_data();
    void tampering_is_found();
    void a_hash_depends_on_every_field_data();
    void a_hash_depends_on_every_field();
};

void JournalTest::the_chain_of_real_work_is_whole() {
    const TestClock clock;
    auto w = with_history(clock);
    QCOMPARE(rows_of(*w, "SELECT group_concat(kind) FROM journal"), std::string("import,import,import,decision"));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM history"), std::string("4"));
    QVERIFY2(breaks_of(*w).empty(), breaks_of(*w).empty() ? "" : breaks_of(*w).front().c_str());
}

void JournalTest::records_cannot_be_changed_data() {
    QTest::addColumn<std::string>("sql");
    QTest::newRow("change a record") << std::string("UPDATE journal SET who = 'nobody'");
    QTest::newRow("take a record away") << std::string("DELETE FROM journal WHERE id = 2");
    QTest::newRow("change history") << std::string("UPDATE history SET at = at + 1");
    QTest::newRow("take history away") << std::string("DELETE FROM history");
}

void JournalTest::records_cannot_be_changed() {
    QFETCH(std::string, sql);
    const TestClock clock;
    auto w = with_history(clock);
    QVERIFY(!w->writer().transact([&](Connection& db) { return db.exec(sql); }));
    QVERIFY(breaks_of(*w).empty());
}

void JournalTest::tampering_is_found_data() {
    QTest::addColumn<std::string>("sql");
    QTest::addColumn<std::string>("says");
    QTest::newRow("who") << std::string("UPDATE journal SET who = 'nobody' WHERE id = 2")
                         << std::string("record 2 was changed");
    QTest::newRow("when") << std::string("UPDATE journal SET at = at + 1 WHERE id = 3")
                          << std::string("record 3 was changed");
    QTest::newRow("what") << std::string("UPDATE journal SET body = replace(body, 'triaged', 'open') WHERE id = 4")
                          << std::string("record 4 was changed");
    QTest::newRow("gone from the middle")
        << std::string("PRAGMA defer_foreign_keys=1; DELETE FROM history WHERE journal_id = 2;"
                       "DELETE FROM journal WHERE id = 2")
        << std::string("record 2 is missing");
    QTest::newRow("history changed") << std::string("UPDATE history SET status_to = 4 WHERE id = 1")
                                     << std::string("history rows of record 2");
    QTest::newRow("history gone") << std::string("DELETE FROM history WHERE id = 4")
                                  << std::string("history rows of record 4");
    QTest::newRow("history added")
        << std::string(
               "INSERT INTO history(finding_id, at, journal_id, what, status_from, status_to) VALUES(1, 1, 1, 2, 0, 5)")
        << std::string("history rows of record 1");
}

void JournalTest::tampering_is_found() {
    QFETCH(std::string, sql);
    QFETCH(std::string, says);
    const TestClock clock;
    auto w = with_history(clock);
    tamper(*w, sql);
    const auto breaks = breaks_of(*w);
    QVERIFY(!breaks.empty());
    QVERIFY2(breaks.front().find(says) != std::string::npos, breaks.front().c_str());
    JobContext job;
    QVERIFY(!check_workspace(*w, false, job)->clean);
}

void JournalTest::a_hash_depends_on_every_field_data() {
    QTest::addColumn<int>("field");
    for (int i = 0; i < 6; ++i)
        QTest::addRow("field %d", i) << i;
}

void JournalTest::a_hash_depends_on_every_field() {
    QFETCH(int, field);
    const JournalRecord record{5, 1000, "sam", "decision", "{\"a\":1}", {}};
    JournalRecord other = record;
    std::string previous(64, '0');
    const std::string hash = journal_hash(previous, record);
    QCOMPARE(journal_hash(previous, other), hash);
    if (field == 0) other.id = 6;
    if (field == 1) other.at = 1001;
    if (field == 2) other.who = "sa";
    if (field == 3) other.kind = "import";
    if (field == 4) other.body = "{\"a\":2}";
    if (field == 5) previous[0] = '1';
    QVERIFY(journal_hash(previous, other) != hash);
}

QTEST_APPLESS_MAIN(JournalTest)
#include "journal_test.moc"
