#include "core/compliance/evaluate.h"
#include "core/compliance/match.h"
#include "tests/support/support.h"

#include <QtTest>

#include <functional>
#include <list>
#include <map>

using namespace parapet;
using namespace parapet::compliance;
using test::q;

namespace {

const Time k_now = *parse_rfc3339("2026-11-18T14:00:00Z");
Time ago(double days) {
    return k_now - std::chrono::duration_cast<Duration>(std::chrono::duration<double>(days * 86400));
}
std::int32_t day_of(Time at) {
    return static_cast<std::int32_t>(unix_seconds(at) / 86400);
}

// Facts made of a few words.
struct Build {
    Facts facts;

    Build& asset(int id, const char* kind, double first = 200, double last = 0) {
        facts.assets.push_back({AssetId{id}, "asset-" + std::to_string(id), kind, ago(first), ago(last)});
        return *this;
    }
    Build& scan(int asset_id, std::uint16_t kinds, double days, bool failed = false, bool complete = true) {
        const auto id = static_cast<std::int64_t>(facts.scans.size() + 1);
        facts.scans.push_back({ScanId{id}, AssetId{asset_id}, kinds, ago(days), complete, failed, ImportId{id}, 0});
        return *this;
    }
    // A change of status of the newest finding.
    Build& then(double days, FindingStatus status, std::optional<double> until = {}, bool ran_out = false) {
        FindingFact& f = facts.findings.back();
        if (f.steps == 0) f.first_step = static_cast<std::uint32_t>(facts.steps.size());
        ++f.steps;
        facts.steps.push_back({ago(days), status, until ? ago(*until) : k_never, ran_out});
        return *this;
    }
    FindingFact& finding(Severity severity, double first, double due) {
        FindingFact fact;
        fact.id = FindingId{static_cast<std::int64_t>(facts.findings.size() + 1)};
        fact.asset = AssetId{1};
        fact.severity = severity;
        fact.cause = Cause::missing_patch;
        fact.first_seen = ago(first);
        fact.due = ago(due);
        facts.findings.push_back(fact);
        return facts.findings.back();
    }
    Build& events(int asset_id, EventKind kind, double from, double to, double step = 1) {
        TelemetryFact fact{AssetId{asset_id}, kind, {}, ago(to), 10};
        for (double d = from; d >= to; d -= step)
            fact.days.push_back(day_of(ago(d)));
        facts.telemetry.push_back(std::move(fact));
        return *this;
    }
    Build& said(const char* subject, double days, Verdict verdict = Verdict::met, std::optional<double> ends = {}) {
        AttestationFact fact;
        fact.id = "A-" + std::to_string(facts.attestations.size() + 1);
        fact.subject = subject;
        fact.verdict = verdict;
        fact.statement = "it is so";
        fact.at = ago(days);
        if (ends) fact.expires = ago(*ends);
        facts.attestations.push_back(std::move(fact));
        return *this;
    }
    Build& change(double days, std::vector<std::string> properties) {
        facts.changes.push_back({"C-1", "deploy", "CI", "", ago(days), std::move(properties)});
        return *this;
    }
};

EvidenceRule rule(const std::string& line) {
    auto rules = read_rules(line);
    if (!rules) qFatal("%s", rules.error().one_line().c_str());
    return rules->front();
}

RuleResult run(const EvidenceRule& r, const Facts& facts) {
    auto result = evaluate_rule(r, facts, FactIndex::make(facts), window_for(k_now));
    if (!result) qFatal("%s", result.error().one_line().c_str());
    return *result;
}

const char* name(CheckState state) {
    constexpr const char* k_names[] = {"pass", "partial", "fail", "error", "stale", "missing"};
    return k_names[static_cast<int>(state)];
}

const std::string k_critical = "t\tfindings\twithin_deadline\timage\tseverity:critical\t7d\t0\t10%\tSI-2\tT";
const std::string k_exploited = "t\tfindings\tnone_open\timage\tkev:yes\t7d\t0\t-\tSI-2\tT";
const std::string k_gate = "t\tfindings\tbelow_gate\timage\tcwe:89\t7d\thigh\t-\tSI-10\tT";
const std::string k_triaged = "t\tfindings\ttriaged\timage\tseverity:critical\t7d\t7d\t-\tRA-7\tT";
const std::string k_accepted = "t\tfindings\tacceptances_current\timage\tseverity:critical\t7d\t0\t-\tCA-5\tT";
const std::string k_scanned = "t\tpipeline\tscanned\timage\t-\t30d\t95%\t50%\tRA-5\tT";
const std::string k_reporting = "t\ttelemetry\treporting\tssh\t-\t1d\t95%\t50%\tAC-17\tT";
const std::string k_outcomes = "t\ttelemetry\tboth_outcomes\tlogin\t-\t30d\t100%\t-\tAC-7\tT";
const std::string k_alive = "t\ttelemetry\tsources_alive\tany\t-\t1d\t95%\t50%\tAU-12\tT";
const std::string k_content = "t\ttelemetry\trecord_content\tany\t-\t7d\t90%\t70%\tAU-3\tT";
const std::string k_retention = "t\ttelemetry\tretention\tany\t-\t-\t90d\t30d\tAU-11\tT";
const std::string k_reviewed = "t\tpipeline\teach_change\treviewed\t-\t30d\t100%\t50%\tCM-3\tT";
const std::string k_training = "t\tattestation\tattested\t-\t-\t365d\t-\t-\tAT-2\tT";

using Setup = std::function<void(Build&)>;
struct Case {
    const char* name;
    std::string rule;
    Setup setup;
    CheckState state;
    const char* measured;
};

const std::vector<Case>& cases() {
    static const std::vector<Case> k_cases{
        {"findings: nothing scanned, nothing found", k_critical, [](Build&) {}, CheckState::missing, "never scanned"},
        {"findings: none found on a fresh scan", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1); }, CheckState::pass, "none open"},
        {"findings: none found, scan too old", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 8); }, CheckState::stale,
         "1 of 1 assets not scanned lately"},
        {"findings: none found, another kind of scan", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_dast, 1); }, CheckState::missing, "never scanned"},
        {"findings: none found, the scan failed", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1, true); }, CheckState::error,
         "the last scan of 1 assets failed"},
        {"findings: a failed scan after a good one changes nothing yet", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 3).scan(1, k_scan_image, 1, true); },
         CheckState::pass, "none open"},
        {"findings: a partial scan is no proof", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1, false, false); }, CheckState::stale,
         "1 of 1 assets not scanned lately"},
        {"findings: an image gone for long is no gap", k_critical,
         [](Build& b) {
             b.asset(1, "image").asset(2, "image", 300, 120).scan(2, k_scan_image, 120).scan(1, k_scan_image, 1);
         },
         CheckState::pass, "none open"},
        {"findings: one past its date", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3); },
         CheckState::fail, "1 of 1 are past it"},
        {"findings: one past its date fails even without a scan", k_critical,
         [](Build& b) { b.finding(Severity::critical, 30, 3); }, CheckState::fail, "1 of 1 are past it"},
        {"findings: open within its date", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 5, -3); },
         CheckState::pass, "0 of 1 are past it"},
        {"findings: due this very moment is past", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 5, 0); },
         CheckState::fail, "1 of 1 are past it"},
        {"findings: few of many past their date is partly", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3);
             for (int i = 0; i < 9; ++i)
                 b.finding(Severity::critical, 5, -3);
         },
         CheckState::partial, "1 of 10 are past it"},
        {"findings: of another severity is not meant", k_critical,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::high, 30, 3); },
         CheckState::pass, "none open"},
        {"findings: fixed", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3);
             b.then(1, FindingStatus::fixed);
         },
         CheckState::pass, "none open"},
        {"findings: suppressed", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3).suppressed = true;
         },
         CheckState::pass, "none open"},
        {"findings: false positive", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3);
             b.then(2, FindingStatus::false_positive);
         },
         CheckState::pass, "none open"},
        {"findings: accepted until tomorrow", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3);
             b.then(4, FindingStatus::risk_accepted, -1);
         },
         CheckState::pass, "none open"},
        {"findings: accepted until yesterday", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3);
             b.then(4, FindingStatus::risk_accepted, 1);
         },
         CheckState::fail, "1 of 1 are past it"},
        {"exploited: one open within its date fails all the same", k_exploited,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::low, 2, -30).kev = true; },
         CheckState::fail, "1 open"},
        {"gate: of the weakness, at the gate", k_gate,
         [](Build& b) {
             b.facts.cwe_sets.push_back({89});
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::high, 2, -30).cwe_set = 1;
         },
         CheckState::fail, "1 of 1 breach it"},
        {"gate: of the weakness, below the gate and in time", k_gate,
         [](Build& b) {
             b.facts.cwe_sets.push_back({89});
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::medium, 2, -30).cwe_set = 1;
         },
         CheckState::pass, "0 of 1 breach it"},
        {"gate: another weakness", k_gate,
         [](Build& b) {
             b.facts.cwe_sets.push_back({79});
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::high, 2, -30).cwe_set = 1;
         },
         CheckState::pass, "none open"},
        {"triage: untouched for eight days", k_triaged,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 8, -30); },
         CheckState::fail, "1 of 1 still wait"},
        {"triage: looked at in time", k_triaged,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 8, -30);
             b.then(3, FindingStatus::triaged);
         },
         CheckState::pass, "0 of 1 still wait"},
        {"acceptance: run out", k_accepted,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, 3);
             b.then(10, FindingStatus::risk_accepted, 1);
         },
         CheckState::fail, "1 of 1 have run out"},
        {"acceptance: ended, and nobody decided anew", k_accepted,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 30, -3);
             b.then(10, FindingStatus::risk_accepted, 1).then(1, FindingStatus::open, {}, true);
         },
         CheckState::fail, "1 of 1 have run out"},
        {"findings: fixed and back again", k_critical,
         [](Build& b) {
             b.asset(1, "image").scan(1, k_scan_image, 1).finding(Severity::critical, 60, 40);
             b.then(50, FindingStatus::fixed).then(2, FindingStatus::open);
         },
         CheckState::fail, "1 of 1 are past it"},
        {"scanned: nothing of the kind is known", k_scanned, [](Build& b) { b.asset(1, "host"); }, CheckState::missing,
         "nothing of the kind is known"},
        {"scanned: never", k_scanned, [](Build& b) { b.asset(1, "image"); }, CheckState::missing, "never scanned"},
        {"scanned: all", k_scanned, [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 29); }, CheckState::pass,
         "1 of 1 assets"},
        {"scanned: all, too long ago", k_scanned, [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 31); },
         CheckState::stale, "0 of 1 assets"},
        {"scanned: the only attempt failed", k_scanned,
         [](Build& b) { b.asset(1, "image").scan(1, k_scan_image, 1, true); }, CheckState::error,
         "the last scan of 1 assets failed"},
        {"scanned: half is partly", k_scanned,
         [](Build& b) { b.asset(1, "image").asset(2, "image").scan(1, k_scan_image, 1); }, CheckState::partial,
         "1 of 2 assets"},
        {"scanned: a third fails", k_scanned,
         [](Build& b) { b.asset(1, "image").asset(2, "image").asset(3, "image").scan(1, k_scan_image, 1); },
         CheckState::fail, "1 of 3 assets"},
        {"reporting: nobody ever", k_reporting, [](Build& b) { b.asset(1, "host").events(1, EventKind::login, 10, 0); },
         CheckState::missing, "nobody reports it regularly"},
        {"reporting: yesterday, and another kind today is a sign of life", k_reporting,
         [](Build& b) { b.asset(1, "host").events(1, EventKind::ssh, 20, 10).events(1, EventKind::login, 20, 0.1); },
         CheckState::pass, "1 of 1 hosts"},
        {"reporting: one of two is silent", k_reporting,
         [](Build& b) {
             b.asset(1, "host").asset(2, "host").events(1, EventKind::ssh, 20, 0.1).events(2, EventKind::ssh, 20, 3);
         },
         CheckState::partial, "1 of 2 hosts"},
        {"reporting: all are silent", k_reporting,
         [](Build& b) { b.asset(1, "host").events(1, EventKind::ssh, 20, 3); }, CheckState::stale, "0 of 1 hosts"},
        {"reporting: a host gone for 90 days is no part of it", k_reporting,
         [](Build& b) {
             b.asset(1, "host")
                 .asset(2, "host", 300, 100)
                 .events(1, EventKind::ssh, 20, 0.1)
                 .events(2, EventKind::ssh, 200, 100);
         },
         CheckState::pass, "1 of 1 hosts"},
        {"reporting: a host that is mentioned now and then is no source", k_reporting,
         [](Build& b) { b.asset(1, "host").events(1, EventKind::ssh, 80, 10, 10); }, CheckState::missing,
         "nobody reports it regularly"},
        {"sources: none", k_alive, [](Build&) {}, CheckState::missing, "no regular log source"},
        {"sources: three of four", k_alive,
         [](Build& b) {
             for (int i = 1; i <= 4; ++i)
                 b.asset(i, "host").events(i, EventKind::other, 20, i == 4 ? 2.5 : 0.2);
         },
         CheckState::partial, "3 of 4 hosts"},
        {"outcomes: both", k_outcomes,
         [](Build& b) {
             b.facts.outcomes.push_back({EventKind::login, true, {day_of(ago(3))}});
             b.facts.outcomes.push_back({EventKind::login, false, {day_of(ago(5))}});
         },
         CheckState::pass, "both"},
        {"outcomes: only accepted ones prove nothing", k_outcomes,
         [](Build& b) {
             b.facts.outcomes.push_back({EventKind::login, true, {day_of(ago(3))}});
         },
         CheckState::missing, "only accepted ones"},
        {"content: no event", k_content, [](Build&) {}, CheckState::missing, "no event"},
        {"content: nine of ten", k_content,
         [](Build& b) {
             b.facts.samples.push_back({k_now, 1000, 900, 10});
         },
         CheckState::pass, "900 of 1,000 events"},
        {"content: three of four", k_content,
         [](Build& b) {
             b.facts.samples.push_back({k_now, 1000, 750, 10});
         },
         CheckState::partial, "750 of 1,000 events"},
        {"content: half", k_content,
         [](Build& b) {
             b.facts.samples.push_back({k_now, 1000, 500, 10});
         },
         CheckState::fail, "500 of 1,000 events"},
        {"retention: young", k_retention, [](Build& b) { b.facts.first_event = ago(10); }, CheckState::missing,
         "10 days"},
        {"retention: on the way", k_retention, [](Build& b) { b.facts.first_event = ago(40); }, CheckState::partial,
         "40 days"},
        {"retention: reached", k_retention, [](Build& b) { b.facts.first_event = ago(91); }, CheckState::pass,
         "91 days"},
        {"changes: none is recorded", k_reviewed, [](Build&) {}, CheckState::missing, "no change is recorded"},
        {"changes: one of two reviewed", k_reviewed,
         [](Build& b) {
             b.change(3, {"reviewed", "tested"}).change(2, {"tested"});
         },
         CheckState::partial, "1 of 2 changes"},
        {"changes: last month's do not count", k_reviewed, [](Build& b) { b.change(40, {}).change(2, {"reviewed"}); },
         CheckState::pass, "1 of 1 changes"},
        {"attested: nobody", k_training, [](Build&) {}, CheckState::missing, "not attested"},
        {"attested: signed", k_training, [](Build& b) { b.said("t", 15); }, CheckState::pass, "signed 2026-11-03"},
        {"attested: ran out by its own date", k_training, [](Build& b) { b.said("t", 30, Verdict::met, 7); },
         CheckState::stale, "ran out 2026-11-11"},
        {"attested: ran out by the rule's age", k_training, [](Build& b) { b.said("t", 366); }, CheckState::stale,
         "ran out 2026-11-17"},
        {"attested: said not to hold", k_training, [](Build& b) { b.said("t", 15, Verdict::not_met); },
         CheckState::fail, "said not to hold, 2026-11-03"},
        {"attested: the newest counts", k_training,
         [](Build& b) { b.said("t", 15, Verdict::not_met).said("t", 2, Verdict::met); }, CheckState::pass,
         "signed 2026-11-16"},
    };
    return k_cases;
}

} // namespace

