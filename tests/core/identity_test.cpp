// Which records are one finding: pairs that must join, pairs that must not, and shuffles that must change nothing.

#include "core/ingest/identity.h"
#include "core/ingest/purl.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

using namespace parapet;
using namespace parapet::test;

namespace {

std::string identity_of(const RawFinding& f, std::string_view asset = "app") {
    Identity identity;
    identify(f, asset, identity);
    return identity.text;
}

using Change = std::function<void(RawFinding&)>;

RawFinding base_of(const std::string& kind) {
    if (kind == "vuln") return vuln_finding("CVE-2024-1001", "libx", Severity::high);
    RawFinding f = code_finding("py.sqli", "src/a.py", 10, "cur.execute(q)", Severity::high);
    f.cwe = {89};
    f.fingerprint = "abc";
    f.location.function = "a.b";
    if (kind == "code") return f;
    if (kind == "config") {
        f.identity = IdentityKind::config;
        f.location.resource = "arn:aws:s3:::logs";
        f.cwe.clear();
    } else if (kind == "secret") {
        f.identity = IdentityKind::secret;
        f.evidence = "AKIA...7Q";
    } else if (kind == "web") {
        f.identity = IdentityKind::web;
        f.location = {};
        f.location.url = "https://shop.example/cart?x=1#top";
        f.location.method = "POST";
        f.location.parameter = "id";
    } else {
        f.identity = IdentityKind::other;
        f.cwe.clear();
    }
    return f;
}

void row(const char* name, const char* kind, bool same, Change change, const char* asset = "app") {
    QTest::newRow(name) << QString(kind) << same << std::move(change) << QString(asset);
}

} // namespace
Q_DECLARE_METATYPE(Change)

class IdentityTest : public QObject {
    Q_OBJECT
private slots:
    void what_joins_and_what_does_not_data();
    void what_joins_and_what_does_not();
    void shuffled_records_have_the_same_identity_data();
    void shuffled_records_have_the_same_identity();
    void different_findings_have_different_identities();
    void packages_of_many_tools_are_one_data();
    void packages_of_many_tools_are_one();
    void purls_are_taken_apart_data();
    void purls_are_taken_apart();
    void numbers_of_spots_make_keys_of_their_own();
};

void IdentityTest::what_joins_and_what_does_not_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<bool>("same");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("asset");
    // A vulnerability: advisory, package, asset.
    row("vuln: another version", "vuln", true, [](RawFinding& f) { f.location.purl = "pkg:npm/libx@2.0"; });
    row("vuln: another tool's rule and title", "vuln", true, [](RawFinding& f) {
        f.rule = "GHSA-aaaa-bbbb-cccc";
        f.title = "x";
        f.aliases = {"GHSA-aaaa-bbbb-cccc"};
    });
    row("vuln: letters' case of the advisory", "vuln", true, [](RawFinding& f) {
        f.cve = {"cve-2024-1001"};
        f.rule = "cve-2024-1001";
    });
    row("vuln: another severity, score and text", "vuln", true, [](RawFinding& f) {
        f.severity = Severity::low;
        f.score = 1.0;
        f.description = "other";
    });
    row("vuln: another place in the report", "vuln", true, [](RawFinding& f) { f.place.line = 99; });
    row("vuln: another advisory", "vuln", false, [](RawFinding& f) {
        f.cve = {"CVE-2024-1002"};
        f.rule = "CVE-2024-1002";
    });
    row("vuln: another package", "vuln", false, [](RawFinding& f) { f.location.purl = "pkg:npm/liby@1.0"; });
    row("vuln: another ecosystem", "vuln", false, [](RawFinding& f) { f.location.purl = "pkg:pypi/libx@1.0"; });
    row(
        "vuln: another asset", "vuln", false, [](RawFinding&) {}, "db");
    // Code: weakness, file, source text.
    row("code: another line", "code", true, [](RawFinding& f) { f.location.line = 500; });
    row("code: other indentation", "code", true, [](RawFinding& f) { f.location.snippet = "\t  cur.execute( q )\n"; });
    row("code: another rule for the same weakness", "code", true, [](RawFinding& f) { f.rule = "B608"; });
    row("code: another fingerprint beside the same text", "code", true, [](RawFinding& f) { f.fingerprint = "zzz"; });
    row("code: ./ before the path", "code", true, [](RawFinding& f) { f.location.file = "./src/a.py"; });
    row("code: weaknesses in another order", "code", true, [](RawFinding& f) { f.cwe = {943, 89, 20}; });
    row("code: another weakness", "code", false, [](RawFinding& f) { f.cwe = {79}; });
    row("code: another file", "code", false, [](RawFinding& f) { f.location.file = "src/b.py"; });
    row("code: another source text", "code", false, [](RawFinding& f) { f.location.snippet = "cur.execute(r)"; });
    row("code: a broad class does not join rules", "code", false, [](RawFinding& f) { f.cwe = {20}; });
    // Configuration: check, resource, asset.
    row("config: another line", "config", true, [](RawFinding& f) { f.location.line = 77; });
    row("config: other words", "config", true, [](RawFinding& f) { f.title = "x"; });
    row("config: another resource", "config", false, [](RawFinding& f) { f.location.resource = "arn:aws:s3:::x"; });
    row("config: another check", "config", false, [](RawFinding& f) { f.rule = "other"; });
    // Secrets: the masked value and the file.
    row("secret: another rule of another tool", "secret", true, [](RawFinding& f) { f.rule = "AWSKey"; });
    row("secret: another line", "secret", true, [](RawFinding& f) { f.location.line = 3; });
    row("secret: another secret", "secret", false, [](RawFinding& f) { f.evidence = "AKIA...9Z"; });
    row("secret: another file", "secret", false, [](RawFinding& f) { f.location.file = "b"; });
    // Web: weakness, method, path, parameter.
    row("web: another query and fragment", "web", true,
        [](RawFinding& f) { f.location.url = "https://shop.example/cart?y=2"; });
    row("web: a slash at the end", "web", true, [](RawFinding& f) { f.location.url = "https://Shop.example/cart/"; });
    row("web: letters' case of the method", "web", true, [](RawFinding& f) { f.location.method = "post"; });
    row("web: another path", "web", false, [](RawFinding& f) { f.location.url = "https://shop.example/Cart"; });
    row("web: another parameter", "web", false, [](RawFinding& f) { f.location.parameter = "name"; });
    row("web: another host", "web", false, [](RawFinding& f) { f.location.url = "https://pay.example/cart"; });
    row("other: another line", "other", true, [](RawFinding& f) { f.location.line = 3; });
    row("other: another port", "other", false, [](RawFinding& f) { f.location.port = 443; });
    row("kinds never join", "code", false, [](RawFinding& f) { f.identity = IdentityKind::other; });
}

