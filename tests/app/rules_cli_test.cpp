// parapet rules and parapet expect, as scripts call them.
#include "tests/support/cli.h"
#include "tests/support/support.h"

#include <QJsonObject>

using namespace parapet::test;

namespace {

constexpr const char* k_report =
    "<?xml version=\"1.0\"?><nmaprun scanner=\"nmap\" start=\"1700000000\"><scaninfo type=\"syn\" protocol=\"tcp\""
    " services=\"1-1000\"/><host><status state=\"up\"/><address addr=\"192.0.2.7\" addrtype=\"ipv4\"/><ports><port"
    " protocol=\"tcp\" portid=\"22\"><state state=\"open\"/></port></ports></host><runstats><finished"
    " time=\"1700000000\" exit=\"success\"/></runstats></nmaprun>";

} // namespace

class RulesCliTest : public QObject {
    Q_OBJECT

    std::string workspace_;
    Ran run(std::vector<std::string> words, const std::string& input = {}) {
        words.insert(words.begin(), {"--workspace", workspace_});
        RunOptions options;
        options.input = input;
        return run_parapet(words, options);
    }

private slots:
    void init() {
        workspace_ = temp_path("rules-cli.parapet");
        QCOMPARE(run({"import", "-", "--quiet"}, k_report).code, 0);
    }

    void rules_are_checked_kept_and_shown() {
        const std::string good = "owner:\n  - {when: 'rule:open-port', set: '@net'}\n";
        const Ran shown = run({"rules", "show"});
        QVERIFY(shown.out.find("as_reported: true") != std::string::npos);
        const Ran bad = run({"rules", "check", "-"}, "owner:\n  - {when: 'rul:x', set: a}\n");
        QCOMPARE(bad.code, 2);
        QVERIFY2(bad.err.find("line 2, column 13") != std::string::npos, bad.err.c_str());
        const Ran tried = run({"rules", "check", "-", "--json"}, good);
        QCOMPARE(tried.code, 0);
        QCOMPARE(tried.json().value(0)["owner"].toInt(), 1);
        QCOMPARE(run({"rules", "set", "-"}, good).code, 0);
        QCOMPARE(QString::fromStdString(run({"rules"}).out), QString::fromStdString(good));
        QCOMPARE(run({"findings", "--json"}).json().value(0)["owner"].toString(), QString("@net"));
        QCOMPARE(run({"rules", "owners", "-"}, "* @all\n").code, 2); // whose?
        QCOMPARE(run({"rules", "owners", "-", "--asset", "x"}, "* @all\n").code, 0);
        QCOMPARE(run({"rules", "owners", "-", "--asset", "x"}, "* @all\n!y @z\n").code, 1);
        QCOMPARE(run({"rules", "owners", "--json"}).json().value(0)["lines"].toInt(), 1);
        QCOMPARE(run({"check"}).code, 0);
    }

    void what_is_expected_is_held_against_what_was_seen() {
        QCOMPARE(run({"expect", "-"}, "expectations:\n  - {name: a, closed_ports: [x]}\n").code, 2);
        const Ran broken = run({"expect", "-", "--json"}, "expectations:\n  - {name: a, closed_ports: [22]}\n");
        QCOMPARE(broken.code, 1);
        QCOMPARE(broken.json().size(), 1);
        QCOMPARE(broken.json()[0]["actual"].toString(), QString("open: 22/tcp"));
        QCOMPARE(broken.json()[0]["state"].toString(), QString("broken"));
        const Ran found = run({"findings", "--json", "--filter", "tool:\"Parapet expectations\""});
        QCOMPARE(found.json().size(), 1);
        QCOMPARE(run({"expect", "-"}, "expectations:\n  - {name: a, closed_ports: [23]}\n").code, 0);
        QCOMPARE(run({"expect", "--check"}).code, 0);
        QCOMPARE(run({"check"}).code, 0);
    }
};

QTEST_GUILESS_MAIN(RulesCliTest)
#include "rules_cli_test.moc"
