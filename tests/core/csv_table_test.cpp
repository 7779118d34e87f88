// CSV as scanners write it.

#include "core/formats/common/csv_table.h"
#include "tests/support/support.h"

#include <QTest>

#include <string>

using namespace parapet;

namespace {

struct Rows {
    std::string error;
    std::int64_t error_line = -1;
    QStringList rows; // "line:cell|cell"
    std::vector<std::vector<std::string>> preamble;
    std::string header;
};

Rows read(std::string_view text, const CsvOptions& options = {}, const Limits& limits = default_limits()) {
    Rows got;
    const auto in = memory_input(text, "a.csv");
    CsvTable table(*in, options, limits);
    if (auto ok = table.open(); !ok) {
        got.error = ok.error().what;
        return got;
    }
    got.preamble = table.preamble();
    for (const std::string& name : table.header().names)
        got.header += (got.header.empty() ? "" : "|") + name;
    for (;;) {
        auto more = table.next();
        if (!more) {
            got.error = more.error().what;
            got.error_line = more.error().line;
            return got;
        }
        if (!*more) return got;
        std::string row = std::to_string(table.line()) + ":";
        for (std::size_t i = 0; i < table.cells(); ++i)
            row += (i == 0 ? "" : "|") + std::string(table.cell(i));
        got.rows << QString::fromStdString(row);
    }
}

} // namespace