void IdentityTest::what_joins_and_what_does_not() {
    QFETCH(QString, kind);
    QFETCH(bool, same);
    QFETCH(Change, change);
    QFETCH(QString, asset);
    const RawFinding one = base_of(kind.toStdString());
    RawFinding two = one;
    change(two);
    QCOMPARE(identity_of(one) == identity_of(two, asset.toStdString()), same);
}

void IdentityTest::shuffled_records_have_the_same_identity_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"vuln", "code", "config", "secret", "web", "other"})
        QTest::newRow(kind) << kind;
}

// Thousands of ways in which a later version of a tool may say the same thing.
void IdentityTest::shuffled_records_have_the_same_identity() {
    QFETCH(QString, kind);
    RawFinding f = base_of(kind.toStdString());
    f.cwe = {89, 943, 20, 200};
    f.rule = "stable-rule";
    f.cve = kind == "vuln" ? std::vector<std::string>{"CVE-2024-1001", "CVE-2024-1002", "CVE-2023-9"}
                           : std::vector<std::string>{};
    f.aliases = {"GHSA-1", "GHSA-2", "OSV-3"};
    f.tags = {"a", "b", "c"};
    const std::string expected = identity_of(f);
    std::mt19937 random(42);
    for (int i = 0; i < 4000; ++i) {
        std::shuffle(f.cwe.begin(), f.cwe.end(), random);
        std::shuffle(f.cve.begin(), f.cve.end(), random);
        std::shuffle(f.aliases.begin(), f.aliases.end(), random);
        std::shuffle(f.tags.begin(), f.tags.end(), random);
        f.location.line = static_cast<std::int64_t>(random() % 5000);
        f.location.column = static_cast<std::int64_t>(random() % 90);
        f.location.version = std::to_string(random());
        f.location.fixed_version = std::to_string(random());
        f.severity = static_cast<Severity>(random() % 5);
        f.score = static_cast<double>(random() % 100) / 10;
        f.title = std::to_string(random());
        f.description = std::to_string(random());
        f.severity_raw = std::to_string(random());
        f.place.line = static_cast<std::int64_t>(random());
        f.seen = from_unix_seconds(random());
        f.suppressed = random() % 2 == 0;
        QCOMPARE(identity_of(f), expected);
    }
}

void IdentityTest::different_findings_have_different_identities() {
    std::set<std::uint64_t> keys;
    std::size_t made = 0;
    Identity identity;
    for (int cve = 0; cve < 40; ++cve)
        for (int package = 0; package < 40; ++package)
            for (const char* asset : {"a", "b", ""}) {
                const RawFinding f = vuln_finding("CVE-2024-" + std::to_string(1000 + cve),
                                                  "p" + std::to_string(package), Severity::low);
                identify(f, asset, identity);
                keys.insert(identity_key(identity, 1));
                ++made;
            }
    // Parts that run into each other would be the same text: "ab" + "c", "a" + "bc".
    RawFinding one = base_of("config"), two = one;
    one.rule = "ab";
    one.location.resource = "c";
    two.rule = "a";
    two.location.resource = "bc";
    QVERIFY(identity_of(one) != identity_of(two));
    QCOMPARE(keys.size(), made);
}

