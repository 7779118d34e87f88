// What the fields of Trivy, Gitleaks, npm, yarn and ZAP become.

#include "core/base/text.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <fmt/format.h>

using namespace parapet;

namespace {

test::Collected fixture(const std::string& slug, const std::string& file) {
    return test::parse_with(slug, test::read_file(test::data_path(slug + "/" + file)));
}

const RawFinding* find(const test::Collected& got, std::string_view rule) {
    return got.by_rule(rule);
}

} // namespace

class ScannerFormatsTest final : public QObject {
    Q_OBJECT
private slots:
    void trivy_a_vulnerability_in_full() {
        const auto got = fixture("trivy-json", "one.json");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        const ScanInfo& scan = got.scans.at(0);
        QCOMPARE(scan.tool, std::string("Trivy"));
        QCOMPARE(scan.tool_version, std::string("0.61.0"));
        QCOMPARE(scan.target, std::string("registry.example/till"));
        QCOMPARE(scan.target_kind, std::string("image"));
        QCOMPARE(scan.digest, std::string("sha256:abcd"));
        QCOMPARE(format_rfc3339(scan.finished.value()), std::string("2026-03-04T05:06:07.5Z"));
        const RawFinding& f = got.findings.at(0);
        QCOMPARE(f.title, std::string("libcoin: counts wrongly"));
        QCOMPARE(f.rule, std::string("CVE-2026-1000"));
        QCOMPARE(f.cve, std::vector<std::string>{"CVE-2026-1000"});
        QCOMPARE(f.aliases, std::vector<std::string>{"DSA-9999-1"});
        QCOMPARE(f.cwe, std::vector<int>{682});
        QCOMPARE(f.severity, Severity::high);
        // 3.1 before 3.0, whoever rated the severity
        QCOMPARE(f.cvss_vector, std::string("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"));
        QCOMPARE(f.score.value_or(0), 9.1);
        QCOMPARE(f.location.package, std::string("libcoin"));
        QCOMPARE(f.location.ecosystem, std::string("deb"));
        QCOMPARE(f.location.version, std::string("1.2-3"));
        QCOMPARE(f.location.fixed_version, std::string("1.2-4"));
        QCOMPARE(f.location.purl, std::string("pkg:deb/debian/libcoin@1.2-3?arch=amd64"));
        QVERIFY(f.location.file.empty());
        QCOMPARE(f.remediation, std::string("Update libcoin to 1.2-4."));
        QCOMPARE(f.links,
                 (std::vector<std::string>{"https://advisories.example/CVE-2026-1000", "https://lists.example/1"}));
        QCOMPARE(f.identity, IdentityKind::vuln);
        QCOMPARE(f.cause.value(), Cause::missing_patch);
    }