class ComplianceTest : public QObject {
    Q_OBJECT
private slots:
    void judges_a_rule_data();
    void judges_a_rule();
    void rolls_up_data();
    void rolls_up();
    void says_since_when();
    void earlier_days_are_readings_of_the_same_line();
    void trend_ends_at_month_ends();
    void worst_findings_come_first();
    void a_tools_own_control_can_fail_it();
    void an_attestation_fills_only_a_gap_for_people();
    void not_applicable_needs_a_record();
    void the_embedded_rules_evaluate_without_data();
    void same_facts_same_answer();
    void rules_cannot_use_fields_they_do_not_know();
    void stops_when_asked();
};

void ComplianceTest::judges_a_rule_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < cases().size(); ++i)
        QTest::newRow(cases()[i].name) << static_cast<int>(i);
}

void ComplianceTest::judges_a_rule() {
    QFETCH(int, index);
    const Case& c = cases()[static_cast<std::size_t>(index)];
    Build build;
    c.setup(build);
    const EvidenceRule r = rule(c.rule);
    const RuleResult result = run(r, build.facts);
    QCOMPARE(name(result.state), name(c.state));
    QCOMPARE(q(result.measured), QString(c.measured));
    QCOMPARE(name(state_at(result.timeline, k_now)), name(c.state));
}

