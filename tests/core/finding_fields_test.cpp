#include "core/formats/common/finding_fields.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "tests/support/support.h"

#include <QTest>

using namespace parapet;

class FindingFieldsTest final : public QObject {
    Q_OBJECT
private slots:
    void credentials_of_requests_are_hidden_data() {
        QTest::addColumn<QString>("evidence");
        QTest::addColumn<QString>("secret");
        QTest::newRow("a cookie") << "GET / HTTP/1.1\r\nCookie: crumb=oatmealraisin"
                                  << "oatmealraisin";
        QTest::newRow("a form") << "POST /in HTTP/1.1\n\nname=tea&password=oolongoolong&x=1"
                                << "oolongoolong";
        QTest::newRow("JSON") << "{\"name\": \"tea\", \"accessToken\" : \"oolongoolong\"}"
                              << "oolongoolong";
        QTest::newRow("the second of two") << "{\"password\":\"one\",\"password\":\"oolongoolong\"}"
                                           << "oolongoolong";
        QTest::newRow("a JSON value without an end") << "{\"password\":\"oolongoolong"
                                                     << "oolongoolong";
    }
    void credentials_of_requests_are_hidden() {
        QFETCH(QString, evidence);
        QFETCH(QString, secret);
        RawFinding finding;
        finding.identity = IdentityKind::web;
        finding.evidence = finding.description = evidence.toStdString();
        finding.location.url = "https://tea.example/?sessionid=darjeeling99&page=2";
        fields::hide_credentials(finding);
        QVERIFY2(!QString::fromStdString(finding.evidence).contains(secret), finding.evidence.c_str());
        QVERIFY2(!QString::fromStdString(finding.description).contains(secret), finding.description.c_str());
        QVERIFY(finding.location.url.find("darjeeling99") == std::string::npos);
        QVERIFY(finding.location.url.ends_with("&page=2"));
    }
    void a_quoted_password_is_hidden_wherever_it_stands() {
        RawFinding finding;
        finding.title = "Possible hardcoded password: 'oolongoolong'";
        finding.description = "Possible hardcoded password: 'oolongoolong'.";
        finding.location.snippet = "3 pot = 'oolongoolong'";
        fields::hide_credentials(finding);
        for (const std::string& text : {finding.title, finding.description, finding.location.snippet})
            QVERIFY2(text.find("oolongoolong") == std::string::npos, text.c_str());
        QVERIFY(finding.title.starts_with("Possible hardcoded password: '"));
        finding.title = "Use of a hardcoded password"; // says none
        fields::hide_credentials(finding);
        QCOMPARE(finding.title, std::string("Use of a hardcoded password"));
    }
    void what_is_no_web_finding_keeps_its_words() {
        RawFinding finding;
        finding.description = "password=oolongoolong";
        fields::hide_credentials(finding);
        QCOMPARE(finding.description, std::string("password=oolongoolong"));
    }