    void trivy_a_cluster() {
        const auto got = fixture("trivy-json", "many.json");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.size(), std::size_t{1});
        QCOMPARE(got.scans[0].target, std::string("till-cluster"));
        QCOMPARE(got.scans[0].target_kind, std::string("cluster"));
        const RawFinding* zlib = find(got, "CVE-2026-2000");
        QVERIFY(zlib);
        QCOMPARE(zlib->asset, std::string("shop/Deployment/till"));
        QCOMPARE(zlib->location.ecosystem, std::string("apk"));
        QVERIFY(!zlib->severity_known); // UNKNOWN
        QCOMPARE(zlib->title, std::string("CVE-2026-2000 in zlib"));
        const RawFinding* ghsa = find(got, "GHSA-aaaa-bbbb-cccc");
        QVERIFY(ghsa && ghsa->cve.empty());
        QCOMPARE(ghsa->aliases, std::vector<std::string>{"GHSA-aaaa-bbbb-cccc"});
        QVERIFY(ghsa->remediation.find("will not fix") != std::string::npos);
        const RawFinding* coins = find(got, "CVE-2026-2001");
        QVERIFY(coins);
        QCOMPARE(coins->location.file, std::string("app/yarn.lock"));
        QCOMPARE(coins->location.ecosystem, std::string("npm"));
        const RawFinding* role = find(got, "KSV999");
        QVERIFY(role);
        QCOMPARE(role->asset, std::string("ClusterRole/cashier"));
        QCOMPARE(role->location.resource, std::string("ClusterRole/cashier"));
        QCOMPARE(role->location.line, std::int64_t{4});
        QCOMPARE(role->location.snippet, std::string("verbs: [open]"));
        QCOMPARE(role->identity, IdentityKind::config);
        QCOMPARE(role->cause.value(), Cause::configuration);
        QCOMPARE(role->remediation, std::string("Take the right away."));
        QCOMPARE(find(got, "KSV998")->outcome, CheckOutcome::pass);
        const RawFinding* key = find(got, "till-key");
        QVERIFY(key);
        QCOMPARE(key->cause.value(), Cause::secret);
        QVERIFY(key->evidence.find("456789") == std::string::npos);
        QCOMPARE(key->location.file, std::string("etc/till.conf"));
        const RawFinding* licence = find(got, "AGPL-3.0");
        QVERIFY(licence);
        QCOMPARE(licence->title, std::string("Licence AGPL-3.0 of COPYING"));
        const RawFinding* vex = find(got, "CVE-2026-2002");
        QVERIFY(vex && vex->suppressed);
        QCOMPARE(vex->suppression, std::string("not_affected: the code is not reached (vex.json)"));
    }

    void trivy_the_array_of_old_versions() {
        const std::string text =
            "[{\"Target\":\"alpine:3.9 (alpine "
            "3.9.4)\",\"Type\":\"alpine\",\"Vulnerabilities\":[{\"VulnerabilityID\":\"CVE-2019-1\","
            "\"PkgName\":\"musl\",\"InstalledVersion\":\"1.1\",\"Severity\":\"HIGH\"}]},{\"Target\":\"b\","
            "\"Vulnerabilities\":null}]";
        QCOMPARE(test::recognised(text), std::string("trivy-json"));
        const auto got = test::parse_with("trivy-json", text);
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.findings.size(), std::size_t{1});
        QCOMPARE(got.findings[0].location.ecosystem, std::string("apk"));
    }

    void trivy_a_newer_schema_is_refused() {
        const auto got = test::parse_with("trivy-json", "{\"SchemaVersion\":3,\"ArtifactName\":\"x\",\"Results\":[]}");
        QVERIFY(!got.stats);
        QCOMPARE(got.stats.error().code, Errc::unsupported_version);
    }

    void trivy_a_large_report_streams() {
        std::string list;
        for (int i = 0; i < 20'000; ++i)
            list += fmt::format("{}{{\"VulnerabilityID\":\"CVE-2026-{}\",\"PkgName\":\"p{}\",\"Severity\":\"LOW\","
                                "\"Description\":\"{}\"}}",
                                i ? "," : "", 10'000 + i, i, std::string(500, 'd'));
        for (const bool target_last : {false, true}) {
            const std::string target = "\"Target\":\"go.sum\",\"Class\":\"lang-pkgs\",\"Type\":\"gomod\"";
            const std::string result = target_last ? "{\"Vulnerabilities\":[" + list + "]," + target + "}"
                                                   : "{" + target + ",\"Vulnerabilities\":[" + list + "]}";
            const auto got = test::parse_with(
                "trivy-json",
                "{\"SchemaVersion\":2,\"ArtifactName\":\"repo\",\"ArtifactType\":\"repository\",\"Results\":[" +
                    result + "]}");
            QVERIFY2(got.stats.has_value(), got.error().c_str());
            QCOMPARE(got.findings.size(), std::size_t{20'000});
            for (const RawFinding& f : got.findings) {
                QCOMPARE(f.location.file, std::string("go.sum"));
                QCOMPARE(f.location.ecosystem, std::string("golang"));
            }
        }
    }

    void gitleaks_masks_and_knows_again() {
        const auto got = fixture("gitleaks-json", "one.json");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        const RawFinding& f = got.findings.at(0);
        QCOMPARE(f.rule, std::string("till-key"));
        QCOMPARE(f.location.file, std::string("conf/till.ini"));
        QCOMPARE(f.location.line, std::int64_t{4});
        QCOMPARE(f.cause.value(), Cause::secret);
        QCOMPARE(f.severity, Severity::high);
        QCOMPARE(f.cwe, std::vector<int>{798});
        QVERIFY(f.evidence.find("key = ") == 0);
        for (const std::string& text : {f.title, f.description, f.evidence, f.fingerprint})
            QVERIFY2(text.find("23456789abc") == std::string::npos, text.c_str());
        // The same secret is the same in another file and by another rule; another is another.
        const auto same =
            test::parse_with("gitleaks-json", "[{\"RuleID\":\"x\",\"Secret\":\"TK0123456789abcdef\",\"File\":\"b\"},{"
                                              "\"RuleID\":\"x\",\"Secret\":\"other\",\"File\":\"b\"}]");
        QCOMPARE(same.findings.at(0).fingerprint, f.fingerprint);
        QVERIFY(same.findings.at(1).fingerprint != f.fingerprint);
    }

    void gitleaks_version_7_and_redacted() {
        const auto got = fixture("gitleaks-json", "many.json");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.at(0).target, std::string("till"));
        const RawFinding& password = got.findings.at(0);
        QCOMPARE(password.location.line, std::int64_t{12});
        QCOMPARE(password.tags, (std::vector<std::string>{"key", "password"}));
        QVERIFY(password.evidence.find("opensesame42") == std::string::npos);
        const RawFinding& redacted = got.findings.at(1);
        QCOMPARE(redacted.evidence, std::string("token REDACTED"));
        QVERIFY(redacted.fingerprint.empty()); // "REDACTED" is everybody's
    }

    void gitleaks_an_empty_list_closes_nothing() {
        const auto got = test::parse_with("gitleaks-json", " [ ]\n");
        QVERIFY(got.stats.has_value());
        QCOMPARE(got.scans.size(), std::size_t{1});
        QVERIFY(!got.scans[0].complete);
        QVERIFY(got.warned("could be any tool's"));
    }

    void lynis_of_a_few_tests_closes_nothing() {
        const std::string head = "# Lynis Report\nlynis_version=3.1.1\nhostname=barge\nfinish=true\n";
        const auto complete = [&](const std::string& more) {
            return test::parse_with("lynis-report", head + more).scans.at(0).complete;
        };
        QVERIFY(complete(""));
        QVERIFY(complete("test_category=all\ntest_group=all\ntests_executed=A-1|A-2|\ntests_skipped=A-3|A-4|A-5|\n"));
        QVERIFY(!complete("test_category=security\ntest_group=all\n"));
        QVERIFY(!complete("test_category=all\ntest_group=ssh\n"));
        // --tests A-1
        QVERIFY(!complete("tests_executed=A-1|\ntests_skipped=A-2|A-3|A-4|A-5|A-6|A-7|A-8|A-9|B-1|B-2|B-3|\n"));
    }

    void lynis_on_the_screen_is_complete_at_its_end() {
        const std::string head = "[ Lynis 3.1.1 ]\n  Hostname:      barge\n  Test group:    ";
        const std::string results = "\n  -[ Lynis 3.1.1 Results ]-\n\n  Great, no warnings\n\n  No suggestions\n\n";
        const std::string end = "  Lynis security scan details:\n\n  Tests performed : ";
        const auto complete = [](const std::string& text) {
            return test::parse_with("lynis-txt", text).scans.at(0).complete;
        };
        QVERIFY(complete(head + "all" + results + end + "250\n"));
        QVERIFY(!complete(head + "all" + results));
        QVERIFY(!complete(head + "all" + results + end + "3\n"));
        QVERIFY(!complete(head + "ssh" + results + end + "250\n"));
    }

    void kube_hunter_that_only_mapped_or_was_cut_closes_nothing() {
        const std::string nodes = "Nodes\n+-------------+-----------+\n| TYPE        | LOCATION  |\n"
                                  "+-------------+-----------+\n| Node/Master | 192.0.2.1 |\n"
                                  "+-------------+-----------+\n";
        const auto complete = [](const char* format, const std::string& text) {
            return test::parse_with(format, text).scans.at(0).complete;
        };
        QVERIFY(complete("kube-hunter-txt", nodes + "\nNo vulnerabilities were found\n"));
        QVERIFY(!complete("kube-hunter-txt", nodes));
        QVERIFY(!complete("kube-hunter-txt", nodes + "\nVulnerabilities\n+----+\n| ID |\n+----+\n| K1 |\n"));
        QVERIFY(!complete("kube-hunter-txt", "\nKube Hunter couldn't find any clusters\n"));
        const std::string yaml = "nodes:\n- type: Node/Master\n  location: 192.0.2.1\nvulnerabilities: []\n";
        QVERIFY(complete("kube-hunter-yaml", yaml + "kburl: https://example.org/{vid}\n"));
        QVERIFY(!complete("kube-hunter-yaml", yaml));
    }

    void npm_advisories_and_packages() {
        const auto old = fixture("npm-audit", "one.json");
        QVERIFY2(old.stats.has_value(), old.error().c_str());
        const RawFinding& f = old.findings.at(0);
        QCOMPARE(f.cve, std::vector<std::string>{"CVE-2026-3000"});
        QCOMPARE(f.aliases, std::vector<std::string>{"GHSA-1111-2222-3333"});
        QCOMPARE(f.location.package, std::string("coins"));
        QCOMPARE(f.location.version, std::string("1.0.2"));
        QCOMPARE(f.location.fixed_version, std::string("1.0.3"));
        QCOMPARE(f.location.resource, std::string("till>coins"));
        QCOMPARE(f.more_locations.size(), std::size_t{1});
        QCOMPARE(f.severity, Severity::medium);
        QCOMPARE(f.severity_raw, std::string("moderate"));
        QCOMPARE(f.links, (std::vector<std::string>{"https://github.com/advisories/GHSA-1111-2222-3333",
                                                    "https://coins.example/77"}));
        const auto now = fixture("npm-audit", "many.json");
        QVERIFY2(now.stats.has_value(), now.error().c_str());
        const RawFinding& till = now.findings.at(1);
        QCOMPARE(till.location.package, std::string("till"));
        QCOMPARE(till.aliases, std::vector<std::string>{"GHSA-4444-5555-6666"}); // through coins
        QCOMPARE(till.cwe, std::vector<int>{682});
        QVERIFY(till.description.find("through coins") != std::string::npos);
        QCOMPARE(till.remediation, std::string("There is no fixed version yet."));
        QCOMPARE(now.findings.at(0).location.fixed_version, std::string("1.0.3"));
    }

    void npm_tells_of_its_own_failure() {
        const auto got = test::parse_with(
            "npm-audit",
            "{\"error\":{\"code\":\"ENOLOCK\",\"summary\":\"This command requires an existing lockfile.\"}}");
        QVERIFY(!got.stats);
        QVERIFY(test::q(got.error()).contains("ENOLOCK"));
    }

    void yarn_keeps_whole_lines_and_says_what_it_left_out() {
        const std::string good = test::read_file(test::data_path("yarn-audit/many.jsonl"));
        const auto got = test::parse_with("yarn-audit", good + "{\"value\":\"cut");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.findings.size(), std::size_t{2});
        QCOMPARE(got.stats->skipped, std::uint64_t{1});
        QCOMPARE(got.stats->warnings.at(0).line, std::int64_t{3});
        QCOMPARE(got.findings.at(0).place.line, std::int64_t{1});
        QCOMPARE(got.findings.at(1).cwe, std::vector<int>{1104});
    }

    void zap_an_alert_in_full() {
        const auto got = fixture("zap-xml", "one.xml");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        const ScanInfo& scan = got.scans.at(0);
        QCOMPARE(scan.tool, std::string("ZAP"));
        QCOMPARE(scan.target, std::string("https://till.example:8443"));
        QCOMPARE(scan.target_kind, std::string("url"));
        QCOMPARE(format_rfc3339(scan.finished.value()), std::string("2026-03-04T05:06:07.123Z"));
        const RawFinding& f = got.findings.at(0);
        QCOMPARE(f.title, std::string("Echoed input"));
        QCOMPARE(f.rule, std::string("40012"));
        QCOMPARE(f.description, std::string("What is typed comes back.\nAs it was."));
        QCOMPARE(f.remediation, std::string("Escape what goes out."));
        QCOMPARE(f.severity, Severity::high);
        QCOMPARE(f.severity_raw, std::string("High"));
        QCOMPARE(f.cwe, std::vector<int>{79});
        QCOMPARE(f.location.url, std::string("https://till.example:8443/pay?q=1"));
        QCOMPARE(f.location.host, std::string("till.example"));
        QCOMPARE(f.location.port, std::int64_t{8443});
        QCOMPARE(f.location.method, std::string("GET"));
        QCOMPARE(f.location.parameter, std::string("q"));
        QCOMPARE(f.more_locations.size(), std::size_t{1});
        QCOMPARE(f.links, (std::vector<std::string>{"https://notes.example/echo", "https://notes.example/more"}));
        QCOMPARE(f.identity, IdentityKind::web);
        QVERIFY(f.evidence.find("alert(1)") != std::string::npos);
        QVERIFY(f.evidence.find("bWFyYTpvcGVuc2VzYW1l") == std::string::npos); // the Authorization header
        QVERIFY(f.evidence.find("0123456789abcdef") == std::string::npos);     // the cookie
    }

    void zap_sites_are_scans() {
        const auto got = fixture("zap-xml", "many.xml");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.size(), std::size_t{3});
        QCOMPARE(got.scans[0].target, std::string("http://a.example"));
        QCOMPARE(got.scans[1].target, std::string("http://b.example:8080"));
        QCOMPARE(got.scans[2].target, std::string("http://quiet.example"));
        QCOMPARE(got.findings.at(0).location.url, std::string("http://a.example/1"));
        QCOMPARE(got.findings.at(0).more_locations.size(), std::size_t{1});
        QVERIFY(got.findings.at(0).cwe.empty()); // -1
        QVERIFY(got.findings.at(1).suppressed);  // a false positive, as ZAP's user said
        QCOMPARE(got.scan_of.at(2), std::size_t{1});
        const auto json = fixture("zap-json", "many.json");
        QCOMPARE(json.scans.size(), std::size_t{2});
        QCOMPARE(json.scan_of.at(2), std::size_t{1});
        QVERIFY(!json.findings.at(1).severity_known); // risk 7
    }
};

QTEST_APPLESS_MAIN(ScannerFormatsTest)
#include "scanner_formats_test.moc"