void ComplianceTest::rolls_up_data() {
    QTest::addColumn<QString>("checks"); // kind, role, state
    QTest::addColumn<QString>("status");
    QTest::newRow("no rule") << ""
                             << "not_assessed";
    QTest::newRow("all pass") << "t!pass p!pass"
                              << "satisfied";
    QTest::newRow("one required fails") << "t!pass p!fail"
                                        << "not_satisfied";
    QTest::newRow("fail beats error") << "t!error p!fail"
                                      << "not_satisfied";
    QTest::newRow("error beats missing") << "t!missing p!error"
                                         << "not_assessed";
    QTest::newRow("missing hides the passes") << "t!missing p!pass"
                                              << "not_assessed";
    QTest::newRow("stale is not green") << "t!stale p!pass"
                                        << "not_assessed";
    QTest::newRow("partly") << "t!partial p!pass"
                            << "partial";
    QTest::newRow("only findings prove nothing") << "f!pass"
                                                 << "not_assessed";
    QTest::newRow("findings and coverage") << "f!pass p!pass"
                                           << "satisfied";
    QTest::newRow("support fails") << "p!pass t?fail"
                                   << "partial";
    QTest::newRow("support is missing") << "p!pass t?missing"
                                        << "satisfied";
    QTest::newRow("support alone") << "t?pass"
                                   << "not_assessed";
    QTest::newRow("a gate fails") << "p!pass f#fail"
                                  << "not_satisfied";
    QTest::newRow("a gate passes") << "f#pass"
                                   << "not_assessed";
    QTest::newRow("someone's word fills a gap for people") << "a!missing p!pass a#pass"
                                                           << "satisfied";
    QTest::newRow("someone's word fills no gap of a machine") << "p!missing a#pass"
                                                              << "not_assessed";
    QTest::newRow("someone's word overrides no failure") << "p!fail a#pass"
                                                         << "not_satisfied";
    QTest::newRow("someone's word against it") << "p!pass a#fail"
                                               << "not_satisfied";
}

