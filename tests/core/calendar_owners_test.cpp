// Working days, and CODEOWNERS files.
#include "core/analysis/code_owners.h"
#include "core/analysis/deadline.h"
#include "core/analysis/work_calendar.h"
#include "core/base/time.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <bitset>

using namespace parapet;
using parapet::test::q;

namespace {

std::int64_t seconds(const QString& rfc3339) {
    return unix_seconds(*parse_rfc3339(rfc3339.toStdString()));
}

WorkCalendar calendar(const QString& zone, const QStringList& holidays) {
    WorkCalendar out;
    if (!out.set_zone(zone.toStdString())) qFatal("no zone %s", qPrintable(zone));
    for (const QString& day : holidays)
        if (!out.add_holiday(day.toStdString())) qFatal("no holiday %s", qPrintable(day));
    return out;
}

} // namespace

class CalendarOwnersTest : public QObject {
    Q_OBJECT
private slots:
    void working_days_are_counted_data() {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QStringList>("holidays");
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("days");
        QTest::addColumn<QString>("due");
        const QStringList none;
        QTest::newRow("within a week") << "UTC" << none << "2026-11-02T09:00:00Z" << 3 << "2026-11-05T23:59:59Z";
        QTest::newRow("over a weekend") << "UTC" << none << "2026-11-05T09:00:00Z" << 3 << "2026-11-10T23:59:59Z";
        QTest::newRow("seen on a Saturday") << "UTC" << none << "2026-11-07T09:00:00Z" << 1 << "2026-11-09T23:59:59Z";
        QTest::newRow("seen late on a Friday there, Thursday in UTC")
            << "Pacific/Auckland" << none << "2026-11-05T22:00:00Z" << 1 << "2026-11-09T10:59:59Z";
        QTest::newRow("over a holiday") << "UTC" << QStringList{"2026-11-03"} << "2026-11-02T09:00:00Z" << 1
                                        << "2026-11-04T23:59:59Z";
        QTest::newRow("over a week of holidays, whose last day is a Friday")
            << "UTC" << QStringList{"2026-12-24..2027-01-01"} << "2026-12-23T09:00:00Z" << 1 << "2027-01-04T23:59:59Z";
        QTest::newRow("a yearly holiday in another year")
            << "UTC" << QStringList{"12-25"} << "2028-12-22T09:00:00Z" << 1 << "2028-12-26T23:59:59Z";
        QTest::newRow("the leap day is a working day")
            << "UTC" << none << "2028-02-28T09:00:00Z" << 1 << "2028-02-29T23:59:59Z";
        QTest::newRow("the leap day is a holiday of leap years")
            << "UTC" << QStringList{"02-29"} << "2028-02-28T09:00:00Z" << 1 << "2028-03-01T23:59:59Z";
        QTest::newRow("and of no other year")
            << "UTC" << QStringList{"02-29"} << "2027-02-26T09:00:00Z" << 1 << "2027-03-01T23:59:59Z";
        QTest::newRow("in summer time") << "Europe/Berlin" << none << "2026-07-01T22:30:00Z" << 1
                                        << "2026-07-03T21:59:59Z";
        QTest::newRow("into winter time")
            << "Europe/Berlin" << none << "2026-10-23T10:00:00Z" << 1 << "2026-10-26T22:59:59Z";
        QTest::newRow("into summer time")
            << "Europe/Berlin" << none << "2026-03-27T10:00:00Z" << 1 << "2026-03-30T21:59:59Z";
        QTest::newRow("before 1970") << "UTC" << none << "1969-12-26T00:00:00Z" << 2 << "1969-12-30T23:59:59Z";
        QTest::newRow("a year of them") << "UTC" << none << "2026-01-01T00:00:00Z" << 260 << "2026-12-31T23:59:59Z";
    }
    void working_days_are_counted() {
        QFETCH(QString, zone);
        QFETCH(QStringList, holidays);
        QFETCH(QString, from);
        QFETCH(int, days);
        QFETCH(QString, due);
        const WorkCalendar c = calendar(zone, holidays);
        QCOMPARE(q(format_rfc3339(from_unix_seconds(c.working_days_after(seconds(from), days)))), due);
        QCOMPARE(c.working_days_after(seconds(from), days), seconds(due)); // also from what it has kept
    }

