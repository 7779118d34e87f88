#include "core/formats/events/auditd/audit_record.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

class AuditdTest : public QObject {
    Q_OBJECT

    static ParsedEvents many() {
        return parse_events("auditd", read_file(data_path("auditd/many.log")), options_at(2025, 11, 20));
    }

private slots:
    void records_become_events_data() {
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("object");
        const auto row = [](int line, const char* rule, const char* kind, const char* outcome, const char* user,
                            const char* target, const char* object) {
            QTest::newRow(qPrintable(QString("line %1: %2").arg(line).arg(rule)))
                << line << rule << kind << outcome << user << target << object;
        };
        row(1, "audit.daemon_started", "availability", "success", "0", "", "start");
        row(2, "audit.user_auth", "login", "failure", "root", "", "PAM:authentication");
        row(3, "audit.user_login", "ssh", "unknown", "", "", "login"); // the attempts have records of their own
        row(4, "audit.user_login", "login", "success", "alice", "", "login");
        row(5, "audit.command", "privilege_escalation", "success", "1001", "", "/usr/bin/id -u");
        row(6, "audit.run_as_root", "privilege_escalation", "success", "1001", "root", "/usr/bin/passwd alice");
        row(7, "audit.connect", "outbound_connection", "success", "1001", "", "");
        row(13, "audit.permissions", "file_change", "failure", "1001", "", "/etc/shadow");
        row(15, "audit.user_added", "new_user", "success", "1001", "bob", "add-user");
        row(16, "audit.password", "password_reset", "failure", "1001", "alice", "PAM:chauthtok");
        row(17, "audit.firewall_changed", "firewall_change", "success", "0", "", "filter");
        row(19, "audit.rules_changed", "infrastructure_change", "success", "1001", "", "set");
        row(20, "audit.service_started", "other", "success", "0", "", "nginx");
    }
    void records_become_events() {
        QFETCH(int, line);
        const auto parsed = many();
        const auto it = std::find_if(parsed.events.begin(), parsed.events.end(),
                                     [&](const SeenEvent& e) { return static_cast<int>(e.event.line) == line; });
        QVERIFY(it != parsed.events.end());
        const Event& e = it->event;
        QTEST(q(e.rule), "rule");
        QTEST(q(name_of(e.kind)), "kind");
        QTEST(q(name_of(e.outcome)), "outcome");
        QTEST(q(e.user), "user");
        QTEST(q(e.target_user), "target");
        QTEST(q(e.object), "object");
    }

    void records_of_one_stamp_are_one_event() {
        const auto parsed = many();
        QVERIFY(parsed.stats);
        QCOMPARE(parsed.stats->records, std::uint64_t{20});
        QCOMPARE(parsed.stats->skipped, std::uint64_t{0});
        QCOMPARE(parsed.events.size(), std::size_t{13});
    }
    void addresses_and_times_are_read() {
        const auto parsed = many();
        for (const SeenEvent& seen : parsed.events) {
            if (seen.event.line == 4) QCOMPARE(q(seen.event.source_ip), QString("192.0.2.7"));
            if (seen.event.line == 7) {
                QCOMPARE(q(seen.event.destination_ip), QString("192.0.2.7"));
                QCOMPARE(static_cast<int>(seen.event.destination_port), 443);
            }
            if (seen.event.line == 2) QCOMPARE(q(format_rfc3339(seen.event.time)), QString("2025-11-03T09:00:00.1Z"));
            if (seen.event.line == 19)
                QCOMPARE(static_cast<int>(seen.event.severity), static_cast<int>(Severity::high));
        }
    }

    void heads_are_read_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("type");
        QTest::newRow("plain") << "type=LOGIN msg=audit(1762160400.100:10): pid=1"
                               << "LOGIN";
        QTest::newRow("with its host") << "node=gate type=LOGIN msg=audit(1762160400.100:10): pid=1"
                                       << "LOGIN";
        QTest::newRow("through syslog")
            << "Nov  3 09:00:00 gate audispd: type=LOGIN msg=audit(1762160400.100:10): pid=1"
            << "LOGIN";
        QTest::newRow("of the kernel ring")
            << "[    7.1] audit: type=1400 audit(1762160400.100:10): apparmor=\"DENIED\""
            << "AVC";
        QTest::newRow("no time") << "type=LOGIN msg=audit(x:10): pid=1"
                                 << "";
        QTest::newRow("no serial") << "type=LOGIN msg=audit(1762160400.100): pid=1"
                                   << "";
        QTest::newRow("year 5138") << "type=LOGIN msg=audit(99999999999.100:1): pid=1"
                                   << "";
        QTest::newRow("other text") << "my type=LOGIN is mine"
                                    << "";
    }
    void heads_are_read() {
        QFETCH(QString, line);
        QFETCH(QString, type);
        audit_log::Record record;
        const std::string text = line.toStdString();
        const bool read = audit_log::read_record(text, record);
        QCOMPARE(read, !type.isEmpty());
        if (read) QCOMPARE(q(record.type), type);
    }

    void fields_are_read_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("number") << "pid=77 uid=0"
                                << "uid="
                                << "0";
        QTest::newRow("not the end of another name") << "auid=7 uid=0"
                                                     << "uid="
                                                     << "0";
        QTest::newRow("quoted") << "acct=\"al ice\" exe=x"
                                << "acct="
                                << "al ice";
        QTest::newRow("hex") << "acct=616C696365 exe=x"
                             << "acct="
                             << "alice";
        QTest::newRow("quoted hex stays") << "acct=\"616C\" exe=x"
                                          << "acct="
                                          << "616C";
        QTest::newRow("within msg") << "pid=1 msg='op=login res=failed'"
                                    << "res="
                                    << "failed";
        QTest::newRow("unknown") << "addr=? res=1"
                                 << "addr="
                                 << "";
        QTest::newRow("null") << "key=(null) res=1"
                              << "key="
                              << "";
        QTest::newRow("absent") << "res=1"
                                << "key="
                                << "";
    }
    void fields_are_read() {
        QFETCH(QString, text);
        QFETCH(QString, name);
        QFETCH(QString, value);
        const std::string bytes = text.toStdString(), key = name.toStdString();
        QCOMPARE(q(audit_log::text_field(bytes, key)), value);
    }

    void fixtures_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("records");
        QTest::addColumn<int>("events");
        QTest::addColumn<int>("skipped");
        QTest::newRow("none") << "none" << 0 << 0 << 0;
        QTest::newRow("one") << "one" << 1 << 1 << 0;
        QTest::newRow("broken") << "broken" << 4 << 2 << 2;
    }
    void fixtures() {
        QFETCH(QString, file);
        QFETCH(int, records);
        QFETCH(int, events);
        QFETCH(int, skipped);
        const auto parsed = parse_events("auditd", read_file(data_path("auditd/" + file.toStdString() + ".log")),
                                         options_at(2025, 11, 20));
        QVERIFY(parsed.stats);
        QCOMPARE(static_cast<int>(parsed.stats->records), records);
        QCOMPARE(static_cast<int>(parsed.events.size()), events);
        QCOMPARE(static_cast<int>(parsed.stats->skipped), skipped);
    }
};

QTEST_APPLESS_MAIN(AuditdTest)
#include "auditd_test.moc"
