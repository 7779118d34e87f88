#include "core/base/hash.h"
#include "core/base/input.h"
#include "core/base/text.h"
#include "core/base/xml_text.h"
#include "core/base/time.h"
#include "tests/support/support.h"

using namespace parapet;

class BaseTest : public QObject {
    Q_OBJECT
private slots:
    void reads_times_as_rfc_3339_writes_them_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc"); // empty: no time
        QTest::newRow("Z") << "2026-11-18T14:32:05Z"
                           << "2026-11-18T14:32:05Z";
        QTest::newRow("offset") << "2026-11-18T14:32:05+05:30"
                                << "2026-11-18T09:02:05Z";
        QTest::newRow("short offset") << "2026-11-18 14:32:05-0200"
                                      << "2026-11-18T16:32:05Z";
        QTest::newRow("fraction") << "2026-11-18T14:32:05.120Z"
                                  << "2026-11-18T14:32:05.12Z";
        QTest::newRow("date") << "2026-11-18"
                              << "2026-11-18T00:00:00Z";
        QTest::newRow("leap day") << "2028-02-29T00:00:00Z"
                                  << "2028-02-29T00:00:00Z";
        QTest::newRow("no such day") << "2024-02-30T00:00:00Z"
                                     << "";
        QTest::newRow("no such zone") << "2024-02-03T00:00:00+99:99"
                                      << "";
        QTest::newRow("year 0") << "0000-01-01T00:00:00Z"
                                << "";
        QTest::newRow("year 9999") << "9999-01-01T00:00:00Z"
                                   << "";
        QTest::newRow("month 13") << "2024-13-01"
                                  << "";
        QTest::newRow("words") << "yesterday"
                               << "";
    }
    void reads_times_as_rfc_3339_writes_them() {
        QFETCH(QString, text);
        QFETCH(QString, utc);
        const auto t = parse_rfc3339(text.toStdString());
        QCOMPARE(t ? test::q(format_rfc3339(*t)) : QString(), utc);
    }
    void knows_zones_by_name() {
        const Time t = *parse_rfc3339("2026-07-01T12:00:00Z");
        QCOMPARE(test::q(*format_rfc3339_in(t, "Europe/Berlin")), QStringLiteral("2026-07-01T14:00:00+02:00"));
        QVERIFY(!format_rfc3339_in(t, "Mars/Olympus"));
    }
    void hashes_like_the_standards_say() {
        QCOMPARE(test::q(sha256_hex("abc")),
                 QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        const std::string uuid = uuid_v5("x");
        QCOMPARE(uuid.size(), std::size_t{36});
        QCOMPARE(uuid[14], '5');
        QVERIFY(std::string("89ab").find(uuid[19]) != std::string::npos);
        QCOMPARE(uuid, uuid_v5("x"));
        QVERIFY(uuid != uuid_v5("y"));
    }
    void shows_deceptive_text_as_it_is() {
        QCOMPARE(test::q(visible("a\x1b[31mb")), QStringLiteral("a\\u{1B}[31mb"));
        QCOMPARE(test::q(visible("x\u202Ey")), QStringLiteral("x\\u{202E}y"));
        std::string marks = "e";
        for (int i = 0; i < 10'000; ++i)
            marks += "\u0301";
        QVERIFY(visible(marks).size() < 40);
    }
    void mends_utf8() {
        std::size_t n = 0;
        QCOMPARE(test::q(sanitize_utf8(std::string_view("a\xff\xc0\xaf\0z", 6), &n)),
                 QStringLiteral("a\uFFFD\uFFFD\uFFFD\uFFFDz"));
        QCOMPARE(n, std::size_t{4});
        QVERIFY(!is_valid_utf8("\xed\xa0\x80"));
        QVERIFY(is_valid_utf8("grün €"));
    }
    void keeps_formulas_out_of_csv() {
        QCOMPARE(test::q(csv_cell("=1+1")), QStringLiteral("\"'=1+1\""));
        QCOMPARE(test::q(csv_cell("a,\"b\"")), QStringLiteral("\"a,\"\"b\"\"\""));
        QCOMPARE(test::q(csv_cell("plain")), QStringLiteral("plain"));
        QCOMPARE(test::q(xml_text("<a href=\"x\">&\x01\n")), QStringLiteral("&lt;a href=&quot;x&quot;&gt;&amp; \n"));
    }
    void shows_little_of_a_secret() {
        QVERIFY(mask_secret("short").size() < 6 + 3);
        QCOMPARE(test::q(mask_secret("abcdefghijklmnopqrstuvwx")), QStringLiteral("abcd…wx"));
        QCOMPARE(test::q(mask_secret("")), QStringLiteral("…"));
    }
    void hands_out_whole_lines_whatever_the_chunk_size_data() {
        QTest::addColumn<int>("chunk");
        for (const int n : {1, 7, 64, 4096})
            QTest::addRow("%d", n) << n;
    }
    void hands_out_whole_lines_whatever_the_chunk_size() {
        QFETCH(int, chunk);
        const std::string text = "one\ntwo two two\n\nfour is a rather longer line than the others\nno newline";
        const auto in = memory_input(text, "t");
        LineChunks chunks(*in, static_cast<std::size_t>(chunk));
        std::string all;
        std::uint64_t line = 1;
        for (;;) {
            auto c = chunks.next();
            QVERIFY(c);
            if (!*c) break;
            QCOMPARE((*c)->offset, static_cast<std::uint64_t>(all.size()));
            QCOMPARE((*c)->first_line, line);
            all += (*c)->bytes;
            line += static_cast<std::uint64_t>(std::count((*c)->bytes.begin(), (*c)->bytes.end(), '\n'));
            QVERIFY(all.size() == text.size() || all.back() == '\n');
        }
        QCOMPARE(all, text);
    }
    void refuses_an_endless_line() {
        Limits limits;
        limits.max_line_bytes = 1000;
        const std::string text = "short\n" + std::string(5000, 'x');
        const auto in = memory_input(text, "t");
        LineChunks chunks(*in, 64, limits);
        QVERIFY(chunks.next());
        const auto bad = chunks.next();
        QVERIFY(!bad);
        QCOMPARE(static_cast<int>(bad.error().code), static_cast<int>(Errc::limit));
        QCOMPARE(bad.error().line, std::int64_t{2});
    }
};

QTEST_APPLESS_MAIN(BaseTest)
#include "base_test.moc"