    void days_end_on_a_working_day() {
        const WorkCalendar c = calendar("UTC", {"2026-11-09"});
        QCOMPARE(c.days_after(seconds("2026-11-02T09:00:00Z"), 3), seconds("2026-11-05T23:59:59Z"));
        QCOMPARE(c.days_after(seconds("2026-11-02T09:00:00Z"), 5), seconds("2026-11-10T23:59:59Z"));
    }

    void a_midnight_that_is_skipped_ends_the_day_all_the_same() {
        // Clocks in Beirut went from 24:00 on 25 March 2028 to 1:00: the day ends an hour before.
        const WorkCalendar c = calendar("Asia/Beirut", {});
        const std::int64_t day = c.day_of(seconds("2028-03-25T12:00:00Z"));
        QCOMPARE(q(format_rfc3339(from_unix_seconds(c.last_second_of(day)))), QString("2028-03-25T21:59:59Z"));
        QCOMPARE(c.day_of(c.last_second_of(day)), day);
        QCOMPARE(c.day_of(c.last_second_of(day) + 1), day + 1);
    }

    void every_day_ends_in_itself() {
        for (const char* zone : {"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu"}) {
            const WorkCalendar c = calendar(zone, {});
            for (std::int64_t at = seconds("2009-01-01T00:00:00Z"); at < seconds("2019-01-01T00:00:00Z");
                 at += 80'000) {
                const std::int64_t day = c.day_of(at), end = c.last_second_of(day);
                QVERIFY2(end >= at, zone);
                QCOMPARE(c.day_of(end), day);
                QVERIFY2(c.day_of(end + 1) > day, zone);
            }
        }
    }

    void calendars_without_sense_are_refused_data() {
        QTest::addColumn<QString>("holiday");
        for (const char* day : {"", "13-01", "02-30", "2027-02-29", "2026-1-1", "Christmas", "2026-12-31..2026-12-01",
                                "2026-01-01..2029-01-01", "12-24..12-26", "2026-12-24..", "2026-12-24 .. 2026-12-26"})
            QTest::newRow(qPrintable(QString("holiday '%1'").arg(day))) << day;
    }
    void calendars_without_sense_are_refused() {
        QFETCH(QString, holiday);
        WorkCalendar c;
        QVERIFY(!c.add_holiday(holiday.toStdString()));
    }
    void a_zone_must_exist() {
        WorkCalendar c;
        QVERIFY(!c.set_zone("Europe/Atlantis"));
        QVERIFY(!c.set_zone("../../etc/passwd"));
        QVERIFY(c.set_zone("Europe/Paris"));
    }
    void nobody_works() {
        WorkCalendar c;
        QVERIFY(c.has_working_days());
        for (int month = 1; month <= 12; ++month)
            for (int day = 1; day <= 31; ++day)
                (void)c.add_holiday(QString::asprintf("%02d-%02d", month, day).toStdString());
        QVERIFY(!c.has_working_days());
        QCOMPARE(c.working_days_after(0, 5), k_no_deadline);
    }