void ComplianceTest::rolls_up() {
    QFETCH(QString, checks);
    QFETCH(QString, status);
    static const std::map<char, RuleKind> k_kinds{
        {'f', RuleKind::findings}, {'t', RuleKind::telemetry}, {'p', RuleKind::pipeline}, {'a', RuleKind::attestation}};
    std::list<EvidenceRule> rules;
    std::list<RuleResult> results;
    std::vector<ControlCheckRef> refs;
    std::vector<CheckState> states;
    for (const QString& word : checks.split(' ', Qt::SkipEmptyParts)) {
        rules.emplace_back().kind = k_kinds.at(word[0].toLatin1());
        results.emplace_back().rule = &rules.back();
        refs.push_back({&results.back(), word[1] == '!', word[1] == '#'});
        for (int s = 0; s < 6; ++s)
            if (word.mid(2) == name(static_cast<CheckState>(s))) states.push_back(static_cast<CheckState>(s));
    }
    QCOMPARE(states.size(), refs.size());
    QCOMPARE(q(name_of(roll_up(refs, states).status)), status);
}

namespace {

const ControlResult& control(const Evaluation& evaluation, const std::string& id) {
    for (const ControlResult& c : evaluation.controls)
        if (c.control->id == id) return c;
    qFatal("no control %s", id.c_str());
}

Evaluation judge(const Facts& facts, const std::string& rules, Time as_of = k_now) {
    static std::list<std::vector<EvidenceRule>> kept; // results point to their rules
    kept.push_back(*read_rules(rules));
    auto out = evaluate(*find_framework("nist-800-53-r5-moderate"), kept.back(), facts, as_of);
    if (!out) qFatal("%s", out.error().one_line().c_str());
    return std::move(*out);
}

// RA-5 is scanned since 40 days ago, and has a finding that is past its date since 3 days ago.
Build overdue() {
    Build b;
    b.asset(1, "image").scan(1, k_scan_image, 40).scan(1, k_scan_image, 12).scan(1, k_scan_image, 1);
    b.finding(Severity::critical, 20, 3);
    return b;
}
const std::string k_two_rules =
    k_scanned + "\n" + "u\tfindings\twithin_deadline\timage\tseverity:critical\t30d\t0\t-\tRA-5\tU";

} // namespace