    void cwes_are_found_in_text_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("cwes");
        QTest::newRow("plain") << "CWE-79" << QList<int>{79};
        QTest::newRow("zeros") << "external/cwe/cwe-079" << QList<int>{79};
        QTest::newRow("with a title") << "CWE-89: SQL injection, CWE-20" << QList<int>{89, 20};
        QTest::newRow("colon and case") << "cwe:22 Cwe_23" << QList<int>{22, 23};
        QTest::newRow("part of a word") << "xcwe-79" << QList<int>{};
        QTest::newRow("nought and too large") << "CWE-0 CWE-1000000" << QList<int>{};
        QTest::newRow("none") << "CWE- and CWE" << QList<int>{};
    }
    void cwes_are_found_in_text() {
        QFETCH(QString, text);
        QFETCH(QList<int>, cwes);
        RawFinding f;
        fields::add_cwes_of(f, text.toStdString());
        QCOMPARE(QList<int>(f.cwe.begin(), f.cwe.end()), cwes);
    }

    void ids_are_sorted_by_scheme_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("cve");
        QTest::addColumn<QString>("alias");
        QTest::newRow("cve") << "cve-2021-44228"
                             << "CVE-2021-44228"
                             << "";
        QTest::newRow("spaces") << " CVE-2021-1234 "
                                << "CVE-2021-1234"
                                << "";
        QTest::newRow("ghsa") << "GHSA-jfh8-c2jp-5v3q"
                              << ""
                              << "GHSA-jfh8-c2jp-5v3q";
        QTest::newRow("rhsa") << "RHSA-2024:0001"
                              << ""
                              << "RHSA-2024:0001";
        QTest::newRow("too short") << "CVE-2021-1"
                                   << ""
                                   << "";
        QTest::newRow("a sentence") << "GHSA- is a scheme"
                                    << ""
                                    << "";
        QTest::newRow("a rule") << "my-rule"
                                << ""
                                << "";
    }
    void ids_are_sorted_by_scheme() {
        QFETCH(QString, id);
        QFETCH(QString, cve);
        QFETCH(QString, alias);
        RawFinding f;
        QCOMPARE(fields::add_id(f, id.toStdString()), !cve.isEmpty() || !alias.isEmpty());
        fields::add_id(f, id.toStdString()); // not twice
        QCOMPARE(static_cast<int>(f.cve.size() + f.aliases.size()), cve.isEmpty() && alias.isEmpty() ? 0 : 1);
        if (!cve.isEmpty()) QCOMPARE(test::q(f.cve.at(0)), cve);
        if (!alias.isEmpty()) QCOMPARE(test::q(f.aliases.at(0)), alias);
    }

    void the_best_cvss_is_kept_data() {
        QTest::addColumn<QStringList>("offers"); // vector|score
        QTest::addColumn<QString>("vector");
        QTest::addColumn<double>("score");
        const QString v2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P";
        const QString v30 = "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        const QString v31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L";
        const QString v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
        QTest::newRow("newest first") << QStringList{v2 + "|7.5", v31 + "|7.3", v30 + "|9.8"} << v31 << 7.3;
        QTest::newRow("four before all") << QStringList{v31 + "|7.3", v4 + "|9.3"} << v4 << 9.3;
        QTest::newRow("the first of equals") << QStringList{v31 + "|7.3", v31 + "|1.0"} << v31 << 7.3;
        QTest::newRow("a score from the second of equals") << QStringList{v31 + "|", v31 + "|1.0"} << v31 << 1.0;
        QTest::newRow("version 2 in brackets") << QStringList{"(" + v2 + ")|7.5"} << v2 << 7.5;
        QTest::newRow("a bare score") << QStringList{"|6.1"} << "" << 6.1;
        QTest::newRow("a score out of range") << QStringList{v31 + "|11"} << v31 << -1.0;
        QTest::newRow("no vector at all") << QStringList{"<script>|"} << "" << -1.0;
    }
    void the_best_cvss_is_kept() {
        QFETCH(QStringList, offers);
        QFETCH(QString, vector);
        QFETCH(double, score);
        fields::CvssPick pick;
        for (const QString& offer : offers) {
            const QStringList parts = offer.split('|');
            pick.offer(parts[0].toStdString(), parts[1].isEmpty() ? std::nullopt : std::optional(parts[1].toDouble()));
        }
        RawFinding f;
        pick.put(f);
        QCOMPARE(test::q(f.cvss_vector), vector);
        QCOMPARE(f.score.value_or(-1.0), score);
    }

    void purls_are_taken_apart_data() {
        QTest::addColumn<QString>("purl");
        QTest::addColumn<QString>("ecosystem");
        QTest::addColumn<QString>("package");
        QTest::addColumn<QString>("version");
        QTest::newRow("npm with scope") << "pkg:npm/%40a/b@1.0.0"
                                        << "npm"
                                        << "@a/b"
                                        << "1.0.0";
        QTest::newRow("deb") << "pkg:deb/debian/curl@7.88?arch=amd64"
                             << "deb"
                             << "curl"
                             << "7.88";
        QTest::newRow("maven") << "pkg:maven/org.apache/log4j@2.1"
                               << "maven"
                               << "org.apache:log4j"
                               << "2.1";
        QTest::newRow("golang") << "pkg:golang/github.com/a/b@v1.2#x"
                                << "golang"
                                << "github.com/a/b"
                                << "v1.2";
        QTest::newRow("no version") << "pkg:pypi/flask"
                                    << "pypi"
                                    << "flask"
                                    << "";
        QTest::newRow("not one") << "npm:a@1"
                                 << ""
                                 << ""
                                 << "";
    }
    void purls_are_taken_apart() {
        QFETCH(QString, purl);
        QFETCH(QString, ecosystem);
        QFETCH(QString, package);
        QFETCH(QString, version);
        Location at;
        fields::set_purl(at, purl.toStdString());
        QCOMPARE(test::q(at.ecosystem), ecosystem);
        QCOMPARE(test::q(at.package), package);
        QCOMPARE(test::q(at.version), version);
    }

    void urls_keep_no_password_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("kept");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("plain") << "https://A.example/x?y#z"
                               << "https://A.example/x?y#z"
                               << "a.example" << 443;
        QTest::newRow("a port") << "http://a.example:8080"
                                << "http://a.example:8080"
                                << "a.example" << 8080;
        QTest::newRow("a password") << "https://me:secret@a.example/x"
                                    << "https://a.example/x"
                                    << "a.example" << 443;
        QTest::newRow("six") << "http://[::1]:80/x"
                             << "http://[::1]:80/x"
                             << "::1" << 80;
        QTest::newRow("a port out of range") << "http://a.example:99999/"
                                             << "http://a.example:99999/"
                                             << "a.example:99999" << 80;
        QTest::newRow("no scheme") << "/path"
                                   << "/path"
                                   << "" << 0;
    }
    void urls_keep_no_password() {
        QFETCH(QString, url);
        QFETCH(QString, kept);
        QFETCH(QString, host);
        QFETCH(int, port);
        Location at;
        fields::set_url(at, url.toStdString());
        QCOMPARE(test::q(at.url), kept);
        QCOMPARE(test::q(at.host), host);
        QCOMPARE(static_cast<int>(at.port), port);
    }

    void markup_becomes_text_data() {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << "a < b && c"
                              << "a < b && c";
        QTest::newRow("paragraphs") << "<p>one</p><p>two</p>"
                                    << "one\ntwo";
        QTest::newRow("list") << "<ul><li>a</li><li>b</li></ul>"
                              << "- a\n- b";
        QTest::newRow("entities") << "&lt;b&gt; &amp;amp; &#65;&#x42; &nbsp;x &unknown;"
                                  << "<b> &amp; AB  x &unknown;";
        QTest::newRow("script goes with its content") << "a<script>alert(1)</script>b"
                                                      << "ab";
        QTest::newRow("a comment goes") << "a<!-- x -->b"
                                        << "ab";
        QTest::newRow("what never ends") << "a<script>alert"
                                         << "a";
        QTest::newRow("generics stay") << "std::vector<int> v"
                                       << "std::vector v";
        QTest::newRow("impossible characters") << "&#0;&#x110000;&#xd800;" << QString::fromUtf8("\uFFFD\uFFFD\uFFFD");
    }
    void markup_becomes_text() {
        QFETCH(QString, html);
        QFETCH(QString, text);
        QCOMPARE(test::q(text_of_html(html.toStdString())), text);
    }

    void long_nonsense_takes_linear_work() {
        // 1 MB each of what makes careless matching quadratic; it would take minutes.
        const std::string brackets(1U << 20, '<');
        const std::string ampersands(1U << 20, '&');
        std::string ids;
        while (ids.size() < (1U << 20))
            ids += "CVE-2021-";
        for (const std::string piece : {"<a", "<a b", "&#", "<!-", "<script", "</"}) {
            std::string text;
            while (text.size() < (1U << 20))
                text += piece;
            QVERIFY(text_of_html(text).size() <= text.size());
        }
        QVERIFY(text_of_html(brackets).size() <= brackets.size());
        QVERIFY(text_of_html(ampersands).size() <= ampersands.size());
        RawFinding f;
        fields::add_ids_of(f, ids);
        fields::add_cwes_of(f, ids);
        QVERIFY(f.cve.empty() && f.cwe.empty());
    }
};

QTEST_APPLESS_MAIN(FindingFieldsTest)
#include "finding_fields_test.moc"
