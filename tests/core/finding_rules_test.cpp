// Rules about findings: what they say, in which order, on what is imported and on what is stored.
#include "core/analysis/classify.h"
#include "core/base/yaml.h"
#include "core/store/rules/active_rules.h"
#include "core/store/rules/finding_rules.h"
#include "core/views/deadlines.h"
#include "core/views/findings.h"
#include "core/views/rules.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::test;

namespace {

std::string of_findings(const Workspace& workspace) {
    return rows_of(workspace, "SELECT f.title, f.cause, f.phase, o.name, (f.due - f.first_seen) / 86400 FROM finding f"
                              " JOIN owner o ON o.id = f.owner_id ORDER BY f.title");
}

RawFinding code(const std::string& title, const std::string& file) {
    RawFinding f = code_finding("R1", file, 3, "text of " + title, Severity::high);
    f.title = title;
    return f;
}

} // namespace

class FindingRulesTest : public QObject {
    Q_OBJECT

    TestClock clock_;

    std::shared_ptr<Workspace> with_two(const std::string& name) {
        auto workspace = new_workspace(name, clock_);
        RawFinding vuln = vuln_finding("CVE-2024-1", "pkg:npm/a", Severity::critical);
        vuln.title = "A";
        const TestReport report =
            one_scan("one.json", "Tool", "shop-web", *clock_.seconds, {vuln, code("B", "src/b.c")});
        if (!import_report(*workspace, report)) qFatal("the report was not taken");
        return workspace;
    }

private slots:
    void errors_have_their_place_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const char* yaml, int line, int column, const char* what) {
            QTest::newRow(name) << yaml << line << column << what;
        };
        row("no YAML", "cause: [", 1, 9, "no YAML");
        row("a section that is not known", "cause: []\nreason: []", 2, 1, "no section \"reason\"");
        row("a list instead of sections", "- a", 1, 1, "sections");
        row("a key that is not known", "cause:\n  - {when: a, sett: code}", 2, 15, "no key \"sett\"");
        row("a cause that is not known", "cause:\n  - {set: bug}", 2, 11, "\"bug\"");
        row("nothing is set", "owner:\n  - {when: 'kev:yes'}", 2, 5, "set is missing");
        row("a field that is not known, quoted", "phase:\n  - {when: 'kev:yes age:>3d', set: code}", 2, 21, "\"age\"");
        row("a field that is not known, plain", "phase:\n  - when: kev:yes age:>3d\n    set: code", 2, 19, "\"age\"");
        row("a value that is not known", "phase:\n  - {when: \"severity:huge\", set: code}", 2, 22, "huge");
        row("a bracket in a folded text", "phase:\n  - when: >\n      (kev:yes\n    set: code", 2, 11, "bracket");
        row("owners about owners", "owner:\n  - {when: 'owner:any', set: x}", 2, 12, "owner");
        row("days that are none", "deadline:\n  - {days: soon}", 2, 12, "days are");
        row("days of no severity", "deadline:\n  - days: {hot: 3}", 2, 12, "severity");
        row("both units", "deadline:\n  - {days: 3, working_days: 3}", 2, 5, "either");
        row("a calendar that is not there", "deadline:\n  - {days: 3, calendar: x}", 2, 25, "no calendar");
        row("a zone that is not there", "calendars:\n  a: {zone: Mars/Base}", 2, 13, "time zone");
        row("a holiday that is none", "calendars:\n  a:\n    holidays:\n      - 2026-02-30", 4, 9, "no day");
        row("a week without work", "calendars:\n  a: {work: []}", 2, 13, "nobody works");
        row("a key twice", "cause: []\ncause: []", 2, 1, "twice");
        row("a second document", "cause: []\n---\nphase: []", 3, 1, "second document");
        row("an asset without a name", "assets:\n  - {tags: [a]}", 2, 5, "name is missing");
    }
    void errors_have_their_place() {
        QFETCH(QString, yaml);
        QFETCH(int, line);
        QFETCH(int, column);
        QFETCH(QString, what);
        const auto rules = parse_finding_rules(yaml.toStdString());
        QVERIFY(!rules);
        QVERIFY2(q(rules.error().what).contains(what), qPrintable(q(rules.error().one_line())));
        QCOMPARE(QString("%1:%2").arg(rules.error().line).arg(rules.error().column),
                 QString("%1:%2").arg(line).arg(column));
    }

    void hostile_text_is_refused_soon_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("too large") << QByteArray(300'000, ' ');
        QTest::newRow("lists in lists") << QByteArray(100'000, '[');
        QTest::newRow("maps in maps") << QByteArray("{a: ").repeated(50'000);
        QTest::newRow("dashes") << QByteArray("- ").repeated(100'000);
        QTest::newRow("keys of keys") << QByteArray("? ").repeated(100'000);
        QByteArray bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
        for (char c = 'b'; c < 'k'; ++c)
            bomb += QByteArray(1, c) + ": &" + c + " [" + (QByteArray("*") + char(c - 1) + ", ").repeated(9) + "x]\n";
        QTest::newRow("aliases that multiply") << bomb;
        QTest::newRow("one long text many times")
            << "a: &a " + QByteArray(100'000, 'x') + "\ncause: [" + QByteArray("*a, ").repeated(30'000) + "x]";
        QTest::newRow("an alias in itself") << QByteArray("cause: &a [*a]");
        QTest::newRow("an alias of nothing") << QByteArray("cause: [*a]");
        QTest::newRow("no text") << QByteArray("\x00\x01\x02\xff\xfe", 5);
        QTest::newRow("ten thousand rules") << "cause:\n" + QByteArray("- {set: code}\n").repeated(10'000);
        QTest::newRow("brackets in a condition") << "cause:\n- {set: code, when: '" + QByteArray(3000, '(') + "'}\n";
    }
    void hostile_text_is_refused_soon() {
        QFETCH(QByteArray, text);
        const auto rules = parse_finding_rules({text.data(), static_cast<std::size_t>(text.size())});
        QVERIFY(!rules);
        QVERIFY(!rules.error().what.empty());
    }

    // The text to begin with says what a workspace without rules goes by.
    void the_default_rules_are_the_built_in_ones() {
        auto parsed = parse_finding_rules(default_finding_rules());
        QVERIFY2(parsed, parsed ? "" : parsed.error().one_line().c_str());
        ActiveRules rules;
        rules.rules = std::move(*parsed);
        int tried = 0;
        for (int kind = 0; kind < 6; ++kind)
            for (const char* target : {"", "host", "image"})
                for (const int cwe : {0, 79, 16, 1021, 2, 1392})
                    for (const bool cve : {false, true})
                        for (const bool reported : {false, true}) {
                            RawFinding f;
                            f.identity = static_cast<IdentityKind>(kind);
                            if (cwe != 0) f.cwe = {cwe};
                            if (cve) f.cve = {"CVE-2024-1"};
                            if (reported) f.cause = Cause::secret;
                            if (reported) f.phase = Phase::plan;
                            const Classified built_in = classify(f, target);
                            const std::string number = cwe == 0 ? "" : std::to_string(cwe);
                            RuleSubject subject;
                            subject.kind = f.identity;
                            subject.target = target;
                            subject.cwe = number;
                            if (cve) subject.advisories = "CVE-2024-1";
                            RuledNow now; // as if another rule had said something else before
                            now.cause_rule =
                                RuleMark{9, static_cast<int>(built_in.cause), built_in.cause_rule}.stored();
                            now.phase_rule =
                                RuleMark{9, static_cast<int>(built_in.phase), built_in.phase_rule}.stored();
                            const Ruled ruled = rules.rule(subject, {}, now);
                            QCOMPARE(name_of(ruled.cause), name_of(built_in.cause));
                            QCOMPARE(name_of(ruled.phase), name_of(built_in.phase));
                            ++tried;
                        }
        QCOMPARE(tried, 6 * 3 * 6 * 2 * 2);
    }

    void conditions_see_what_they_name_data() {
        QTest::addColumn<QString>("when");
        QTest::addColumn<bool>("matches");
        for (const char* yes : {"severity:high",
                                "severity:>=medium",
                                "cause:code",
                                "kind:code",
                                "target:repository",
                                "asset:shop*",
                                "tag:pci",
                                "tag:PCI",
                                "env:production",
                                "tool:Semgrep",
                                "rule:java.*",
                                "rule:\"a name\"",
                                "cve:none",
                                "cwe:79",
                                "cwe:70..80",
                                "package:none",
                                "fix:none",
                                "cvss:>=7",
                                "epss:0.5",
                                "epss:>40%",
                                "kev:no",
                                "file:src/*",
                                "title:\"SQL injection\"",
                                "sql",
                                "-tag:web",
                                "tag:web or tag:pci",
                                "(kev:yes or sql) cwe:any",
                                "control:nist:*",
                                "suppressed:no",
                                "resource:none",
                                "owner:none"})
            QTest::newRow(yes) << yes << true;
        for (const char* no : {"severity:critical", "cause:secret", "asset:shop", "tag:web", "tag:none", "cwe:80",
                               "cwe:none", "cve:CVE-*", "cvss:<7", "cvss:none", "kev:yes", "-sql", "file:none",
                               "kev:no -tag:pci", "text:nothing", "phase:build"})
            QTest::newRow(no) << no << false;
    }
    void conditions_see_what_they_name() {
        QFETCH(QString, when);
        QFETCH(bool, matches);
        const std::vector<std::string> tags{"pci", "internet"};
        RuleSubject s;
        s.severity = Severity::high;
        s.cause = Cause::code;
        s.phase = Phase::code;
        s.kind = IdentityKind::code;
        s.target = "repository";
        s.asset = "shop-web";
        s.env = "production";
        s.tool = "semgrep";
        s.rule = "java.sqli";
        s.rule_name = "A name";
        s.title = "SQL injection";
        s.file = "src/a.java";
        s.cwe = "20\n79";
        s.controls = "nist:SI-10";
        s.score = 7.5;
        s.epss = 0.5;
        s.tags = tags;
        auto condition = RuleCondition::parse(when.toStdString());
        QVERIFY2(condition, condition ? "" : condition.error().one_line().c_str());
        QCOMPARE(condition->matches(s), matches);
    }

    void stored_findings_follow_and_return() {
        auto workspace = with_two("rules-stored");
        const std::string before = of_findings(*workspace);
        QCOMPARE(q(before), QString("A|1|2||15\nB|2|1||30"));
        const std::string rules = "assets:\n  - {name: 'shop-*', tags: [pci], env: production, owner: '@shop'}\n"
                                  "cause:\n  - {when: 'file:src/*', set: configuration, because: it is}\n"
                                  "  - {when: 'kind:code', set: other}\n"
                                  "phase:\n  - {when: 'cause:configuration', set: deploy}\n"
                                  "owner:\n  - {when: 'phase:deploy', set: '@ops'}\n"
                                  "deadline:\n  - {when: 'owner:@ops', days: {critical: 1, low: 2}}\n"
                                  "  - {when: 'tag:pci', days: 7}\n";
        auto tried = views::try_rules(*workspace, rules);
        QVERIFY2(tried, tried ? "" : tried.error().one_line().c_str());
        QCOMPARE(q(views::words_of(*tried)),
                 QString("2 of 2 findings: cause of 1, phase of 1, owner of 2, deadline of 2"));
        QCOMPARE(q(of_findings(*workspace)), q(before)); // nothing but tried
        auto set = views::set_rules(*workspace, rules, "Ann");
        QVERIFY2(set, set ? "" : set.error().one_line().c_str());
        QCOMPARE(q(views::words_of(*set)), q(views::words_of(*tried)));
        QCOMPARE(q(of_findings(*workspace)), QString("A|1|2|@shop|7\nB|0|5|@ops|7"));
        QCOMPARE(q(rows_of(*workspace, "SELECT env FROM asset")), QString("production"));
        auto detail = views::finding_detail(*workspace, FindingId{2});
        QVERIFY(detail);
        QCOMPARE(q(detail->cause_reason), QString("it is (rule 1 of cause, line 4)"));
        QCOMPARE(q(detail->owner_reason), QString("phase:deploy (rule 1 of owner, line 9)"));
        QCOMPARE(q(detail->due_reason), QString("tag:pci (rule 2 of deadline, line 12)"));
        QVERIFY(q(detail->history.front().what).startsWith("By the rules: owner set to @ops, cause code"));
        QCOMPARE(q(detail->history.front().who), QString("Ann"));
        auto again = views::set_rules(*workspace, rules, "Ann");
        QVERIFY(again && again->changed == 0);
        auto none = views::set_rules(*workspace, "", "Ann");
        QVERIFY(none && none->changed == 2);
        QCOMPARE(q(of_findings(*workspace)), q(before));
        JobContext job;
        auto checked = check_workspace(*workspace, false, job);
        QVERIFY(checked);
        QVERIFY2(checked->clean, checked->problems.empty() ? "" : checked->problems.front().c_str());
    }

    void rules_meet_what_is_imported() {
        auto workspace = new_workspace("rules-import", clock_);
        QVERIFY(views::set_rules(*workspace,
                                 "owner:\n  - {when: 'file:src/*', set: '@src'}\ncause:\n"
                                 "  - {when: 'title:B', set: other}\ndeadline:\n"
                                 "  - {when: 'cause:other', days: {critical: 2, high: 4}}\n",
                                 "Ann"));
        const auto import = [&](const std::string& name, Severity severity, const std::string& description) {
            RawFinding b = code("B", "src/b.c");
            b.severity = severity;
            b.description = description;
            return import_report(*workspace,
                                 one_scan(name, "Tool", "repo", *clock_.seconds, {b, code("C", "lib/c.c")}));
        };
        QVERIFY(import("one.json", Severity::high, "first words"));
        QCOMPARE(q(of_findings(*workspace)), QString("B|4|1|@src|4\nC|2|1||30"));
        *clock_.seconds += 3600;
        QVERIFY(import("two.json", Severity::critical, "other words")); // known: its row is written anew
        QCOMPARE(q(of_findings(*workspace)), QString("B|4|1|@src|2\nC|2|1||30"));
        QCOMPARE(q(rows_of(*workspace, "SELECT count(*) FROM history")), QString("0"));
    }

    void an_owner_by_hand_stays() {
        auto workspace = with_two("rules-hand");
        const std::string rules = "owner:\n  - {set: '@all'}\n";
        views::Decision mine;
        mine.findings = {FindingId{1}};
        mine.owner = "Bea";
        mine.who = "Ann";
        auto applied = views::apply_decision(*workspace, mine);
        QVERIFY(applied);
        QVERIFY(views::set_rules(*workspace, rules, "Ann"));
        const std::string owners = "SELECT coalesce(nullif(o.name, ''), 'nobody') FROM finding f JOIN owner o ON o.id "
                                   "= f.owner_id ORDER BY f.id";
        QCOMPARE(q(rows_of(*workspace, owners)), QString("Bea\n@all"));
        // Undone, it is nobody's by hand, and rules may speak again.
        for (const views::Decision& inverse : applied->inverse)
            QVERIFY(views::apply_decision(*workspace, inverse));
        QVERIFY(views::set_rules(*workspace, rules, "Ann"));
        QCOMPARE(q(rows_of(*workspace, owners)), QString("@all\n@all"));
        mine.owner = "";
        QVERIFY(views::apply_decision(*workspace, mine));
        QVERIFY(views::set_rules(*workspace, rules, "Ann"));
        QCOMPARE(q(rows_of(*workspace, owners)), QString("nobody\n@all"));
        // What a rule had set is a person's choice once a person says the same.
        mine.findings = {FindingId{2}};
        mine.owner = "@all";
        QVERIFY(views::apply_decision(*workspace, mine));
        QVERIFY(views::set_rules(*workspace, "", "Ann"));
        QCOMPARE(q(rows_of(*workspace, owners)), QString("nobody\n@all"));
    }

    void code_owners_stand_between_rules_and_assets() {
        auto workspace = with_two("rules-code-owners");
        const std::string owners = "SELECT coalesce(nullif(o.name, ''), 'nobody') FROM finding f JOIN owner o ON o.id "
                                   "= f.owner_id ORDER BY f.id";
        QVERIFY(views::set_rules(*workspace, "assets:\n  - {name: '*', owner: asset}\n", "Ann"));
        QCOMPARE(q(rows_of(*workspace, owners)), QString("asset\nasset"));
        auto set = views::set_owner_file(*workspace, "shop*", "CODEOWNERS", "* @all\n*.c @c\nnonsense here\n", "Ann");
        QVERIFY(set);
        QCOMPARE(set->skipped.size(), std::size_t{1});
        QCOMPARE(q(rows_of(*workspace, owners)), QString("asset\n@c")); // A has no file
        QVERIFY(views::set_owner_file(*workspace, "shop-web", "CODEOWNERS", "*.c @nearer\n", "Ann"));
        QCOMPARE(q(rows_of(*workspace, owners)), QString("asset\n@nearer"));
        QVERIFY(views::set_rules(*workspace, "owner:\n  - {when: 'file:*.c', set: rule}\n", "Ann"));
        QCOMPARE(q(rows_of(*workspace, owners)), QString("nobody\nrule"));
        QVERIFY(views::remove_owner_file(*workspace, "shop-web", "Ann"));
        QVERIFY(!views::remove_owner_file(*workspace, "shop-web", "Ann"));
        QVERIFY(!views::set_owner_file(*workspace, "x", "CODEOWNERS", "# nothing\n", "Ann"));
        QCOMPARE(views::owner_files(*workspace)->size(), std::size_t{1});
    }

    void plain_deadlines_are_for_the_rest() {
        auto workspace = with_two("rules-plain");
        QVERIFY(views::set_rules(*workspace, "deadline:\n  - {days: {critical: 3, low: none}}\n", "Ann"));
        QCOMPARE(q(of_findings(*workspace)), QString("A|1|2||3\nB|2|1||30"));
        DeadlinePolicy policy;
        policy.days = {0, 1, 1, 10, 1};
        auto changed = views::set_deadlines(*workspace, policy, "Ann");
        QVERIFY(changed && *changed == 1);
        QCOMPARE(q(of_findings(*workspace)), QString("A|1|2||3\nB|2|1||10"));
    }

    void a_bad_text_changes_nothing() {
        auto workspace = with_two("rules-bad");
        const std::string before = of_findings(*workspace);
        auto bad = views::set_rules(*workspace, "cause:\n  - {set: bug}\n", "Ann");
        QVERIFY(!bad && bad.error().line == 2);
        QCOMPARE(q(of_findings(*workspace)), q(before));
        QVERIFY(!views::rules_text(*workspace)->own);
    }
};

QTEST_APPLESS_MAIN(FindingRulesTest)
#include "finding_rules_test.moc"
