#include "core/base/json.h"
#include "tests/support/support.h"

using namespace parapet;

class JsonTest : public QObject {
    Q_OBJECT
private slots:
    void refuses_what_is_not_json_and_says_where_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("empty") << QByteArray("") << "empty" << 1 << 1;
        QTest::newRow("cut in a string") << QByteArray("{\"a\":\"b") << "no end" << 1 << 6;
        QTest::newRow("cut after a comma") << QByteArray("{\"a\":1,\n") << "ends early" << 2 << 1;
        QTest::newRow("trailing comma") << QByteArray("{\n \"a\": [1, 2,]\n}") << "comma after the last" << 2 << 12;
        QTest::newRow("comment") << QByteArray("{ // x\n}") << "" << 1 << 3;
        QTest::newRow("single quotes") << QByteArray("{'a':1}") << "double quotes" << 1 << 2;
        QTest::newRow("NaN") << QByteArray("[NaN]") << "NaN" << 1 << 2;
        QTest::newRow("hex number") << QByteArray("[0x10]") << "number" << 1 << 3;
        QTest::newRow("two documents") << QByteArray("{} {}") << "more text" << 1 << 4;
        QTest::newRow("NUL between tokens") << QByteArray("{\"a\":\0 1}", 9) << "" << 1 << 6;
        QTest::newRow("raw newline in a string") << QByteArray("[\"a\nb\"]") << "control" << 1 << 4;
    }
    void refuses_what_is_not_json_and_says_where() {
        QFETCH(QByteArray, text);
        QFETCH(QString, what);
        QFETCH(int, line);
        QFETCH(int, column);
        json::Document doc;
        const auto r = doc.parse({text.constData(), static_cast<std::size_t>(text.size())});
        QVERIFY(!r);
        QCOMPARE(static_cast<int>(r.error().code), static_cast<int>(Errc::malformed));
        QVERIFY2(test::q(r.error().what).contains(what), r.error().what.c_str());
        QCOMPARE(static_cast<int>(r.error().line), line);
        QCOMPARE(static_cast<int>(r.error().column), column);
    }
    void caps_depth_without_a_stack() {
        json::Document doc;
        for (const int depth : {600, 10'000, 1'000'000}) {
            const std::string deep(static_cast<std::size_t>(depth), '[');
            const auto r = doc.parse(deep);
            QVERIFY(!r);
            QVERIFY2(r.error().code == Errc::limit || r.error().code == Errc::malformed, r.error().what.c_str());
            QVERIFY(test::q(r.error().what).contains("deeper"));
        }
        QVERIFY(doc.parse(std::string(500, '[') + std::string(500, ']')));
    }
    void mends_what_cannot_be_held() {
        json::Document doc;
        const auto r = doc.parse(R"({"nul":"a\u0000b","lone":"x\ud800y","pair":"\ud83d\ude00","big":1e400,"huge":)" +
                                 std::string(400, '9') + ",\"raw\":\"\xff\"}");
        QVERIFY2(r, r ? "" : r.error().what.c_str());
        QCOMPARE(test::q((*r)["nul"].str()), QStringLiteral("a\uFFFDb"));
        QCOMPARE(test::q((*r)["lone"].str()), QStringLiteral("x\uFFFDy"));
        QCOMPARE(test::q((*r)["pair"].str()), QString::fromUtf8("\xF0\x9F\x98\x80"));
        QVERIFY(!(*r)["big"].number());
        QVERIFY(!(*r)["huge"].integer());
        QCOMPARE(doc.replaced_bytes(), std::size_t{5});
    }
    void the_last_of_duplicate_keys_wins_and_is_counted() {
        json::Document doc;
        const auto r = doc.parse(R"({"severity":"LOW","x":[{"a":1,"a":2}],"severity":"CRITICAL"})");
        QVERIFY(r);
        QCOMPARE(test::q((*r)["severity"].str()), QStringLiteral("CRITICAL"));
        QCOMPARE(doc.duplicate_keys(), std::size_t{2});
    }
    void reads_values_totally() {
        json::Document doc;
        const auto r = doc.parse(R"({"n":42,"s":"9.8","t":true,"z":null,"d":1.5,"a":[1,[2,3],{"k":"v"}]})");
        QVERIFY(r);
        const json::Value v = *r;
        QCOMPARE(v["n"].integer().value_or(0), std::int64_t{42});
        QCOMPARE(v["s"].number().value_or(0), 9.8);
        QCOMPARE(v["t"].boolean().value_or(false), true);
        QVERIFY(!v["z"]);
        QVERIFY(v["z"].exists());
        QVERIFY(!v["missing"]["deeper"].exists());
        QCOMPARE(v["a"].size(), std::size_t{3});
        QCOMPARE(test::q(v["a"].at(2)["k"].str()), QStringLiteral("v"));
        QCOMPARE(test::q(v["a"].raw()), QStringLiteral(R"([1,[2,3],{"k":"v"}])"));
        QCOMPARE(v.any({"missing", "z", "d"}).number().value_or(0), 1.5);
        QStringList keys;
        for (const json::Member m : v.members())
            keys << test::q(m.key);
        QCOMPARE(keys.join(","), QStringLiteral("n,s,t,z,d,a"));
    }
    void writes_what_reads_back_the_same() {
        std::string out;
        json::Writer w(out);
        w.begin_object()
            .field("a", "x\"\\\n\x01")
            .field("n", std::int64_t{-3})
            .key("l")
            .begin_array()
            .value(1.25)
            .null()
            .end_array();
        w.text_or_null("e", "").end_object();
        json::Document doc;
        const auto r = doc.parse(out);
        QVERIFY2(r, out.c_str());
        QCOMPARE(test::q((*r)["a"].str()), QStringLiteral("x\"\\\n\x01"));
        QCOMPARE((*r)["l"].at(0).number().value_or(0), 1.25);
        QVERIFY((*r)["e"].exists() && !(*r)["e"]);
    }
};

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
