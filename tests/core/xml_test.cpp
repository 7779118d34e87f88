#include "core/base/xml.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

namespace {

xml::Options streamed() {
    xml::Options o;
    o.in_place_bytes = 8; // everything is larger than that
    return o;
}

// Names, attributes and texts in document order.
std::string dump(xml::Node node) {
    std::string out = "<" + std::string(node.name()) + ">";
    if (node.has_attr("id")) out += "#" + std::string(node.attr("id"));
    if (!node.child()) out += node.text();
    for (const xml::Node child : node.children())
        out += dump(child);
    return out + "</>";
}

std::string parsed(const std::string& text, const xml::Options& options) {
    xml::Document document;
    auto root = document.parse(text, options);
    return root ? dump(*root) : "error: " + root.error().what;
}

} // namespace

class XmlTest final : public QObject {
    Q_OBJECT
private slots:
    void reads_the_same_in_place_and_streamed_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << QByteArray("<a id='1'><b>x</b><c/></a>") << "<a>#1<b>x</><c></></>";
        QTest::newRow("prefixes") << QByteArray("<n:a xmlns:n='urn:n' n:id='1'><n:b>x</n:b></n:a>")
                                  << "<a>#1<b>x</></>";
        QTest::newRow("character references and the five entities")
            << QByteArray("<a><b>&lt;&#65;&#x42;&amp;&quot;&apos;&gt;</b></a>") << "<a><b><AB&\"'></></>";
        QTest::newRow("CDATA") << QByteArray("<a><b><![CDATA[<x>&amp;]]></b></a>") << "<a><b><x>&amp;</></>";
        QTest::newRow("a named DTD, never fetched")
            << QByteArray("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a><b>x</b></a>") << "<a><b>x</></>";
        QTest::newRow("element declarations")
            << QByteArray("<!DOCTYPE a [ <!ELEMENT a (b)> ]><a><b>x</b></a>") << "<a><b>x</></>";
        QTest::newRow("windows-1252") << QByteArray("<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\x80\xFC</a>")
                                      << QString::fromUtf8("<a>€ü</>");
        QTest::newRow("ISO-8859-1") << QByteArray("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>")
                                    << QString::fromUtf8("<a>é</>");
        QTest::newRow("UTF-8 with mark") << QByteArray("\xEF\xBB\xBF<a>\xC3\xA9</a>") << QString::fromUtf8("<a>é</>");
        QTest::newRow("invalid UTF-8 is replaced")
            << QByteArray("<a>x\xFFy\xC0\xAFz</a>") << QString::fromUtf8("<a>x\uFFFDy\uFFFD\uFFFDz</>");
        QTest::newRow("NUL is replaced") << QByteArray("<a>x\0y</a>", 10) << QString::fromUtf8("<a>x\uFFFDy</>");
        QTest::newRow("ASCII says UTF-16 and is not")
            << QByteArray("<?xml version='1.0' encoding='UTF-16'?><a>x</a>") << "<a>x</>";
    }
    void reads_the_same_in_place_and_streamed() {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        QCOMPARE(test::q(parsed(text.toStdString(), {})), expected);
        QCOMPARE(test::q(parsed(text.toStdString(), streamed())), expected);
    }

    void utf16_reads_like_utf8() {
        const QString text = QString::fromUtf8("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a id=\"ü\"><b>→</b></a>");
        const auto* units = reinterpret_cast<const char*>(text.utf16());
        for (const bool mark : {false, true}) {
            std::string little(units, static_cast<std::size_t>(text.size()) * 2);
            std::string big = little;
            for (std::size_t i = 0; i + 1 < big.size(); i += 2)
                std::swap(big[i], big[i + 1]);
            if (mark) {
                little.insert(0, "\xFF\xFE", 2);
                big.insert(0, "\xFE\xFF", 2);
            }
            for (const std::string& bytes : {little, big}) {
                QCOMPARE(test::q(parsed(bytes, {})), QString::fromUtf8("<a>#ü<b>→</></>"));
                QCOMPARE(test::q(parsed(bytes, streamed())), QString::fromUtf8("<a>#ü<b>→</></>"));
            }
        }
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("what");
        const QString dtd = "document type definitions are not accepted";
        QTest::newRow("billion laughs") << QByteArray(
                                               "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>")
                                        << dtd;
        QTest::newRow("external entity") << QByteArray(
                                                "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><l>&x;</l>")
                                         << dtd;
        QTest::newRow("parameter entity")
            << QByteArray("<!DOCTYPE l [<!ENTITY % p SYSTEM \"http://127.0.0.1/p\"> %p;]><l>x</l>") << dtd;
        QTest::newRow("unknown encoding")
            << QByteArray("<?xml version='1.0' encoding='EBCDIC-77'?><l>x</l>") << "EBCDIC-77";
        QTest::newRow("cut off") << QByteArray("<a><b>xxxxxxxx") << "cannot be read";
        QTest::newRow("wrong end tag") << QByteArray("<a><b></a></b>") << "cannot be read";
        QTest::newRow("nothing but space") << QByteArray("   \n      ") << "";
        QTest::newRow("deep") << QByteArray("<a>").repeated(2000) + QByteArray("</a>").repeated(2000)
                              << "nested deeper";
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QString, what);
        for (const std::string& said : {parsed(text.toStdString(), {}), parsed(text.toStdString(), streamed())}) {
            QVERIFY2(said.find("error: ") == 0, said.c_str());
            QVERIFY2(test::q(said).contains(what), said.c_str());
        }
    }

    void errors_name_the_line() {
        xml::Document document;
        auto root = document.parse(std::string("<a>\n <b>\n </c>\n</a>"));
        QVERIFY(!root);
        QCOMPARE(root.error().line, std::int64_t{3});
        root = document.parse(std::string("<a>\n <b>\n </c>\n</a>"), streamed());
        QVERIFY(!root);
        QCOMPARE(root.error().line, std::int64_t{3});
    }

    void records_come_one_by_one_data() {
        QTest::addColumn<bool>("whole");
        QTest::newRow("in place") << true;
        QTest::newRow("streamed") << false;
    }
    void records_come_one_by_one() {
        QFETCH(bool, whole);
        const std::string text =
            "<r>\n<host id='h1'>\n<item><v>1</v></item><drop><v>x</v></drop>\n<item><item/></item></host>"
            "<host id='h2'><os>L</os><item><v>3</v></item></host><end>e</end></r>";
        const auto in = memory_input(text, "t.xml");
        xml::Document document;
        std::string seen;
        xml::Options options = whole ? xml::Options{} : streamed();
        options.discard = {"drop"};
        auto ok = document.stream(
            *in, {"item"},
            [&](const xml::Record& r) -> Result<void> {
                seen += std::string(r.node.parent().attr("id")) + std::string(r.node.parent().child_text("os")) + ":" +
                        std::string(r.node.child_text("v")) + "@" + std::to_string(r.line) + " ";
                return {};
            },
            options);
        QVERIFY(ok.has_value());
        QCOMPARE(seen, std::string("h1:1@3 h1:@4 h2L:3@4 "));
        QCOMPARE(document.whole(), whole);
        QCOMPARE(document.root().child_text("end"), std::string_view("e"));
    }

    void a_record_may_stop_the_reading() {
        for (const xml::Options& options : {xml::Options{}, streamed()}) {
            const auto in = memory_input("<r><i/><i/><i/></r>", "t.xml");
            xml::Document document;
            int calls = 0;
            auto ok = document.stream(
                *in, {"i"},
                [&](const xml::Record&) -> Result<void> {
                    return ++calls == 2 ? Result<void>(fail(Errc::cancelled, "stopped")) : Result<void>{};
                },
                options);
            QVERIFY(!ok);
            QCOMPARE(calls, 2);
        }
    }

    void places_are_those_of_the_file() {
        xml::Document document;
        auto root = document.parse(std::string("<a>\n  <b>&#65;</b>\n  <c/></a>"));
        QVERIFY(root.has_value());
        QCOMPARE(document.line_of(root->child("c")), std::int64_t{3});
        QCOMPARE(document.offset_of(root->child("c")), std::int64_t{21});
    }

    void finds_and_joins_text() {
        xml::Document document;
        auto root =
            document.parse(std::string("<a xmlns='urn:a' xmlns:h='urn:h'><d><h:p>one "
                                       "<h:b>two</h:b></h:p><h:p>three</h:p>four</d><e><f><g>5</g></f></e></a>"));
        QVERIFY(root.has_value());
        QCOMPARE(root->child("d").all_text(), std::string("one two\nthree\nfour"));
        QCOMPARE(root->find("g").text(), std::string_view("5"));
        QCOMPARE(root->path({"e", "f", "g"}).text(), std::string_view("5"));
        QCOMPARE(root->find("p").ns(), std::string_view("urn:h"));
        QCOMPARE(root->find("g").ns(), std::string_view("urn:a"));
        int n = 0;
        for (const xml::Node p : root->descendants("p"))
            n += p ? 1 : 0;
        QCOMPARE(n, 2);
        QVERIFY(!root->child("none").child("none").find("x"));
        QCOMPARE(root->child("none").text(), std::string_view());
    }
};

QTEST_APPLESS_MAIN(XmlTest)
#include "xml_test.moc"
