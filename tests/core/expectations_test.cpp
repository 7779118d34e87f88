// Expected against actual: what is written, what scanners saw, what becomes of breaches.
#include "core/ingest/expect.h"
#include "core/ingest/import.h"
#include "core/store/expect/expectations.h"
#include "core/views/expectations.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

namespace {

std::string states(const Workspace& workspace) {
    auto view = views::expectations(workspace);
    if (!view) return view.error().one_line();
    std::string out;
    for (const views::ExpectationRow& row : view->rows)
        out += row.expectation + "|" + row.asset + "|" + std::string(name_of(row.state)) + "|" + row.actual + "|" +
               row.tool + "\n";
    return out;
}

std::string breaches(const Workspace& workspace) {
    return rows_of(workspace, "SELECT f.title, CASE f.status WHEN 5 THEN 'fixed' ELSE 'open' END FROM finding f JOIN"
                              " scope c ON c.id = f.scope_id WHERE c.tool = 'Parapet expectations' ORDER BY f.title");
}

void import(Workspace& workspace, const std::string& text, const std::string& name) {
    JobContext job;
    auto outcome = import_bytes(workspace, text, name, {}, job);
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    if (outcome->status != ImportStatus::imported)
        qFatal("%s: %s", name.c_str(), outcome->error ? outcome->error->one_line().c_str() : "not imported");
}

std::string nmap(const std::vector<int>& open, std::int64_t at) {
    std::string out = "<?xml version=\"1.0\"?><nmaprun scanner=\"nmap\" version=\"7.94\" start=\"" +
                      std::to_string(at) +
                      "\"><scaninfo type=\"syn\" protocol=\"tcp\" services=\"1-1000\"/><host starttime=\"" +
                      std::to_string(at) + "\" endtime=\"" + std::to_string(at) +
                      "\"><status state=\"up\"/><address addr=\"192.0.2.7\" addrtype=\"ipv4\"/><hostnames>"
                      "<hostname name=\"web-1\" type=\"PTR\"/></hostnames><ports>";
    for (const int port : open)
        out += "<port protocol=\"tcp\" portid=\"" + std::to_string(port) +
               "\"><state state=\"open\"/><service name=\"s\"/></port>";
    return out + "</ports></host><runstats><finished time=\"" + std::to_string(at) +
           "\" exit=\"success\"/></runstats></nmaprun>";
}

std::string bom(const std::string& version, const std::string& day) {
    return R"({"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":")" + day +
           R"(T00:00:00Z","component":{"bom-ref":"r","type":"container","name":"shop"}},"components":[)"
           R"({"bom-ref":"a","type":"library","name":"openssl","version":")" +
           version + R"(","purl":"pkg:deb/debian/openssl@)" + version + R"("}],"vulnerabilities":[]})";
}

} // namespace

class ExpectationsTest : public QObject {
    Q_OBJECT
    TestClock clock_;

private slots:
    void versions_are_compared_data() {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<int>("order");
        const auto row = [](const char* a, const char* b, int order) {
            QTest::newRow(qPrintable(QString("%1 and %2").arg(a, b))) << a << b << order;
        };
        row("1.2", "1.2", 0);
        row("1.2", "1.10", -1);
        row("1.2.0", "1.2", 1);
        row("1.2~rc1", "1.2", -1);
        row("1.2-rc1", "1.2", -1);
        row("1.2rc1", "1.2rc2", -1);
        row("3.0.11-1~deb12u2", "3.0.13", -1);
        row("3.0.13-1~deb12u1", "3.0.13", 1);
        row("1:1.0", "1:0.9", 1);
        row("2:1.0", "1:9.9", 1);
        row("1:1.0", "1.1", -1); // one of them says no epoch
        row("v1.2.3", "1.2.3", 0);
        row("007", "7", 0);
        row("99999999999999999999", "100000000000000000000", -1);
        row("", "1", -1);
        row("", "", 0);
        row("1.0.2k", "1.0.2l", -1);
    }
    void versions_are_compared() {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(int, order);
        const auto sign = [](int n) { return n < 0 ? -1 : n > 0 ? 1 : 0; };
        QCOMPARE(sign(compare_versions(a.toStdString(), b.toStdString())), order);
        QCOMPARE(sign(compare_versions(b.toStdString(), a.toStdString())), -order);
    }