class CsvTableTest final : public QObject {
    Q_OBJECT
private slots:
    void rows_are_read_as_they_are_meant_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("rows");
        QTest::newRow("plain") << QByteArray("a,b\n1,2\n3,4\n") << QStringList{"2:1|2", "3:3|4"};
        QTest::newRow("no newline at the end") << QByteArray("a,b\n1,2") << QStringList{"2:1|2"};
        QTest::newRow("only a header") << QByteArray("a,b\n") << QStringList{};
        QTest::newRow("bytes of another encoding") << QByteArray("a,b\n\x92x,\"caf\xe9\"\n3,4\n")
                                                   << QStringList{QString("2:%1x|caf%1").arg(QChar(0xfffd)), "3:3|4"};
        QTest::newRow("windows lines") << QByteArray("a,b\r\n1,2\r\n") << QStringList{"2:1|2"};
        QTest::newRow("old mac lines") << QByteArray("a,b\r1,2\r3,4") << QStringList{"2:1|2", "3:3|4"};
        QTest::newRow("semicolons") << QByteArray("a;b\n1,5;2\n") << QStringList{"2:1,5|2"};
        QTest::newRow("tabs") << QByteArray("a\tb\n1\t2, 3\n") << QStringList{"2:1|2, 3"};
        QTest::newRow("told separator") << QByteArray("sep=;\na;b,c,d\n1;2\n") << QStringList{"3:1|2"};
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF\"a\",b\n1,2\n") << QStringList{"2:1|2"};
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE"
                                              "a\0,\0b\0\n\0"
                                              "1\0,\0"
                                              "2\0\n\0",
                                              18)
                                << QStringList{"2:1|2"};
        QTest::newRow("quotes with a delimiter") << QByteArray("a,b\n\"1,5\",2\n") << QStringList{"2:1,5|2"};
        QTest::newRow("quotes in quotes") << QByteArray("a,b\n\"say \"\"no\"\"\",2\n") << QStringList{"2:say \"no\"|2"};
        QTest::newRow("a line break in quotes")
            << QByteArray("a,b\n\"1\n2\",3\n4,5\n") << QStringList{"2:1\n2|3", "4:4|5"};
        QTest::newRow("spaces before a quote") << QByteArray("a, b\n1, \"2, 3\"\n") << QStringList{"2:1|2, 3"};
        QTest::newRow("a quote within a word") << QByteArray("a,b\n5\" disk,2\n") << QStringList{"2:5\" disk|2"};
        QTest::newRow("text behind a quote") << QByteArray("a,b\n\"1\"x,2\n") << QStringList{"2:1x|2"};
        QTest::newRow("blank lines") << QByteArray("\n\na,b\n\n1,2\n \n3,4\n\n") << QStringList{"5:1|2", "7:3|4"};
        QTest::newRow("empty cells stay") << QByteArray("a,b,c\n,,\n,2,\n") << QStringList{"2:||", "3:|2|"};
        QTest::newRow("the header again") << QByteArray("a,b\n1,2\n a ,b\n3,4\n") << QStringList{"2:1|2", "4:3|4"};
        QTest::newRow("shorter and longer rows") << QByteArray("a,b\n1\n1,2,3\n") << QStringList{"2:1", "3:1|2|3"};
    }
    void rows_are_read_as_they_are_meant() {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, rows);
        const Rows got = read({text.constData(), static_cast<std::size_t>(text.size())});
        QCOMPARE(got.error, std::string());
        QCOMPARE(got.rows, rows);
    }

    void cells_are_found_by_name() {
        const auto in =
            memory_input("Vulnerability ID,CVSS v3.0, severity,Empty,severity\nX-1,9.8,High,,Low\nX-2\n", "a");
        CsvTable table(*in);
        QVERIFY(table.open());
        QVERIFY(*table.next());
        QCOMPARE(table.get("VULNERABILITY_ID"), std::string_view("X-1"));
        QCOMPARE(table.get("cvssV3_0"), std::string_view("9.8"));
        QCOMPARE(table.get({"risk", "Severity"}), std::string_view("High")); // of two the first
        QCOMPARE(table.get({"empty", "severity"}), std::string_view("High"));
        QCOMPARE(table.get("nothing"), std::string_view());
        QCOMPARE(table.column({"nothing"}), CsvTable::k_none);
        QCOMPARE(table.column({"nothing", "empty"}), std::size_t(3));
        QVERIFY(table.has("cvss-v3.0"));
        QVERIFY(*table.next());
        QCOMPARE(table.get("severity"), std::string_view()); // the row is shorter
        QVERIFY(!*table.next());
    }

    void a_header_is_found_behind_a_preamble() {
        const CsvOptions options{.header_has = {"QID", "Severity"}};
        const Rows got =
            read("\"Scan Results\",\"01/02/2026\"\n\nOurs,\"Street 1,\nTown\"\n\"IP\",\"QID\",\"Severity\"\n"
                 "10.0.0.1,7,3\n",
                 options);
        QCOMPARE(got.error, std::string());
        QCOMPARE(got.header, std::string("IP|QID|Severity"));
        QCOMPARE(got.rows, QStringList{"6:10.0.0.1|7|3"});
        QCOMPARE(got.preamble.size(), std::size_t(2));
        QCOMPARE(got.preamble[0][1], std::string("01/02/2026"));
        QVERIFY(!read("a,b\n1,2\n", options).error.empty());
        QVERIFY(!read("", {}).error.empty());
    }

    void what_cannot_be_read_is_told_with_its_line_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("a quote without end") << QByteArray("a,b\n1,2\n3,\"4\n5,6\n") << 3;
        QTest::newRow("too long a row") << QByteArray("a,b\n1,2\n") + QByteArray(3000, 'x') << 3;
        QTest::newRow("too long a cell in quotes") << QByteArray("a,b\n\"") + QByteArray(3000, 'x') << 2;
        QTest::newRow("too many columns") << QByteArray("a,b\n1,2\n1,2,3,4,5,6,7,8,9\n") << 3;
    }
    void what_cannot_be_read_is_told_with_its_line() {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        Limits limits;
        limits.max_string_bytes = 2000;
        limits.max_csv_columns = 8;
        const Rows got = read({text.constData(), static_cast<std::size_t>(text.size())}, {}, limits);
        QVERIFY(!got.error.empty());
        QCOMPARE(got.error_line, std::int64_t(line));
    }

    // Side by side the halves of a letter are a letter; each cell for itself is not.
    void a_letter_that_a_separator_parts_is_repaired_in_both_cells() {
        const Rows got = read("a,b\ncaf\xC3,\xA9 au lait\n");
        QCOMPARE(got.error, std::string());
        QCOMPARE(got.rows, QStringList{QString::fromUtf8("2:caf\xEF\xBF\xBD|\xEF\xBF\xBD au lait")});
    }

    void a_table_without_header_is_read_by_index() {
        const Rows got = read("1|2\n3|4\n", {.no_header = true});
        QCOMPARE(got.rows, (QStringList{"1:1|2", "2:3|4"}));
    }

    void a_long_table_is_read_in_pieces() {
        std::string text = "a,b\n";
        for (int i = 0; i < 50000; ++i)
            text += "\"x\r\ny\"," + std::to_string(i) + "\r\n";
        const Rows got = read(text);
        QCOMPARE(got.error, std::string());
        QCOMPARE(got.rows.size(), 50000);
        QCOMPARE(got.rows.last(), QString("100000:x\r\ny|49999"));
    }

    void a_head_shows_its_header() {
        const Head head = make_head("made by us\nName;Severity;CVE\n1;2;3\n", "x", false);
        const CsvHeader header = csv_header(head, {"severity", "cve"});
        QVERIFY(header.has_all({"Name", "CVE"}));
        QCOMPARE(header.delimiter, ';');
        QCOMPARE(header.line, std::int64_t(2));
        QVERIFY(!csv_header(head, {"severity", "cwe"}));
        QVERIFY(csv_header(head).names.size() == 1);
        QVERIFY(!csv_header(make_head("{\"severity\":1}", "x", false), {"severity"}));
    }
};

QTEST_APPLESS_MAIN(CsvTableTest)
#include "csv_table_test.moc"