    void the_last_line_that_matches_counts_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("owners"); // "-": no line matches
        const auto row = [](const char* name, const char* file, const char* path, const char* owners) {
            QTest::newRow(name) << file << path << owners;
        };
        row("everything", "* @all", "a/b/c.txt", "@all");
        row("the last line wins", "* @all\n/a/ @a\n* @late", "a/b", "@late");
        row("later and narrower", "* @all\n*.js @js", "src/x.js", "@js");
        row("an extension at any depth", "*.js @js", "a/b/c.js", "@js");
        row("another extension", "*.js @js", "a/b/c.jsx", "-");
        row("an anchored folder", "/build/logs/ @doc", "build/logs/x/y", "@doc");
        row("an anchored folder elsewhere", "/build/logs/ @doc", "a/build/logs/x", "-");
        row("files right in a folder", "docs/* docs@example.com", "docs/getting-started.md", "docs@example.com");
        row("but not deeper ones", "docs/* docs@example.com", "docs/build-app/trouble.md", "-");
        row("the root's own files", "/* @root", "README", "@root");
        row("not those in folders", "/* @root", "src/README", "-");
        row("a folder at any depth", "apps/ @octocat", "x/apps/y/z", "@octocat");
        row("a folder of that name is no file", "apps/ @octocat", "x/apps", "-");
        row("an anchored folder, without a slash behind", "/docs @d", "docs/a/b", "@d");
        row("an inner slash anchors", "a/b @ab", "x/a/b", "-");
        row("an inner slash anchors, and matches there", "a/b @ab", "a/b/c", "@ab");
        row("two stars before", "**/logs @log", "deeply/nested/logs/today", "@log");
        row("two stars within", "/a/**/z @z", "a/b/c/z", "@z");
        row("two stars within stand for none", "/a/**/z @z", "a/z", "@z");
        row("two stars behind", "/a/** @a", "a/b/c", "@a");
        row("a star stays within a name", "/a/*/c @a", "a/b/b/c", "-");
        row("a question mark is one character", "/file?.c @f", "file1.c", "@f");
        row("a line without owners takes them away", "/apps/ @octocat\n/apps/github", "apps/github/x", "");
        row("several owners", "/a @one @org/two three@example.com", "a", "@one, @org/two, three@example.com");
        row("letters' case matters", "/Docs/ @d", "docs/x", "-");
        row("a comment behind", "*.c @c # and not @d", "x.c", "@c");
        row("a comment alone", "# * @all", "x", "-");
        row("an escaped space", "/my\\ docs/ @d", "my docs/x", "@d");
        row("an escaped star is a star", "/a\\*b @d", "a*b", "@d");
        row("an escaped star is no other", "/a\\*b @d", "axb", "-");
        row("negation is not known: skipped", "* @all\n!x @none", "x", "@all");
        row("ranges are not known: skipped", "* @all\n[a-z].c @none", "x.c", "@all");
        row("no owner: the line is skipped", "* @all\n/a somebody", "a", "@all");
        row("a path from the root", "/a @a", "/a", "@a");
        row("a path from here", "/a @a", "./a", "@a");
        row("line ends of Windows", "* @all\r\n/a @a\r\n", "a", "@a");
        row("a byte order mark", "\xEF\xBB\xBF/a @a", "a", "@a");
        row("a section of GitLab", "* @all\n[Docs]\n/docs @d", "docs/x", "@d");
        row("an optional section with a number", "^[Docs][2]\n/docs @d", "docs/x", "@d");
        row("owners of a section", "[Docs] @writers\n/docs\n/api @api", "docs/x", "@writers");
        row("a line of that section with its own", "[Docs] @writers\n/docs\n/api @api", "api/x", "@api");
    }
    void the_last_line_that_matches_counts() {
        QFETCH(QString, file);
        QFETCH(QString, path);
        QFETCH(QString, owners);
        auto parsed = CodeOwners::parse(file.toStdString());
        QVERIFY(parsed);
        const CodeOwners::Owned* owned = parsed->owner_of(path.toStdString());
        QCOMPARE(owned == nullptr ? QString("-") : q(owned->owners), owners);
    }

    void skipped_lines_are_told() {
        auto parsed = CodeOwners::parse("* @all\n!x @n\n/a somebody\n[open\n");
        QVERIFY(parsed);
        QCOMPARE(parsed->lines(), std::size_t{1});
        QCOMPARE(parsed->skipped().size(), std::size_t{3});
        QCOMPARE(parsed->skipped()[1].line, std::int64_t{3});
        QVERIFY(parsed->skipped()[1].what.find("somebody") != std::string::npos);
    }

    void a_hostile_file_takes_no_time() {
        QVERIFY(!CodeOwners::parse(std::string((3U << 20U) + 1, 'x')));
        std::string stars;
        for (int i = 0; i < 60; ++i)
            stars += "**/*a*a*a*b/";
        std::string file = stars + "x @a\n";
        for (int i = 0; i < 20'000; ++i)
            file += "/src/m" + std::to_string(i) + "/ @team" + std::to_string(i) + "\n";
        file += std::string(100'000, '/') + " @slashes\n" + std::string(200'000, '*') + " @stars\n";
        auto parsed = CodeOwners::parse(file);
        QVERIFY(parsed);
        std::string path = "src/m19999";
        for (int i = 0; i < 50; ++i)
            path += "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        // The long row of stars is the last line that matches.
        for (int i = 0; i < 200; ++i)
            QCOMPARE(q(parsed->owner_of(path)->owners), QString("@stars"));
    }
};

QTEST_APPLESS_MAIN(CalendarOwnersTest)
#include "calendar_owners_test.moc"