void ComplianceTest::says_since_when() {
    const Evaluation e = judge(overdue().facts, k_two_rules);
    const ControlResult& c = control(e, "RA-5");
    QCOMPARE(q(name_of(c.status)), QString("not_satisfied"));
    QVERIFY(c.since.has_value());
    QCOMPARE(q(format_rfc3339(*c.since)), q(format_rfc3339(ago(3))));
    QCOMPARE(c.findings, 1);
    QVERIFY2(c.reason.find("1 of 1 are past it") != std::string::npos, c.reason.c_str());
    QVERIFY(!control(e, "AC-1").since.has_value()); // has been so all the time
}

void ComplianceTest::earlier_days_are_readings_of_the_same_line() {
    const Facts facts = overdue().facts;
    const Evaluation now = judge(facts, k_two_rules);
    for (const double days : {50.0, 41.0, 39.0, 20.0, 10.5, 4.0, 3.0, 2.0}) {
        // What the year's line says of that day is what an evaluation as of that day says.
        const Evaluation then = judge(facts, k_two_rules, ago(days));
        std::vector<CheckState> states;
        const ControlResult& c = control(now, "RA-5");
        for (const ControlCheckRef& check : c.checks)
            states.push_back(state_at(check.result->timeline, ago(days)));
        QCOMPARE(q(name_of(roll_up(c.checks, states).status)), q(name_of(control(then, "RA-5").status)));
    }
    QCOMPARE(q(name_of(control(judge(facts, k_two_rules, ago(10)), "RA-5").status)), QString("satisfied"));
    QCOMPARE(q(name_of(control(judge(facts, k_two_rules, ago(50)), "RA-5").status)), QString("not_assessed"));
}

