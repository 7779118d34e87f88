// Times as scanners write them for people.

#include "core/formats/common/loose_time.h"

#include <QTest>

using namespace parapet;

class LooseTimeTest final : public QObject {
    Q_OBJECT
private slots:
    void reads_what_can_only_be_meant_one_way_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("time");
        const auto row = [](const char* text, const char* time) { QTest::newRow(text) << text << time; };
        row("2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z");
        row("2026-03-04 05:06:07 UTC", "2026-03-04T05:06:07Z");
        row("2026-03-04 05:06:07 +0100", "2026-03-04T04:06:07Z");
        row("2026-03-04 02:33 PM", "2026-03-04T14:33:00Z");
        row("2026-03-04 12:05 AM", "2026-03-04T00:05:00Z");
        row("27/02/2026, 12:56:09", "2026-02-27T12:56:09Z");
        row("05/25/2026 07:36:58", "2026-05-25T07:36:58Z");
        row("03/03/2026 07:36", "2026-03-03T07:36:00Z");
        row("Mon Nov 16 03:45:06 2026", "2026-11-16T03:45:06Z");
        row("Wed, 05 May 2026 07:57:28 GMT", "2026-05-05T07:57:28Z");
        row("14 May 2026 09:35AM GMT+0200", "2026-05-14T07:35:00Z");
        row("12 Mar 2026 04:42PM GMT-0430", "2026-03-12T21:12:00Z");
        row("Feb 03, 2026 07:00 AM", "2026-02-03T07:00:00Z");
        row("20260211T162340221", "2026-02-11T16:23:40Z");
        row("12 Mar 2026", "2026-03-12T00:00:00Z");
    }
    void reads_what_can_only_be_meant_one_way() {
        QFETCH(QString, text);
        QFETCH(QString, time);
        const auto read = loose_time(text.toStdString());
        QVERIFY(read.has_value());
        QCOMPARE(QString::fromStdString(format_rfc3339(*read)), time);
    }

    void leaves_the_rest_alone_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"", "yesterday", "03/07/2026 10:00", "31 Feb 2026 10:00", "2026-03-04 25:00", "13:00 PM 4 Mar 2026",
              "4 Mar 2026 10:00 MEZ", "4 Mar 26", "1 2 3 4 5 6 7 8", "4 Mar 2026 4 Mar 2026", "2026-03-04 10:00 +99",
              "99991231T995959999", "May May 5 2026", "////////////"})
            QTest::newRow(text) << text;
    }
    void leaves_the_rest_alone() {
        QFETCH(QString, text);
        QVERIFY(!loose_time(text.toStdString()).has_value());
    }
};

QTEST_APPLESS_MAIN(LooseTimeTest)
#include "loose_time_test.moc"
