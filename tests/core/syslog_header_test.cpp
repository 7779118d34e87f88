#include "core/base/time.h"
#include "core/formats/common/syslog_header.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

class SyslogHeaderTest : public QObject {
    Q_OBJECT

    static QString time_of(std::string_view line, const ParseOptions& options) {
        SyslogReader reader(options);
        SyslogLine out;
        return reader.read(line, out) && out.has_time ? q(format_rfc3339(out.time)) : QString("none");
    }

private slots:
    void every_layout_of_a_time_is_read_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("time");
        QTest::addColumn<int>("quality");
        const int no_year = static_cast<int>(TimeQuality::no_year), no_zone = static_cast<int>(TimeQuality::no_zone),
                  full = static_cast<int>(TimeQuality::full);
        QTest::newRow("RFC 3164") << "Nov  3 09:23:38 gate cron[1]: x"
                                  << "2025-11-03T09:23:38Z" << no_year;
        QTest::newRow("day of one digit without padding") << "Feb 7 16:01:07 gate cron[1]: x"
                                                          << "2025-02-07T16:01:07Z" << no_year;
        QTest::newRow("day with a leading zero") << "Feb 07 16:01:07 gate cron[1]: x"
                                                 << "2025-02-07T16:01:07Z" << no_year;
        QTest::newRow("with milliseconds") << "Nov  3 09:23:38.250 gate cron[1]: x"
                                           << "2025-11-03T09:23:38.25Z" << no_year;
        QTest::newRow("year behind the day") << "Oct 27 2015 09:24:46 gate cron[1]: x"
                                             << "2015-10-27T09:24:46Z" << no_zone;
        QTest::newRow("year behind the time") << "Wed Jul 27 18:32:27 2016 [pid 2] x"
                                              << "2016-07-27T18:32:27Z" << no_zone;
        QTest::newRow("zone and year behind the time") << "Wed Apr 14 08:11:01 CEST 2021 - OK"
                                                       << "2021-04-14T08:11:01Z" << no_zone;
        QTest::newRow("French month") << "févr. 19 11:08:37 gate cron[1]: x"
                                      << "2025-02-19T11:08:37Z" << no_year;
        QTest::newRow("French month, cut") << "aoû 19 11:08:37 gate cron[1]: x"
                                           << "2025-08-19T11:08:37Z" << no_year;
        QTest::newRow("German month") << "Mai  2 11:08:37 gate cron[1]: x"
                                      << "2025-05-02T11:08:37Z" << no_year;
        QTest::newRow("ISO with zone") << "2025-11-02T23:59:59+01:00 gate cron[1]: x"
                                       << "2025-11-02T22:59:59Z" << full;
        QTest::newRow("ISO with microseconds and Z") << "2025-11-02T23:59:59.000001Z gate cron[1]: x"
                                                     << "2025-11-02T23:59:59.000001Z" << full;
        QTest::newRow("ISO with a space and four digits of zone") << "2020-03-23 06:47:42.801612-0700  gate cron[1]: x"
                                                                  << "2020-03-23T13:47:42.801612Z" << full;
        QTest::newRow("ISO without zone, comma") << "2013-11-16 21:59:30,121 gate cron[1]: x"
                                                 << "2013-11-16T21:59:30.121Z" << no_zone;
        QTest::newRow("slashes") << "2012/04/09 11:53:29 [error] x"
                                 << "2012-04-09T11:53:29Z" << no_zone;
        QTest::newRow("common log format in brackets") << "[18/Nov/2018:21:34:30 +0100] x"
                                                       << "2018-11-18T20:34:30Z" << full;
        QTest::newRow("day and month word") << "18 Nov 2018 21:34:30 gate cron[1]: x"
                                            << "2018-11-18T21:34:30Z" << no_zone;
        QTest::newRow("digits only") << "20220407-12:11:06 x"
                                     << "2022-04-07T12:11:06Z" << no_zone;
        QTest::newRow("seconds since 1970") << "1696431255 gate cron[1]: x"
                                            << "2023-10-04T14:54:15Z" << full;
        QTest::newRow("seconds with a fraction") << "1696431255.037 gate cron[1]: x"
                                                 << "2023-10-04T14:54:15.037Z" << full;
        QTest::newRow("milliseconds since 1970") << "1696431255037 gate cron[1]: x"
                                                 << "2023-10-04T14:54:15.037Z" << full;
        QTest::newRow("TAI64N") << "@4000000037c219bf2ef02e94 mail: x"
                                << "1999-08-24T04:04:05.7874925Z" << full;
        QTest::newRow("priority before the time") << "<38>Nov  3 09:23:38 gate sshd[1]: x"
                                                  << "2025-11-03T09:23:38Z" << no_year;
        QTest::newRow("RFC 5424") << "<30>1 2023-09-28T12:10:12.5+02:00 gate systemd 15 - - x"
                                  << "2023-09-28T10:10:12.5Z" << full;
        QTest::newRow("leap second") << "Jun 30 23:59:60 gate cron[1]: x"
                                     << "2025-07-01T00:00:00Z" << no_year;
        QTest::newRow("no such day") << "Feb 30 10:00:00 gate cron[1]: x"
                                     << "none" << 0;
        QTest::newRow("no such month") << "Foo 10 10:00:00 gate cron[1]: x"
                                       << "none" << 0;
        QTest::newRow("no such hour") << "Nov 10 24:00:00 gate cron[1]: x"
                                      << "none" << 0;
    }
    void every_layout_of_a_time_is_read() {
        QFETCH(QString, line);
        QFETCH(QString, time);
        QFETCH(int, quality);
        const ParseOptions options = options_at(2025, 11, 20);
        const std::string text = line.toStdString();
        QCOMPARE(time_of(text, options), time);
        if (time == "none") return;
        SyslogReader reader(options);
        SyslogLine out;
        QVERIFY(reader.read(text, out));
        QCOMPARE(static_cast<int>(out.quality), quality);
    }

    void a_head_is_taken_apart_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("program");
        QTest::addColumn<uint>("pid");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* line, const char* host, const char* program, uint pid,
                            const char* message) { QTest::newRow(name) << line << host << program << pid << message; };
        row("usual", "Nov  3 09:23:38 gate sshd[77]: hello there", "gate", "sshd", 77, "hello there");
        row("no pid", "Nov  3 09:23:38 gate kernel: hello", "gate", "kernel", 0, "hello");
        row("no host", "Nov  3 09:23:38 sshd[77]: hello", "", "sshd", 77, "hello");
        row("no host, no pid", "Nov  3 09:23:38 pop3-login: hello", "", "pop3-login", 0, "hello");
        row("program in brackets", "Nov  3 09:23:38 [sshd]: hello", "", "sshd", 0, "hello");
        row("program in brackets without colon", "Nov  3 09:23:38 [sshd] hello", "", "sshd", 0, "hello");
        row("module behind the program", "Nov  3 09:23:38 gate su(pam_unix)[9]: hello", "gate", "su", 9, "hello");
        row("path as program", "Nov  3 09:23:38 gate /usr/sbin/cron[9]: hello", "gate", "/usr/sbin/cron", 9, "hello");
        row("program with a part", "Nov  3 09:23:38 gate postfix/smtpd[9]: hello", "gate", "postfix/smtpd", 9, "hello");
        row("a bracket at the program's end", "Nov  3 09:23:38 gate gdm-password][9]: hello", "gate", "gdm-password", 9,
            "hello");
        row("a bracket, no pid", "Nov  3 09:23:38 gate gdm-password]: hello", "gate", "gdm-password", 0, "hello");
        row("brackets in brackets", "Nov  3 09:23:38 gate sssd[be[example]][9]: hello", "gate", "sssd", 9, "hello");
        row("pid without colon", "Nov  3 09:23:38 gate proftpd[9] gate.example (x): y", "gate", "proftpd", 9,
            "gate.example (x): y");
        row("address as host", "Nov  3 09:23:38 192.0.2.7 sshd[9]: hello", "192.0.2.7", "sshd", 9, "hello");
        row("two spaces before the host", "2020-03-23 06:47:42-0700  gate sshd[9]: hello", "gate", "sshd", 9, "hello");
        row("a level in brackets is no program", "Nov  3 09:23:38 gate [error] hello", "", "", 0, "gate [error] hello");
        row("only host and program", "gate sshd[9]: hello", "gate", "sshd", 9, "hello");
        row("only program", "sshd[9]: hello", "", "sshd", 9, "hello");
        row("RFC 5424", "<30>1 2023-09-28T12:10:12Z gate app 15 ID47 - hello", "gate", "app", 15, "hello");
        row("RFC 5424 with structured data", "<30>1 2023-09-28T12:10:12Z gate app - - [a@1 b=\"]\"][c@1] hello", "gate",
            "app", 0, "hello");
        row("RFC 5424 without priority", "2023-09-28T12:10:12Z gate app 15 - [a@1 b=\"c\"] hello", "gate", "app", 15,
            "hello");
        row("RFC 5424 with nothing known", "<30>1 - - - - - - hello", "", "", 0, "hello");
    }
    void a_head_is_taken_apart() {
        QFETCH(QString, line);
        QFETCH(QString, host);
        QFETCH(QString, program);
        QFETCH(uint, pid);
        QFETCH(QString, message);
        const std::string text = line.toStdString();
        const ParseOptions options = options_at(2025, 11, 20);
        SyslogReader reader(options);
        SyslogLine out;
        QVERIFY(reader.read(text, out));
        QCOMPARE(q(out.host), host);
        QCOMPARE(q(out.program), program);
        QCOMPARE(out.pid, pid);
        QCOMPARE(q(out.message), message);
    }

    void text_without_a_head_is_no_head_data() {
        QTest::addColumn<QString>("line");
        for (const char* line : {"", "hello", "error: something", "Accepted password for alice", "{\"a\":1}",
                                 "<999>hello", "Nov", "Nov  3", "a b[x]: c"})
            QTest::newRow(line) << line;
    }
    void text_without_a_head_is_no_head() {
        QFETCH(QString, line);
        const ParseOptions options = options_at(2025, 11, 20);
        SyslogReader reader(options);
        SyslogLine out;
        const std::string text = line.toStdString();
        QVERIFY(!reader.read(text, out));
        QCOMPARE(q(out.message), line);
    }

    void the_year_comes_from_the_age_of_the_file_data() {
        QTest::addColumn<QString>("stamp");
        QTest::addColumn<int>("year");
        QTest::addColumn<int>("month");
        QTest::addColumn<int>("day");
        QTest::addColumn<QString>("time");
        QTest::newRow("this year") << "Mar  1 10:00:00" << 2025 << 6 << 1 << "2025-03-01T10:00:00Z";
        QTest::newRow("last year") << "Aug  1 10:00:00" << 2025 << 6 << 1 << "2024-08-01T10:00:00Z";
        QTest::newRow("tomorrow is allowed") << "Jun  2 11:00:00" << 2025 << 6 << 1 << "2025-06-02T11:00:00Z";
        QTest::newRow("the day after is last year") << "Jun  3 10:00:00" << 2025 << 6 << 1 << "2024-06-03T10:00:00Z";
        QTest::newRow("New Year's Eve seen in January")
            << "Dec 31 23:59:59" << 2026 << 1 << 1 << "2025-12-31T23:59:59Z";
        QTest::newRow("New Year seen on the eve") << "Jan  1 00:00:01" << 2025 << 12 << 31 << "2026-01-01T00:00:01Z";
        QTest::newRow("a leap day") << "Feb 29 10:00:00" << 2025 << 6 << 1 << "2024-02-29T10:00:00Z";
        QTest::newRow("a leap day this year") << "Feb 29 10:00:00" << 2024 << 2 << 29 << "2024-02-29T10:00:00Z";
    }
    void the_year_comes_from_the_age_of_the_file() {
        QFETCH(QString, stamp);
        QFETCH(int, year);
        QFETCH(int, month);
        QFETCH(int, day);
        QFETCH(QString, time);
        const std::string line = stamp.toStdString() + " gate cron[1]: x";
        QCOMPARE(time_of(line, options_at(year, static_cast<unsigned>(month), static_cast<unsigned>(day))), time);
    }

    void a_log_runs_on_past_new_year() {
        // Copied long after it was written: the last line gives the year, the turn is counted back from there.
        const std::string log =
            "Nov 30 10:00:00 gate cron[1]: a\nDec 31 23:59:59 gate cron[1]: b\n"
            "Jan  1 00:00:00 gate cron[1]: c\nDec 31 23:59:58 gate cron[1]: late\nFeb  1 00:00:00 gate cron[1]: d\n";
        const auto parsed = parse_events("syslog", log, options_at(2025, 12, 31));
        QVERIFY(parsed.stats);
        QStringList times;
        for (const auto& seen : parsed.events)
            times << q(format_rfc3339(seen.event.time)).left(10);
        QCOMPARE(times.join(' '), QString("2024-11-30 2024-12-31 2025-01-01 2024-12-31 2025-02-01"));
    }

    void times_of_a_zone_become_utc_data() {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("log");
        QTest::addColumn<QString>("times");
        QTest::newRow("winter") << "Europe/Berlin"
                                << "Jan 10 12:00:00"
                                << "11:00:00";
        QTest::newRow("summer") << "Europe/Berlin"
                                << "Jul 10 12:00:00"
                                << "10:00:00";
        QTest::newRow("west") << "America/New_York"
                              << "Jan 10 12:00:00"
                              << "17:00:00";
        QTest::newRow("an hour that comes twice") << "America/Los_Angeles"
                                                  << "Nov  3 01:13:04|Nov  3 01:59:14|Nov  3 01:24:56|Nov  3 02:08:19"
                                                  << "08:13:04 08:59:14 09:24:56 10:08:19";
        QTest::newRow("an hour that never was") << "Europe/Berlin"
                                                << "Mar 31 01:59:59|Mar 31 02:30:00|Mar 31 03:00:01"
                                                << "00:59:59 01:30:00 01:00:01";
        QTest::newRow("unknown zone") << "Mars/Olympus"
                                      << "Jan 10 12:00:00"
                                      << "12:00:00";
    }
    void times_of_a_zone_become_utc() {
        QFETCH(QString, zone);
        QFETCH(QString, log);
        QFETCH(QString, times);
        ParseOptions options = options_at(2024, 11, 20);
        options.zone = zone.toStdString();
        std::string text;
        for (const QString& stamp : log.split('|'))
            text += stamp.toStdString() + " gate cron[1]: x\n";
        const auto parsed = parse_events("syslog", text, options);
        QStringList seen;
        for (const auto& e : parsed.events)
            seen << q(format_rfc3339(e.event.time)).mid(11, 8);
        QCOMPARE(seen.join(' '), times);
    }

    void a_usual_line_can_be_written_again() {
        const std::string log =
            "Nov  3 09:23:38 gate sshd[77]: Failed password for root from 192.0.2.7 port 4711 ssh2\n"
            "Nov 13 09:23:38 gate su: + pts/0 alice:root\n"
            "Nov 13 09:23:38 gate kernel: hello\n";
        const auto parsed = parse_events("auth-log", log, options_at(2025, 11, 20));
        std::string again;
        for (const auto& seen : parsed.events)
            again += seen.line + "\n";
        QCOMPARE(q(again), q(log));
    }
    void an_unusual_line_is_not_written_again_data() {
        QTest::addColumn<QString>("line");
        QTest::newRow("leading zero of the day") << "Nov 03 09:23:38 gate sshd[77]: x";
        QTest::newRow("leading zero of the pid") << "Nov  3 09:23:38 gate sshd[077]: x";
        QTest::newRow("priority") << "<38>Nov  3 09:23:38 gate sshd[77]: x";
        QTest::newRow("no host") << "Nov  3 09:23:38 sshd[77]: x";
        QTest::newRow("upper case month") << "NOV  3 09:23:38 gate sshd[77]: x";
        QTest::newRow("two spaces") << "Nov  3 09:23:38 gate  sshd[77]: x";
        QTest::newRow("leap second") << "Jun 30 23:59:60 gate sshd[77]: x";
        QTest::newRow("carriage return") << "Nov  3 09:23:38 gate sshd[77]: x\r";
        QTest::newRow("colours") << "Nov  3 09:23:38 gate sshd[77]: \x1b[1mx\x1b[0m";
    }
    void an_unusual_line_is_not_written_again() {
        QFETCH(QString, line);
        const auto parsed = parse_events("syslog", line.toStdString() + "\n", options_at(2025, 11, 20));
        QCOMPARE(parsed.events.size(), std::size_t{1});
        QCOMPARE(static_cast<int>(parsed.events[0].shape), static_cast<int>(LineShape::unknown));
    }
};

QTEST_APPLESS_MAIN(SyslogHeaderTest)
#include "syslog_header_test.moc"