void ComplianceTest::trend_ends_at_month_ends() {
    const std::vector<Time> ends = month_ends(k_now);
    QCOMPARE(ends.size(), std::size_t{12});
    QCOMPARE(q(format_rfc3339(ends.front()).substr(0, 19)), QString("2025-12-31T23:59:59"));
    QCOMPARE(q(format_rfc3339(ends[10]).substr(0, 19)), QString("2026-10-31T23:59:59"));
    QCOMPARE(ends.back(), k_now);
    const Evaluation e = judge(overdue().facts, k_two_rules);
    const ControlResult& c = control(e, "RA-5");
    QCOMPARE(c.by_month.size(), std::size_t{12});
    QCOMPARE(c.by_month[9], ControlStatus::not_assessed);
    QCOMPARE(c.by_month[10], ControlStatus::satisfied);
    QCOMPARE(c.by_month[11], ControlStatus::not_satisfied);
}

void ComplianceTest::worst_findings_come_first() {
    Build b;
    b.finding(Severity::medium, 90, 60);
    b.finding(Severity::critical, 30, 3);
    b.finding(Severity::critical, 30, 9);
    const EvidenceRule r = rule("t\tfindings\twithin_deadline\tany\t-\t7d\t0\t-\tSI-2\tT");
    QCOMPARE(run(r, b.facts).violating, (std::vector<std::uint32_t>{2, 1, 0}));
}

