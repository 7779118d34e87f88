// What is kept of a request holds no password, token or session id.

#include "core/formats/common/query_secrets.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

class QuerySecretsTest : public QObject {
    Q_OBJECT

private slots:
    void secrets_are_masked_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kept");
        const auto row = [](const char* name, const char* text, const char* kept) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(kept);
        };
        row("nothing secret", "GET /shop?id=7&page=2 HTTP/1.1", "GET /shop?id=7&page=2 HTTP/1.1");
        row("password", "/login?user=alice&password=correct-horse&x=1", "/login?user=alice&password=corr…&x=1");
        row("short ones too", "/login?pwd=abc", "/login?pwd=a…");
        row("any case", "/a?PassWord=correct-horse", "/a?PassWord=corr…");
        row("in brackets", "/a?user[password]=correct-horse", "/a?user[password]=corr…");
        row("in encoded brackets", "/a?user%5Bpassword%5D=correct-horse", "/a?user%5Bpassword%5D=corr…");
        row("token", "/a?token=tok_5f4dcc3b5aa765d61d83", "/a?token=tok_…83");
        row("access_token behind #", "/a#access_token=tok_5f4dcc3b5aa765d61d83&b=1", "/a#access_token=tok_…83&b=1");
        row("API key", "/a?api_key=k_live_0123456789abcdef", "/a?api_key=k_li…ef");
        row("API key by a dash", "/a?x-api-key=k_live_0123456789abcdef", "/a?x-api-key=k_li…ef");
        row("long key", "/a?key=AIzaSy0123456789abcdef", "/a?key=AIza…ef");
        row("a short key is none", "/a?key=name", "/a?key=name");
        row("authorization", "/a?authorization=Basic%20YWxpY2U6Y29ycmVjdA", "/a?authorization=Basi…dA");
        row("session ids", "/a;jsessionid=0123456789ABCDEF?PHPSESSID=fedcba9876543210&sid=1234567890",
            "/a;jsessionid=0123…F?PHPSESSID=fedc…0&sid=123…");
        row("within an encoded address", "/a?next=%2Fb%3Ftoken%3Dtok_5f4dcc3b5aa765d61d83%26x%3D1",
            "/a?next=%2Fb%3Ftoken%3Dtok_…83%26x%3D1");
        row("in the referrer", "\"GET / HTTP/1.1\" 200 1 \"https://a.example/?token=tok_5f4dcc3b5aa765d61d83\" \"x\"",
            "\"GET / HTTP/1.1\" 200 1 \"https://a.example/?token=tok_…83\" \"x\"");
        row("in an address", "fetch https://alice:correct-horse@a.example/x", "fetch https://alice:corr…@a.example/x");
        row("a port is no password", "https://a.example:8443/x", "https://a.example:8443/x");
        row("header", "GET / HTTP/1.1  Authorization: Bearer 0123456789abcdef  Host: a",
            "GET / HTTP/1.1  Authorization: Bear…ef  Host: a");
        row("names that only look so", "/a?author=bob&passenger=2&side=left&tokens_left=5",
            "/a?author=bob&passenger=2&side=left&tokens_left=5");
        row("empty", "/a?password=&token=", "/a?password=&token=");
        row("several of one name", "/a?token=0123456789ab&token=ba9876543210", "/a?token=0123…&token=ba98…");
    }
    void secrets_are_masked() {
        QFETCH(QString, text);
        QFETCH(QString, kept);
        const std::string raw = text.toStdString();
        std::string buffer;
        QCOMPARE(q(without_secrets(raw, buffer)), kept);
    }

    // The way of each log of a web server.
    void no_log_keeps_a_secret_data() {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QString>("line");
        const QString target = "/login;jsessionid=SECRETSECRETSECRET?f=../../../etc/passwd&password=SECRETSECRETSECRET";
        QTest::newRow("access log") << "access-log"
                                    << "192.0.2.7 - - [18/Nov/2026:14:32:01 +0100] \"GET " + target +
                                           " HTTP/1.1\" 200 1 \"https://a.example/?token=SECRETSECRETSECRET\" \"x\"";
        QTest::newRow("JSON") << "access-log-json"
                              << "{\"ts\":\"2026-11-18T13:32:02Z\",\"remote_addr\":\"192.0.2.7\",\"request_method\":"
                                 "\"GET\",\"request_uri\":\"" +
                                     target + "\",\"status\":200}";
        QTest::newRow("HAProxy")
            << "haproxy"
            << "Nov 18 14:32:01 lb1 haproxy[811]: 192.0.2.7:50412 [18/Nov/2026:14:32:01.127] front~ "
               "back/web1 0/0/1/12/13 200 512 - - ---- 1/1/0/0/0 0/0 \"GET " +
                   target + " HTTP/1.1\"";
        QTest::newRow("nginx error") << "nginx-error"
                                     << "2026/11/18 14:32:01 [error] 811#811: *7 open() \"/srv/x\" failed (2: No such "
                                        "file or directory), client: "
                                        "192.0.2.7, server: a.example, request: \"GET " +
                                            target + " HTTP/1.1\", host: \"a.example\"";
        QTest::newRow("request") << "http-request"
                                 << "GET " + target + " HTTP/1.1";
    }
    void no_log_keeps_a_secret() {
        QFETCH(QString, slug);
        QFETCH(QString, line);
        const ParsedEvents got = parse_events(slug.toStdString(), line.toStdString() + "\n", options_at(2026, 11, 20));
        QVERIFY(got.stats);
        QCOMPARE(got.events.size(), std::size_t{1});
        const Event& event = got.events.front().event;
        QVERIFY(!got.events.front().counted_only);
        QCOMPARE(name_of(event.kind), std::string_view("attack_other"));
        QVERIFY2(event.message.find("SECRETSECRET") == std::string::npos, event.message.c_str());
        QVERIFY2(event.object.find("SECRETSECRET") == std::string::npos, event.object.c_str());
        QVERIFY(event.message.find("etc/passwd") != std::string::npos); // the attack is still to be seen
    }
};

QTEST_APPLESS_MAIN(QuerySecretsTest)
#include "query_secrets_test.moc"
