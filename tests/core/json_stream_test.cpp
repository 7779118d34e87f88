#include "core/base/json_stream.h"
#include "tests/support/support.h"

#include <QTest>

#include <algorithm>
#include <cstring>

using namespace parapet;

namespace {

// Gives its bytes in pieces of a fixed size, so that every boundary is met.
class Drip final : public Input {
public:
    Drip(std::string bytes, std::size_t piece)
        : bytes_(std::move(bytes))
        , piece_(piece) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        const std::size_t n = std::min({piece_, buffer.size(), bytes_.size() - at_});
        std::memcpy(buffer.data(), bytes_.data() + at_, n);
        at_ += n;
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] const std::string& name() const override { return name_; }

private:
    std::string bytes_;
    std::size_t piece_, at_ = 0;
    std::string name_ = "drip";
};

struct Outcome {
    std::vector<std::string> elements; // pointer=bytes
    std::string skeleton, error;
    std::int64_t line = -1, column = -1, offset = -1;
};

Outcome walk(Input& in, std::vector<json::ArrayPath> arrays, bool small = false,
             const Limits& limits = default_limits()) {
    Outcome o;
    json::Document document;
    const auto failed = [&](const Error& e) {
        o.error = e.what;
        o.line = e.line;
        o.column = e.column;
        o.offset = e.offset;
        return o;
    };
    json::ElementStream stream(in, std::move(arrays), limits);
    if (small) {
        if (auto loaded = stream.load_small(1U << 20); !loaded) return failed(loaded.error());
    }
    json::Element element;
    for (;;) {
        auto more = stream.next(element);
        if (!more) return failed(more.error());
        if (!*more) break;
        auto value = json::parse_element(document, element, limits);
        if (!value) return failed(value.error());
        o.elements.push_back(element.pointer() + "=" + value->raw());
    }
    auto rest = stream.parse_skeleton(document);
    if (!rest) return failed(rest.error());
    o.skeleton = rest->raw();
    return o;
}

Outcome walk(const std::string& text, std::vector<json::ArrayPath> arrays, std::size_t piece = 1U << 20) {
    Drip in(text, piece);
    return walk(in, std::move(arrays));
}

std::string joined(const Outcome& o) {
    std::string all;
    for (const std::string& e : o.elements)
        all += e + "\n";
    return all + o.skeleton + "|" + o.error;
}

} // namespace