void ComplianceTest::a_tools_own_control_can_fail_it() {
    Build b = overdue();
    b.facts.control_sets.push_back({"AC-1"});
    b.facts.findings.back().control_set = 1;
    const Evaluation e = judge(b.facts, k_two_rules);
    QCOMPARE(q(name_of(control(e, "AC-1").status)), QString("not_satisfied"));
    b.then(1, FindingStatus::fixed);
    QCOMPARE(q(name_of(control(judge(b.facts, k_two_rules), "AC-1").status)), QString("not_assessed"));
}

void ComplianceTest::an_attestation_fills_only_a_gap_for_people() {
    Build b;
    b.said("AT-2", 10).said("RA-5", 10).said("AT-3", 10);
    const Evaluation e = judge(b.facts, k_training + "\n" + k_scanned);
    QCOMPARE(q(name_of(control(e, "AT-2").status)), QString("satisfied")); // its rule asks people
    QCOMPARE(q(name_of(control(e, "AT-3").status)), QString("satisfied")); // no rule
    QCOMPARE(q(name_of(control(e, "RA-5").status)), QString("not_assessed"));
}

void ComplianceTest::not_applicable_needs_a_record() {
    Build b;
    b.said("MP-2", 10, Verdict::not_applicable).said("MP-6", 10, Verdict::not_applicable, 1);
    const Evaluation e = judge(b.facts, k_scanned);
    QCOMPARE(q(name_of(control(e, "MP-2").status)), QString("not_applicable"));
    QVERIFY(control(e, "MP-2").reason.find("it is so") != std::string::npos);
    QCOMPARE(q(name_of(control(e, "MP-6").status)), QString("not_assessed")); // ran out
}

void ComplianceTest::the_embedded_rules_evaluate_without_data() {
    const Facts none;
    auto e = evaluate(*find_framework("nist-800-53-r5-high"), evidence_rules(), none, k_now);
    QVERIFY2(e.has_value(), e ? "" : e.error().one_line().c_str());
    for (const ControlResult& c : e->controls) {
        QCOMPARE(c.status, ControlStatus::not_assessed);
        QVERIFY(!c.reason.empty());
    }
}

void ComplianceTest::same_facts_same_answer() {
    const Facts facts = overdue().facts;
    const auto text = [&] {
        auto e = evaluate(*find_framework("nist-800-53-r5-moderate"), evidence_rules(), facts, k_now);
        std::string all;
        for (const ControlResult& c : e->controls)
            all += c.control->id + std::string(name_of(c.status)) + c.reason +
                   (c.since ? format_rfc3339(*c.since) : "-") + "\n";
        return all;
    };
    QCOMPARE(q(text()), q(text()));
}

void ComplianceTest::rules_cannot_use_fields_they_do_not_know() {
    QVERIFY(FindingMatcher::make("severity:critical cause:code -kev:yes epss:>=0.5 (cwe:79 or cwe:89)").has_value());
    QVERIFY(!FindingMatcher::make("asset:web*").has_value());
    QVERIFY(!FindingMatcher::make("words").has_value());
    QVERIFY(!FindingMatcher::make("severity:awful").has_value());
    for (const EvidenceRule& r : evidence_rules())
        QVERIFY2(r.kind != RuleKind::findings || FindingMatcher::make(r.query).has_value(), r.id.c_str());
}

void ComplianceTest::stops_when_asked() {
    std::stop_source stop;
    stop.request_stop();
    const auto e = evaluate(*find_framework("nist-800-53-r5-low"), evidence_rules(), Facts{}, k_now, stop.get_token());
    QVERIFY(!e);
    QCOMPARE(e.error().code, Errc::cancelled);
}

QTEST_APPLESS_MAIN(ComplianceTest)
#include "compliance_test.moc"
