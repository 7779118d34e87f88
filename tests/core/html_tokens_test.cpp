// The tags and texts of a page, also of a broken one.

#include "core/formats/common/html_tokens.h"

#include <QTest>

#include <string>

using namespace parapet;

namespace {

std::string shown(std::string_view html) {
    std::string out;
    HtmlTokens tokens(html);
    HtmlToken token;
    while (tokens.next(token)) {
        if (!out.empty()) out += ' ';
        switch (token.kind) {
        case HtmlToken::Kind::open:
            out += "<" + token.name;
            break;
        case HtmlToken::Kind::close:
            out += ">" + token.name;
            break;
        case HtmlToken::Kind::text:
            out += "'" + std::string(token.body) + "'";
            break;
        }
    }
    return out;
}

} // namespace

class HtmlTokensTest final : public QObject {
    Q_OBJECT
private slots:
    void parts_pages_data() {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("tokens");
        QTest::newRow("tags and texts") << "<P>one<br/>two</P>"
                                        << "<p 'one' <br 'two' >p";
        QTest::newRow("a bracket in quotes") << "<a href=\"x>y\">z</a>"
                                             << "<a 'z' >a";
        QTest::newRow("comments are passed over") << "a<!-- <b> -->c"
                                                  << "'a' 'c'";
        QTest::newRow("a comment without end") << "a<!-- b"
                                               << "'a'";
        QTest::newRow("declarations are passed over") << "<!DOCTYPE html><?php x ?><i>"
                                                      << "<i";
        QTest::newRow("scripts are passed over") << "<script>a < b</script>c"
                                                 << ">script 'c'";
        QTest::newRow("a script without end") << "<style>p { }"
                                              << "";
        QTest::newRow("a cut tag") << "a<bc href"
                                   << "'a'";
        QTest::newRow("a bracket alone") << "<"
                                         << "";
        QTest::newRow("empty tags") << "<></>"
                                    << ">";
    }
    void parts_pages() {
        QFETCH(QString, html);
        QFETCH(QString, tokens);
        QCOMPARE(QString::fromStdString(shown(html.toStdString())), tokens);
    }

    void reads_attributes() {
        const std::string html = "<td CLASS='issue-path  link' title=\"a &amp; b\" data-x=1 checked>";
        HtmlTokens tokens(html);
        HtmlToken token;
        QVERIFY(tokens.next(token));
        QVERIFY(token.opens("td"));
        QVERIFY(token.has_class("issue-path"));
        QVERIFY(token.has_class("link"));
        QVERIFY(!token.has_class("issue"));
        QCOMPARE(token.attribute("title"), std::string("a & b"));
        QCOMPARE(token.attribute("data-x"), std::string("1"));
        QCOMPARE(token.attribute("checked"), std::string());
        QCOMPARE(token.attribute("none"), std::string());
        QVERIFY(!tokens.next(token));
    }

    void survives_every_cut() {
        const std::string html = "<html><!-- c --><a name=\"1\" href='x'>y</a><style>s</style><td class=\"a b\">z</td>";
        for (std::size_t n = 0; n <= html.size(); ++n) {
            HtmlTokens tokens(std::string_view(html).substr(0, n));
            HtmlToken token;
            std::size_t end = 0;
            while (tokens.next(token)) {
                QVERIFY(token.end <= n && token.begin < token.end && token.begin >= end);
                end = token.end;
                static_cast<void>(token.attribute("href"));
            }
        }
    }
};

QTEST_APPLESS_MAIN(HtmlTokensTest)
#include "html_tokens_test.moc"