    void errors_have_their_place_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* yaml, const char* place, const char* what) {
            QTest::newRow(what) << QString("expectations:\n  - ") + yaml << place << what;
        };
        row("{closed_ports: [22]}", "2:5", "name is missing");
        row("{name: a}", "2:5", "expects nothing");
        row("{name: a, check: x, no_open_groups: true}", "2:41", "about one thing");
        row("{name: a, closed_ports: [ssh]}", "2:29", "is no port");
        row("{name: a, closed_ports: 70000}", "2:29", "no port");
        row("{name: a, package: x}", "2:5", "at_least is missing");
        row("{name: a, setting: x}", "2:5", "either equals or at_least");
        row("{name: a, check: x, equals: y}", "2:33", "only packages and settings");
        row("{name: a, check: x}\n  - {name: a, check: y}", "3:12", "has this name");
        row("{name: a, check: x, port: 1}", "2:25", "no key \"port\"");
        row("{name: a, check: x, severity: huge}", "2:35", "not a severity");
    }
    void errors_have_their_place() {
        QFETCH(QString, yaml);
        QFETCH(QString, place);
        QFETCH(QString, what);
        auto parsed = parse_expectations(yaml.toStdString());
        QVERIFY(!parsed);
        QVERIFY2(q(parsed.error().what).contains(what), parsed.error().one_line().c_str());
        QCOMPARE(QString("%1:%2").arg(parsed.error().line).arg(parsed.error().column), place);
    }

    void ports_are_held_to_it() {
        auto workspace = new_workspace("expect-ports", clock_);
        import(*workspace, nmap({22, 443}, *clock_.seconds), "a.xml");
        auto set = set_expectations(*workspace,
                                    "expectations:\n"
                                    "  - {name: no ssh, assets: 'web-*', closed_ports: [22], severity: high}\n"
                                    "  - {name: no rdp, closed_ports: [3389]}\n"
                                    "  - {name: web, only_ports: [22, 443]}\n",
                                    "Ann");
        QVERIFY2(set, set ? "" : set.error().one_line().c_str());
        QCOMPARE(q(states(*workspace)), QString("no ssh|web-1|broken|open: 22/tcp|Nmap\n"
                                                "no rdp|web-1|not_seen|not looked at: 3389/tcp|Nmap\n"
                                                "web|web-1|holds|open: 22/tcp, 443/tcp|Nmap\n"));
        QCOMPARE(q(breaches(*workspace)), QString("no ssh: open: 22/tcp, expected closed: 22/tcp|open"));
        // The same again: the finding is known and nothing new is written.
        auto again = hold_expectations(*workspace, {});
        QVERIFY(again && again->added == 0 && again->closed == 0 && again->broken == 1);
        *clock_.seconds += 86'400;
        import(*workspace, nmap({443}, *clock_.seconds), "b.xml");
        QVERIFY(q(states(*workspace)).contains("no ssh|web-1|holds|open: 443/tcp|Nmap\n"));
        QCOMPARE(q(breaches(*workspace)), QString("no ssh: open: 22/tcp, expected closed: 22/tcp|fixed"));
        *clock_.seconds += 86'400;
        import(*workspace, nmap({22, 443}, *clock_.seconds), "c.xml");
        QCOMPARE(q(breaches(*workspace)), QString("no ssh: open: 22/tcp, expected closed: 22/tcp|open"));
        // No longer expected: its finding closes.
        *clock_.seconds += 86'400;
        QVERIFY(set_expectations(*workspace, "", "Ann"));
        QCOMPARE(q(states(*workspace)), QString());
        QCOMPARE(q(breaches(*workspace)), QString("no ssh: open: 22/tcp, expected closed: 22/tcp|fixed"));
        JobContext job;
        auto checked = check_workspace(*workspace, false, job);
        QVERIFY(checked);
        QVERIFY2(checked->clean, checked->problems.empty() ? "" : checked->problems.front().c_str());
    }

    void packages_come_from_inventories() {
        auto workspace = new_workspace("expect-packages", clock_);
        QVERIFY(set_expectations(*workspace,
                                 "expectations:\n  - {name: new ssl, package: openssl, at_least: 3.0.13}\n"
                                 "  - {name: new log4j, package: '*log4j*', at_least: '2.17'}\n",
                                 "Ann"));
        QCOMPARE(q(states(*workspace)), QString());
        import(*workspace, bom("3.0.11-1~deb12u2", "2025-10-01"), "a.json"); // looked at after the import by itself
        QCOMPARE(q(states(*workspace)), QString("new ssl|shop|broken|openssl 3.0.11-1~deb12u2|CycloneDX\n"
                                                "new log4j|shop|holds|not in its list of packages|CycloneDX\n"));
        auto evidence =
            rows_of(*workspace, "SELECT t.body LIKE 'Seen by CycloneDX at 2025-10-01%a.json (SHA-256 %' FROM"
                                " sighting s JOIN text t ON t.id = s.evidence_id");
        QCOMPARE(q(evidence), QString("1"));
        *clock_.seconds += 86'400;
        import(*workspace, bom("3.0.14", "2025-10-02"), "b.json");
        QVERIFY(q(states(*workspace)).contains("new ssl|shop|holds|openssl 3.0.14|CycloneDX"));
        QVERIFY(q(breaches(*workspace)).endsWith("|fixed"));
    }

    void lists_of_packages_data() {
        QTest::addColumn<QByteArray>("report");
        QTest::newRow("SPDX") << QByteArray(
            "{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"shop\","
            "\"creationInfo\":{\"created\":\"2025-10-01T00:00:00Z\"},\"packages\":[{\"SPDXID\":"
            "\"SPDXRef-a\",\"name\":\"openssl\",\"versionInfo\":\"3.0.2-5\"}]}");
        QTest::newRow("Trivy") << QByteArray(
            "{\"SchemaVersion\":2,\"ArtifactName\":\"shop\",\"ArtifactType\":"
            "\"container_image\",\"Results\":[{\"Target\":\"shop (debian 12)\",\"Class\":"
            "\"os-pkgs\",\"Packages\":[{\"Name\":\"openssl\",\"Version\":\"3.0.2\","
            "\"Release\":\"5\"},{\"Name\":\"zlib\",\"Version\":\"1\"}]}]}");
        QTest::newRow("CycloneDX in XML") << QByteArray(
            "<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"><metadata><component"
            " bom-ref=\"r\" type=\"container\"><name>shop</name></component></metadata><components><component"
            " bom-ref=\"a\" type=\"library\"><name>openssl</name><version>3.0.2-5</version></component>"
            "</components></bom>");
    }
    void lists_of_packages() {
        QFETCH(QByteArray, report);
        auto workspace = new_workspace("expect-lists", clock_);
        QVERIFY(set_expectations(*workspace, "expectations:\n  - {name: ssl, package: openssl, at_least: 3.0.13}\n",
                                 "Ann"));
        import(*workspace, report.toStdString(), "list");
        QVERIFY2(q(states(*workspace)).startsWith("ssl|shop|broken|openssl 3.0.2-5|"), states(*workspace).c_str());
    }

    void settings_packages_and_ports_of_lynis() {
        auto workspace = new_workspace("expect-lynis", clock_);
        QVERIFY(set_expectations(*workspace,
                                 "expectations:\n"
                                 "  - {name: root, setting: PermitRootLogin, equals: 'no'}\n"
                                 "  - {name: firewall, setting: firewall_active, equals: 1}\n"
                                 "  - {name: nothing, setting: never_heard_of, equals: 1}\n"
                                 "  - {name: bash, package: bash, at_least: '5.2'}\n"
                                 "  - {name: ports, only_ports: [22]}\n",
                                 "Ann"));
        import(*workspace,
               "# Lynis Report\nreport_version_major=1\nlynis_version=3.0.9\nhostname=db-1\nfirewall_active=1\n"
               "details[]=SSH-7408|sshd|desc:sshd option PermitRootLogin;field:PermitRootLogin;prefval:NO;value:YES;|\n"
               "installed_package[]=bash,5.2.15-2\nnetwork_listen_port[]=0.0.0.0:22|tcp|sshd|\n"
               "network_listen_port[]=127.0.0.1:5432|tcp|postgres|\nnetwork_listen_port[]=[::]:25|tcp|master|\n"
               "warning[]=SSH-7408|Something|-|-|\nfinish=true\n",
               "lynis-report.dat");
        QCOMPARE(q(states(*workspace)), QString("ports|db-1|broken|open: 25/tcp (master)|Lynis\n"
                                                "root|db-1|broken|PermitRootLogin is YES|Lynis\n"
                                                "nothing|db-1|not_seen||\n"
                                                "bash|db-1|holds|bash 5.2.15-2|Lynis\n"
                                                "firewall|db-1|holds|firewall_active is 1|Lynis\n"));
    }

    void checks_of_any_scanner() {
        auto workspace = new_workspace("expect-checks", clock_);
        RawFinding fails;
        fails.title = "Ensure root cannot log in";
        fails.rule = "rule_sshd_disable_root_login";
        fails.rule_name = fails.title;
        fails.identity = IdentityKind::config;
        fails.severity = Severity::medium;
        fails.severity_known = true;
        fails.evidence = "expected: no\n     got: yes\n";
        RawFinding group = fails;
        group.rule = "ec2_securitygroup_allow_ingress_from_internet_to_all_ports";
        group.rule_name = group.title = "Security group open to the Internet";
        group.location.resource = "sg-1";
        group.evidence.clear();
        RawFinding passes = fails;
        passes.rule = "rule_audit_on";
        passes.outcome = CheckOutcome::pass;
        QVERIFY(set_expectations(*workspace,
                                 "expectations:\n  - {name: root, check: '*disable_root_login'}\n"
                                 "  - {name: audit, check: 'rule_audit_*'}\n  - {name: other, check: other}\n"
                                 "  - {name: world, no_open_groups: true}\n",
                                 "Ann"));
        QVERIFY(
            import_report(*workspace, one_scan("a.json", "OpenSCAP", "db-1", *clock_.seconds, {fails, group, passes})));
        QVERIFY(hold_expectations_after(*workspace, 1));
        QCOMPARE(q(states(*workspace)), QString("root|db-1|broken|fails: rule_sshd_disable_root_login: yes|OpenSCAP\n"
                                                "world|db-1|broken|open: sg-1|OpenSCAP\n"
                                                "other|db-1|not_seen||\n"
                                                "audit|db-1|holds|passes|OpenSCAP\n"));
        *clock_.seconds += 86'400;
        fails.outcome = group.outcome = CheckOutcome::pass;
        QVERIFY(
            import_report(*workspace, one_scan("b.json", "OpenSCAP", "db-1", *clock_.seconds, {fails, group, passes})));
        QVERIFY(hold_expectations_after(*workspace, 2));
        QVERIFY(q(states(*workspace)).contains("root|db-1|holds|passes|OpenSCAP"));
        QVERIFY(q(states(*workspace)).contains("world|db-1|holds|none open|OpenSCAP"));
        QCOMPARE(q(rows_of(*workspace, "SELECT count(*) FROM finding WHERE status <> 5")), QString("0"));
    }
};

QTEST_APPLESS_MAIN(ExpectationsTest)
#include "expectations_test.moc"
