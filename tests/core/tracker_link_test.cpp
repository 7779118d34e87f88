// A tracker's address: what is taken, what is refused, what comes of it.

#include "core/views/tracker_link.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <QUrl>
#include <QUrlQuery>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::views;

class TrackerLinkTest : public QObject {
    Q_OBJECT
private slots:
    void addresses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* name, const char* text, bool good) {
            QTest::newRow(name) << QString::fromUtf8(text) << good;
        };
        row("GitHub", "https://github.com/o/r/issues/new?title={title}&body={body}", true);
        row("GitLab", "https://gitlab.example/g/p/-/issues/new?issue[title]={title}&issue[description]={body}", true);
        row("only a title", "http://tracker.local:8080/new?summary={title}", true);
        row("a file", "file:///etc/passwd?{title}", false);
        row("a script", "javascript://x/{title}", false);
        row("no scheme", "github.com/{title}", false);
        row("no place for the text", "https://github.com/o/r/issues/new", false);
        row("the server from the finding", "https://{title}/x", false);
        row("a password", "https://me:secret@host/{title}", false);
        row("another name in braces", "https://h/{title}?x={asset}", false);
        row("a loose brace", "https://h/{title}}", false);
        row("a space", "https://h/a b{title}", false);
        row("a line end", "https://h/{title}\n", false);
        row("nothing", "", false);
        QTest::newRow("too long") << QStringLiteral("https://h/{title}") + QString(3000, QLatin1Char('a')) << false;
    }
    void addresses() {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(check_tracker_template(text.toStdString()).has_value(), good);
        QCOMPARE(tracker_url(text.toStdString(), "t", "b").has_value(), good);
    }

    void texts_come_back_as_they_were() {
        const std::string title = "50% of <b> & \"c\" = d + e #f ünï {body}",
                          body = "line 1\nline 2\n\n- **x**: y?z=1&w\n";
        const auto url = tracker_url("https://h.example/new?title={title}&body={body}", title, body);
        QVERIFY(url);
        const QUrl parsed = QUrl::fromEncoded(QByteArray::fromStdString(*url), QUrl::StrictMode);
        QVERIFY(parsed.isValid());
        QCOMPARE(parsed.host(), QString("h.example"));
        const QUrlQuery query(parsed);
        QCOMPARE(query.queryItemValue("title", QUrl::FullyDecoded), q(title));
        QCOMPARE(query.queryItemValue("body", QUrl::FullyDecoded), q(body));
        QCOMPARE(query.queryItems().size(), 2);
    }

    void a_long_text_is_cut_at_a_line() {
        std::string body;
        for (int i = 0; i < 2000; ++i)
            body += "line " + std::to_string(i) + " ü\n";
        const auto url = tracker_url("https://h/new?title={title}&body={body}", std::string(900, 'x'), body);
        QVERIFY(url);
        QVERIFY(url->size() <= k_most_url_bytes);
        QVERIFY(url->size() > k_most_url_bytes - 500);
        const QString decoded =
            QUrlQuery(QUrl::fromEncoded(QByteArray::fromStdString(*url))).queryItemValue("body", QUrl::FullyDecoded);
        QVERIFY(decoded.startsWith("line 0 "));
        QVERIFY(decoded.trimmed().endsWith("Copy as issue text)"));
        QVERIFY(!decoded.contains(QChar(QChar::ReplacementCharacter)));
    }

    void a_finding_opens_with_its_text() {
        const TestClock clock;
        const auto w = new_workspace("tracker", clock);
        QVERIFY(import_report(*w, one_scan("a.json", "Trivy", "shop", *clock.seconds - 100,
                                           {vuln_finding("CVE-2024-5", "liby", Severity::critical)})));
        const auto none = tracker_url_of(*w, FindingId{1});
        QVERIFY(!none);
        QCOMPARE(none.error().code, Errc::not_found);
        QVERIFY(w->set_setting(k_tracker_setting, "https://h/new?title={title}&body={body}"));
        const auto url = tracker_url_of(*w, FindingId{1});
        QVERIFY(url);
        const QUrlQuery query(QUrl::fromEncoded(QByteArray::fromStdString(*url)));
        QCOMPARE(query.queryItemValue("title", QUrl::FullyDecoded), QString("[critical] CVE-2024-5 in liby (shop)"));
        QVERIFY(query.queryItemValue("body", QUrl::FullyDecoded).contains("- **Asset**: shop"));
        QVERIFY(!query.queryItemValue("body", QUrl::FullyDecoded).startsWith("#"));
    }
};

QTEST_APPLESS_MAIN(TrackerLinkTest)
#include "tracker_link_test.moc"