void IdentityTest::packages_of_many_tools_are_one_data() {
    QTest::addColumn<std::string>("purl");
    QTest::addColumn<std::string>("ecosystem");
    QTest::addColumn<std::string>("package");
    QTest::addColumn<std::string>("key");
    const auto add = [](const char* name, const char* purl, const char* ecosystem, const char* package,
                        const char* key) {
        QTest::newRow(name) << std::string(purl) << std::string(ecosystem) << std::string(package) << std::string(key);
    };
    add("deb by purl", "pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12", "", "", "os/openssl");
    add("deb by another distribution's purl", "pkg:deb/ubuntu/openssl@1", "", "", "os/openssl");
    add("deb by name", "", "debian", "openssl", "os/openssl");
    add("apk", "pkg:apk/alpine/busybox@1.36", "", "", "os/busybox");
    add("rpm", "", "redhat", "glibc", "os/glibc");
    add("maven by purl", "pkg:maven/org.apache.tomcat.embed/tomcat-embed-core@10.1.33", "", "",
        "maven/org.apache.tomcat.embed/tomcat-embed-core");
    add("maven by coordinates", "", "jar", "org.apache.tomcat.embed:tomcat-embed-core",
        "maven/org.apache.tomcat.embed/tomcat-embed-core");
    add("npm scope by purl", "pkg:npm/%40angular/core@17.0.0", "", "", "npm/@angular/core");
    add("npm scope by name", "", "node-pkg", "@angular/core", "npm/@angular/core");
    add("pypi spelling", "pkg:pypi/Flask_SQLAlchemy@3", "", "", "pypi/flask-sqlalchemy");
    add("pypi other spelling", "", "pip", "flask.sqlalchemy", "pypi/flask-sqlalchemy");
    add("go module", "pkg:golang/golang.org/x/crypto@v0.1.0", "", "", "golang/golang.org/x/crypto");
    add("go module by name", "", "gobinary", "golang.org/x/crypto", "golang/golang.org/x/crypto");
    add("a purl that is none", "openssl", "deb", "openssl", "os/openssl");
    add("nothing but a name", "", "", "openssl", "os/openssl");
    add("npm by its shape", "", "", "@angular/core", "npm/@angular/core");
    add("maven by its shape", "", "", "org.x:core", "maven/org.x/core");
    add("go by its shape", "", "", "golang.org/x/crypto", "golang/golang.org/x/crypto");
}

void IdentityTest::packages_of_many_tools_are_one() {
    QFETCH(std::string, purl);
    QFETCH(std::string, ecosystem);
    QFETCH(std::string, package);
    QFETCH(std::string, key);
    std::string out;
    append_package_key(purl, ecosystem, package, out);
    QCOMPARE(out, key);
}

void IdentityTest::purls_are_taken_apart_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("parts"); // type|namespace|name|version, "" = no purl
    const auto add = [](const char* text, const char* parts) {
        QTest::newRow(text) << std::string(text) << std::string(parts);
    };
    add("pkg:npm/a@1", "npm||a|1");
    add("PKG:NPM/a@1", "npm||a|1");
    add("pkg://npm/a", "npm||a|");
    add("pkg:npm/%40s/a@1.0?x=y#sub", "npm|@s|a|1.0");
    add("pkg:golang/github.com/a/b@v1%2Bmeta", "golang|github.com/a|b|v1+meta");
    add("pkg:npm/", "");
    add("pkg:npm", "");
    add("npm/a@1", "");
    add("", "");
    add("pkg:npm/a%zz", "npm||a%zz|");
}

void IdentityTest::purls_are_taken_apart() {
    QFETCH(std::string, text);
    QFETCH(std::string, parts);
    Purl purl;
    const bool is = parse_purl(text, purl);
    QCOMPARE(is ? purl.type + "|" + purl.name_space + "|" + purl.name + "|" + purl.version : std::string(), parts);
}

void IdentityTest::numbers_of_spots_make_keys_of_their_own() {
    Identity identity;
    identify(base_of("code"), "app", identity);
    std::set<std::uint64_t> keys;
    for (std::uint32_t n = 1; n <= 1000; ++n)
        keys.insert(identity_key(identity, n));
    QCOMPARE(keys.size(), std::size_t{1000});
    QVERIFY(identity_key(identity, 1, 7) != identity_key(identity, 1, 8));
}

QTEST_APPLESS_MAIN(IdentityTest)
#include "identity_test.moc"
