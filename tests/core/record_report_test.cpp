// What reports of records share: how they may be strung together, text for people, and names of frameworks.

#include "core/formats/common/framework_ids.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

namespace {

struct Read {
    ParseStats stats;
    JsonRecords records;
    Result<void> ok;
};

void read(Read& out, const std::string& text) {
    const auto in = memory_input(text, "report");
    out.ok = out.records.read(*in, {"items", "page/items"}, out.stats, default_limits());
}

} // namespace

class RecordReportTest final : public QObject {
    Q_OBJECT
private slots:
    void records_are_found_in_any_string_of_documents_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("records");
        QTest::addColumn<bool>("single");
        QTest::addColumn<bool>("cut");
        QTest::addColumn<QString>("path"); // of the last one
        const auto row = [](const char* name, const char* text, int records, bool single, bool cut, const char* path) {
            QTest::newRow(name) << QByteArray(text) << records << single << cut << QString(path);
        };
        row("a list in a document", R"({"items":[{"a":1},{"a":2}]})", 2, false, false, "/items/1");
        row("an empty list in a document", R"({"items":[]})", 0, false, false, "");
        row("a list deeper down", R"({"page":{"items":[{"a":1}]}})", 1, false, false, "/page/items/0");
        row("a bare list", R"([{"a":1},{"a":2}])", 2, false, false, "/1");
        row("a bare list of documents with lists", R"([{"items":[{"a":1}]},{"items":[{"a":2}]}])", 2, false, false,
            "/1/items/0");
        row("one record", R"({"a":1})", 1, true, false, "/");
        row("a record a line", "{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}\n", 3, false, false, "line 4");
        row("documents one behind the other", "{\n\"a\":1\n}\n{\"items\":[{\"a\":2}]}", 2, false, false,
            "line 4: /items/0");
        row("a line that is no JSON", "{\"a\":1}\n{\"a\":}\n{\"a\":3}\n", 2, false, true, "line 3");
        row("a last line without an end", "{\"a\":1}\n{\"a\":2}\n{\"a\":", 2, false, true, "line 2");
    }
    void records_are_found_in_any_string_of_documents() {
        QFETCH(QByteArray, text);
        QFETCH(int, records);
        QFETCH(bool, single);
        QFETCH(bool, cut);
        QFETCH(QString, path);
        Read got;
        read(got, text.toStdString());
        QVERIFY2(got.ok.has_value(), got.ok ? "" : got.ok.error().one_line().c_str());
        QCOMPARE(static_cast<int>(got.records.records().size()), records);
        QCOMPARE(got.records.single(), single);
        QCOMPARE(got.records.cut(), cut);
        QCOMPARE(got.stats.warning_count > 0, cut);
        if (records > 0) QCOMPARE(test::q(got.records.records().back().path), path);
    }

    void what_is_no_json_is_refused_with_a_line_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("words") << QByteArray("no records");
        QTest::newRow("a cut document") << QByteArray("{\"items\":[{\"a\":1},");
        QTest::newRow("a broken document") << QByteArray("{\n\"items\":[}\n}");
        QTest::newRow("words behind a document") << QByteArray("{\"a\":1} and so on");
    }
    void what_is_no_json_is_refused_with_a_line() {
        QFETCH(QByteArray, text);
        Read got;
        read(got, text.toStdString());
        QVERIFY(!got.ok.has_value());
        QCOMPARE(got.ok.error().code, Errc::malformed);
    }

    void a_damaged_record_is_counted_and_skipped() {
        Read got;
        read(got, "{\"a\":1}\n{\"a\":}\n");
        QVERIFY(got.ok.has_value());
        QCOMPARE(got.stats.records, std::uint64_t{1});
        QCOMPARE(got.stats.skipped, std::uint64_t{1});
        QCOMPARE(got.stats.warnings.at(0).line, std::int64_t{2});
    }

    void text_is_read_whatever_its_line_ends_and_colours() {
        const auto in = memory_input("one\r\n\x1b[31mtwo\x1b[0m\nthr\xff"
                                     "ee",
                                     "report");
        TextReport text;
        ParseStats stats;
        QVERIFY(text.read(*in, stats, default_limits()).has_value());
        QVERIFY(text.lines().size() >= 3);
        QCOMPARE(test::q(text.lines()[0]), QString("one"));
        QCOMPARE(test::q(text.lines()[1]), QString("two"));
        QCOMPARE(test::q(text.lines()[2]), QString("thr\uFFFDee"));
        QCOMPARE(stats.warning_count, std::uint64_t{1});
    }

    void times_of_ctime_are_read_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("time");
        QTest::newRow("as C writes it") << "Sun Jul 13 20:21:29 2014"
                                        << "2014-07-13T20:21:29Z";
        QTest::newRow("with a zone") << "Fri Jul  3 05:10:41 UTC 2026"
                                     << "2026-07-03T05:10:41Z";
        QTest::newRow("no such day") << "Sun Jul 32 20:21:29 2014"
                                     << "";
        QTest::newRow("no such month") << "Sun Jux 13 20:21:29 2014"
                                       << "";
        QTest::newRow("words") << "not a time at all"
                               << "";
    }
    void times_of_ctime_are_read() {
        QFETCH(QString, text);
        QFETCH(QString, time);
        const auto got = time_of_ctime(text.toStdString());
        QCOMPARE(got ? test::q(format_rfc3339(*got)) : QString(), time);
    }

    void controls_are_written_as_their_framework_does_data() {
        QTest::addColumn<QString>("framework");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("control");
        const auto row = [](const char* framework, const char* id, const char* control) {
            QTest::newRow(qPrintable(QString("%1 %2").arg(framework, id))) << framework << id << control;
        };
        row("NIST-800-53-Revision-5", "sc_7_12", "nist:SC-7(12)");
        row("FedRAMP-Low-Revision-4", "ac-17", "nist:AC-17");
        row("nist", "AC-3", "nist:AC-3");
        row("NIST-800-171-Revision-2", "3_13_1", "sp800-171:3_13_1");
        row("NIST-CSF-1.1", "ac_5", "csf:ac_5");
        row("CIS-1.4", "1.20", "cis:1.20");
        row("PCI-3.2.1", "2.1", "pci-3.2.1:2.1");
        row("iso", "A.9.4.2", "iso27001-2013:A.9.4.2");
        row("KISA-ISMS-P-2023", "2.5.6", "kisa-isms-p-2023:2.5.6");
    }
    void controls_are_written_as_their_framework_does() {
        QFETCH(QString, framework);
        QFETCH(QString, id);
        QFETCH(QString, control);
        RawFinding finding;
        fields::add_framework_control(finding, framework.toStdString(), id.toStdString());
        QCOMPARE(finding.controls.size(), std::size_t{1});
        QCOMPARE(test::q(finding.controls.front()), control);
    }
};

QTEST_APPLESS_MAIN(RecordReportTest)
#include "record_report_test.moc"