class JsonStreamTest final : public QObject {
    Q_OBJECT
private slots:
    void hands_out_elements_and_leaves_the_rest_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expected");
        QTest::newRow("results of runs")
            << "{\"v\":1,\"runs\":[{\"tool\":\"t\",\"results\":[{\"a\":1},{\"b\":[2]}],\"z\":0},{\"results\":[]}]}"
            << "runs/*/results"
            << "/runs/0/results/0={\"a\":1}\n/runs/0/results/1={\"b\":[2]}\n"
               "{\"v\":1,\"runs\":[{\"tool\":\"t\",\"results\":[],\"z\":0},{\"results\":[]}]}|";
        QTest::newRow("the root array") << "[1, \"two\" ,null,[4],{\"f\":5}]"
                                        << ""
                                        << "/0=1\n/1=\"two\"\n/2=null\n/3=[4]\n/4={\"f\":5}\n[]|";
        QTest::newRow("brackets and quotes inside strings")
            << "{\"r\":[{\"a\":\"}]\\\"\\\\\"},{\"b\":\"\\\\\\\\\"},{\"c\":\"[{\"}]}"
            << "r"
            << "/r/0={\"a\":\"}]\\\"\\\\\"}\n/r/1={\"b\":\"\\\\\\\\\"}\n/r/2={\"c\":\"[{\"}\n{\"r\":[]}|";
        QTest::newRow("a named value that is no array stays") << "{\"r\":{\"x\":[1]}}"
                                                              << "r"
                                                              << "{\"r\":{\"x\":[1]}}|";
        QTest::newRow("null in its place stays") << "{\"r\":null}"
                                                 << "r"
                                                 << "{\"r\":null}|";
        QTest::newRow("any key") << "{\"a\":{\"l\":[1]},\"b\":{\"l\":[2]}}"
                                 << "*/l"
                                 << "/a/l/0=1\n/b/l/0=2\n{\"a\":{\"l\":[]},\"b\":{\"l\":[]}}|";
        QTest::newRow("an escaped key") << "{\"\\u0072\":[7]}"
                                        << "r"
                                        << "/r/0=7\n{\"r\":[]}|";
        QTest::newRow("white space everywhere") << " { \"r\" :\n[ 1 ,\t2 ] } \n"
                                                << "r"
                                                << "/r/0=1\n/r/1=2\n{\"r\":[]}|";
    }
    void hands_out_elements_and_leaves_the_rest() {
        QFETCH(QString, text);
        QFETCH(QString, path);
        QFETCH(QString, expected);
        const std::string p = path.toStdString();
        for (const std::size_t piece : {1, 2, 3, 7, 64, 1 << 20}) {
            QCOMPARE(test::q(joined(walk(text.toStdString(), {{p}}, piece))), expected);
        }
        Drip in(text.toStdString(), 5);
        QCOMPARE(test::q(joined(walk(in, {{p}}, true))), expected);
    }

    void long_elements_cross_every_boundary() {
        std::string text = "{\"r\":[";
        std::vector<std::string> wanted;
        for (int i = 0; i < 300; ++i) {
            std::string body(static_cast<std::size_t>(i * 7 % 301), i % 3 == 0 ? '}' : 'x');
            if (i % 5 == 0) body += "\\\\";
            if (i % 7 == 0) body += "\\\"]";
            wanted.push_back("{\"i\":" + std::to_string(i) + ",\"s\":\"" + body + "\",\"a\":[[{}],\"[\"]}");
            text += (i ? ",\n" : "") + wanted.back();
        }
        text += "]}";
        for (const std::size_t piece : {61, 64, 65, 1000}) {
            const Outcome o = walk(text, {{"r"}}, piece);
            QCOMPARE(o.error, std::string());
            QCOMPARE(o.elements.size(), wanted.size());
            for (std::size_t i = 0; i < wanted.size(); ++i)
                QCOMPARE(o.elements[i], "/r/" + std::to_string(i) + "=" + wanted[i]);
        }
    }

    void the_skeleton_so_far_is_json() {
        Drip in("{\"runs\":[{\"tool\":{\"n\":\"x\"},\"results\":[1,2],\"after\":3}]}", 4);
        json::ElementStream stream(in, {{"runs/*/results"}});
        json::Element element;
        auto more = stream.next(element);
        QVERIFY(more && *more);
        QCOMPARE(stream.skeleton(), std::string("{\"runs\":[{\"tool\":{\"n\":\"x\"},\"results\":[]}]}"));
        QVERIFY(!stream.skeleton_complete());
    }

    void a_small_document_shows_its_skeleton_first() {
        const auto in = memory_input("{\"results\":[1],\"tool\":\"late\"}", "x");
        json::ElementStream stream(*in, {{"results"}});
        auto loaded = stream.load_small(1000);
        QVERIFY(loaded && *loaded);
        QCOMPARE(stream.skeleton(), std::string("{\"results\":[],\"tool\":\"late\"}"));
        json::Element element;
        auto more = stream.next(element);
        QVERIFY(more && *more);
        QCOMPARE(std::string(element.bytes), std::string("1"));
        more = stream.next(element);
        QVERIFY(more && !*more);
    }

    void owners_come_whole_and_leave_data() {
        QTest::addColumn<bool>("small");
        QTest::newRow("small") << true;
        QTest::newRow("streamed") << false;
    }
    void owners_come_whole_and_leave() {
        QFETCH(bool, small);
        const std::string text = "{\"v\":1,\"runs\": [\n{\"a\":1,\"results\":[1,2],\"b\":{\"c\":2}} ,{\"n\":0}, 7,\n"
                                 "{\"results\":[3],\"t\":[]}],\"w\":2}";
        for (const std::size_t piece : {1, 6, 1 << 20}) {
            Drip in(text, piece);
            json::ElementStream stream(in, {{"runs/*/results"}}, default_limits(), json::Owners::hand_out);
            json::Document document;
            std::string seen;
            if (small) {
                auto loaded = stream.load_small(1000);
                QVERIFY(loaded && *loaded);
                auto rest = stream.parse_skeleton(document);
                QVERIFY(rest.has_value());
                QCOMPARE(rest->path({"runs"}).size(), std::size_t{4});
            }
            json::Element element;
            for (;;) {
                auto more = stream.next(element);
                QVERIFY2(more.has_value(), more ? "" : more.error().what.c_str());
                if (!*more) break;
                auto owner = stream.parse_owner(document);
                QVERIFY(owner.has_value());
                seen += (element.owner ? "END " : std::string(element.bytes) + " ") + element.pointer() + " " +
                        owner->raw() + "\n";
            }
            QCOMPARE(seen, std::string("1 /runs/0/results/0 {\"a\":1,\"results\":[]}\n"
                                       "2 /runs/0/results/1 {\"a\":1,\"results\":[]}\n"
                                       "END /runs/0 {\"a\":1,\"results\":[],\"b\":{\"c\":2}}\n"
                                       "END /runs/1 {\"n\":0}\n"
                                       "3 /runs/3/results/0 {\"results\":[]}\n"
                                       "END /runs/3 {\"results\":[],\"t\":[]}\n"));
            auto rest = stream.parse_skeleton(document);
            QVERIFY(rest.has_value());
            QCOMPARE((*rest)["w"].integer().value_or(0), std::int64_t{2});
            if (!small) QCOMPARE(rest->raw(), std::string("{\"v\":1,\"runs\":[7],\"w\":2}"));
        }
    }

    void faults_after_a_dropped_owner_have_their_place() {
        Drip in("{\"runs\":[{\"results\":[1],\n\"x\":{}},\n{\"results\":[],\n\"q\":{\"a\":tru}}]}", 3);
        json::ElementStream stream(in, {{"runs/*/results"}}, default_limits(), json::Owners::hand_out);
        json::Document document;
        json::Element element;
        for (int i = 0; i < 3; ++i) {
            auto more = stream.next(element);
            QVERIFY(more && *more);
        }
        auto owner = stream.parse_owner(document);
        QVERIFY(!owner);
        QCOMPARE(owner.error().line, std::int64_t{4});
        QCOMPARE(owner.error().column, std::int64_t{10});
    }

    void a_large_document_is_not_loaded() {
        const std::string text = "{\"results\":[1,2],\"pad\":\"" + std::string(100, 'x') + "\"}";
        Drip in(text, 10);
        json::ElementStream stream(in, {{"results"}});
        auto loaded = stream.load_small(20);
        QVERIFY(loaded && !*loaded);
        json::Element element;
        auto more = stream.next(element);
        QVERIFY(more && *more);
        QCOMPARE(element.index, std::uint64_t{0});
    }

    void faults_have_a_place_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("empty") << ""
                               << "empty" << 1 << 1;
        QTest::newRow("cut in the array") << "{\"r\":[1,\n2"
                                          << "too early" << 2 << 2;
        QTest::newRow("cut in an element") << "{\"r\":[{\"a\":\n\"b"
                                           << "too early" << 2 << 3;
        QTest::newRow("cut in the skeleton") << "{\"q\":{\"a\""
                                             << "too early" << 1 << 10;
        QTest::newRow("two commas") << "{\"r\":[1,\n ,2]}"
                                    << "a value was expected" << 2 << 2;
        QTest::newRow("a trailing comma") << "{\"r\":[1,\n]}"
                                          << "a value was expected" << 2 << 1;
        QTest::newRow("no comma") << "{\"r\":[{}\n{}]}"
                                  << "a comma or ] was expected" << 2 << 1;
        QTest::newRow("a leading comma") << "{\"r\":[,1]}"
                                         << "a value was expected" << 1 << 7;
        QTest::newRow("text after it") << "{\"r\":[]}\nx"
                                       << "follows the end" << 2 << 1;
        QTest::newRow("trailing comma in the skeleton") << "{\"r\":[1],\n}"
                                                        << "a key in quotes" << 2 << 1;
        QTest::newRow("NaN in an element") << "{\"r\":[{},\n {\"a\":NaN}]}"
                                           << "NaN" << 2 << 7;
        QTest::newRow("wrong bracket in an element") << "{\"r\":[\n{\"a\":1]]}"
                                                     << "" << 2 << 7;
        QTest::newRow("NaN in the skeleton after an array") << "{\"r\":[1,\n2],\n\"q\":{\"b\":NaN}}"
                                                            << "NaN" << 3 << 10;
        QTest::newRow("no colon") << "{\"r\" []}"
                                  << "a colon" << 1 << 6;
        QTest::newRow("a key without quotes") << "{r:[]}"
                                              << "a key in quotes" << 1 << 2;
    }
    void faults_have_a_place() {
        QFETCH(QString, text);
        QFETCH(QString, what);
        QFETCH(int, line);
        QFETCH(int, column);
        for (const std::size_t piece : {1, 5, 1 << 20}) {
            const Outcome o = walk(text.toStdString(), {{"r"}}, piece);
            QVERIFY2(!o.error.empty(), "accepted");
            QVERIFY2(test::q(o.error).contains(what), o.error.c_str());
            QCOMPARE(o.line, std::int64_t{line});
            QCOMPARE(o.column, std::int64_t{column});
            QVERIFY(o.offset >= 0);
        }
    }

    void discarded_arrays_are_checked_all_the_same() {
        const Outcome good = walk("{\"p\":[{\"a\":1}],\"r\":[2]}", {{"p", true}, {"r"}});
        QCOMPARE(test::q(joined(good)), QString("/r/0=2\n{\"p\":[],\"r\":[]}|"));
        const Outcome bad = walk("{\"p\":[{\"a\":01}],\"r\":[2]}", {{"p", true}, {"r"}});
        QVERIFY(!bad.error.empty());
    }

    void bounds_hold_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("a deep skeleton") << QByteArray("{\"q\":") + QByteArray(100'000, '[');
        QTest::newRow("a deep closed skeleton")
            << QByteArray("{\"q\":") + QByteArray(5'000, '[') + QByteArray(5'000, ']') + "}";
        QTest::newRow("a deep element") << QByteArray("{\"r\":[") + QByteArray(5'000, '[') + QByteArray(5'000, ']') +
                                               "]}";
        QTest::newRow("a large element") << QByteArray("{\"r\":[\"") + QByteArray(300'000, 'x') + "\"]}";
        QTest::newRow("a long string outside") << QByteArray("{\"q\":{\"s\":\"") + QByteArray(3'000'000, 'x') + "\"}}";
        QTest::newRow("a long key") << QByteArray("{\"") + QByteArray(3'000'000, 'x') + "\":1}";
    }
    void bounds_hold() {
        QFETCH(QByteArray, text);
        Limits limits;
        limits.max_element_bytes = 100'000;
        limits.max_string_bytes = 1'000'000;
        limits.max_field_bytes = 10'000;
        Drip in(text.toStdString(), 4096);
        const Outcome o = walk(in, {{"r"}}, false, limits);
        QVERIFY2(!o.error.empty(), "accepted");
    }

    void utf16_reads_like_utf8() {
        const QString text = "{\"r\":[{\"a\":\"ü→\"}],\"t\":\"é\"}";
        const auto* units = reinterpret_cast<const char*>(text.utf16());
        const Outcome plain = walk(text.toStdString(), {{"r"}});
        for (const bool mark : {false, true}) {
            std::string little(units, static_cast<std::size_t>(text.size()) * 2);
            std::string big = little;
            for (std::size_t i = 0; i + 1 < big.size(); i += 2)
                std::swap(big[i], big[i + 1]);
            if (mark) {
                little.insert(0, "\xFF\xFE", 2);
                big.insert(0, "\xFE\xFF", 2);
            }
            QCOMPARE(joined(walk(little, {{"r"}}, 5)), joined(plain));
            QCOMPARE(joined(walk(big, {{"r"}}, 3)), joined(plain));
        }
        QCOMPARE(joined(walk("\xEF\xBB\xBF" + text.toStdString(), {{"r"}}, 2)), joined(plain));
    }
};

QTEST_APPLESS_MAIN(JsonStreamTest)
#include "json_stream_test.moc"
