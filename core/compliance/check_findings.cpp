// Findings fail a control, they never pass one: "none" counts only with proof that somebody looked.

#include "core/base/text.h"
#include "core/compliance/check.h"
#include "core/compliance/life.h"
#include "core/compliance/match.h"

#include <algorithm>

namespace parapet::compliance {
namespace {

constexpr std::size_t k_open = 0, k_bad = 1, k_scanned = 2, k_covered = 3, k_failed = 4;
// So much of what was ever scanned must have been scanned lately before "none found" means something.
constexpr double k_coverage_needed = 0.95;

bool is_open(FindingStatus status) {
    return status == FindingStatus::open || status == FindingStatus::triaged || status == FindingStatus::in_progress;
}

// Accepted risks, and those whose acceptance ended without a new decision.
template<class Fn>
void each_acceptance(const FindingFact& finding, const Facts& facts, Fn&& fn) {
    if (finding.suppressed) return;
    each_stretch(finding, facts, [&](const Stretch& stretch) {
        if (stretch.status == FindingStatus::risk_accepted) {
            fn(k_open, stretch.span);
            fn(k_bad, Interval{std::max(stretch.span.from, stretch.until), stretch.span.to});
        } else if (stretch.ran_out && is_open(stretch.status)) {
            fn(k_open, stretch.span);
            fn(k_bad, stretch.span);
        }
    });
}

// Open, and nobody has looked at it yet, from `wait` after it was first seen.
Interval untouched(const FindingFact& finding, const Facts& facts, Duration wait) {
    if (finding.suppressed || finding.status != FindingStatus::open) return {};
    const Time to = finding.steps == 0 ? k_never : std::max(facts.steps[finding.first_step].at, finding.first_seen);
    return {later(finding.first_seen, wait), to};
}

// fn(k_open, span): when a finding counts; fn(k_bad, span): when it violates the rule. Spans may be empty.
template<class Fn>
void each_span(const FindingFact& finding, const Facts& facts, const EvidenceRule& rule, Fn&& fn) {
    if (rule.assertion == Assertion::acceptances_current) return each_acceptance(finding, facts, fn);
    const bool untriaged = rule.assertion == Assertion::triaged;
    const bool at_once = rule.assertion == Assertion::none_open ||
                         (rule.assertion == Assertion::below_gate && rule.gate && finding.severity >= *rule.gate);
    each_open_span(finding, facts, [&](Interval span) {
        fn(k_open, span);
        if (!untriaged) fn(k_bad, at_once ? span : Interval{std::max(span.from, finding.due), span.to});
    });
    if (untriaged) fn(k_bad, untouched(finding, facts, rule.span));
}

void sort_worst_first(std::vector<std::uint32_t>& indexes, const Facts& facts) {
    std::sort(indexes.begin(), indexes.end(), [&](std::uint32_t a, std::uint32_t b) {
        const FindingFact& x = facts.findings[a];
        const FindingFact& y = facts.findings[b];
        if (x.severity != y.severity) return x.severity > y.severity;
        return x.due != y.due ? x.due < y.due : x.id < y.id;
    });
}

std::string_view bad_word(Assertion assertion) {
    switch (assertion) {
    case Assertion::within_deadline:
        return "are past it";
    case Assertion::triaged:
        return "still wait";
    case Assertion::acceptances_current:
        return "have run out";
    default:
        return "breach it";
    }
}

std::string measure(const RuleResult& r, const Counters& c) {
    if (r.state == CheckState::missing) return "never scanned";
    if (r.bad > 0) {
        if (r.rule->assertion == Assertion::none_open) return format_count(r.bad) + " open";
        return detail::of_text(r.bad, r.population, bad_word(r.rule->assertion));
    }
    const auto uncovered = c[k_scanned] - c[k_covered];
    const std::string lacking = detail::of_text(uncovered, c[k_scanned], "assets");
    if (r.state == CheckState::error) return "the last scan of " + format_count(c[k_failed]) + " assets failed";
    if (r.state == CheckState::stale) return lacking + " not scanned lately";
    return r.population == 0 ? "none open" : detail::of_text(0, r.population, bad_word(r.rule->assertion));
}

CheckState judge(const Counters& c, const EvidenceRule& rule) {
    if (c[k_bad] > 0) {
        const double share = static_cast<double>(c[k_bad]) / std::max(1, std::max(c[k_open], c[k_bad]));
        return share <= rule.partly ? CheckState::partial : CheckState::fail;
    }
    if (c[k_scanned] == 0) return CheckState::missing;
    if (c[k_covered] >= k_coverage_needed * c[k_scanned]) return CheckState::pass;
    return c[k_failed] > 0 ? CheckState::error : CheckState::stale;
}

RuleResult result_of(const EvidenceRule& rule, const std::vector<std::uint32_t>& chosen, const Facts& facts,
                     const Window& window, Sweep& sweep, const Judge& judge_fn) {
    RuleResult out;
    out.rule = &rule;
    out.open.assign(facts.findings.size(), false);
    for (const std::uint32_t index : chosen) {
        bool open = false, bad = false;
        each_span(facts.findings[index], facts, rule, [&](std::size_t counter, Interval span) {
            sweep.add(counter, span);
            if (span.from <= window.as_of && window.as_of < span.to) (counter == k_bad ? bad : open) = true;
        });
        if (open) out.open[index] = true;
        if (bad) out.violating.push_back(index);
    }
    sort_worst_first(out.violating, facts);
    Sweep::Result swept = sweep.run(judge_fn, window.trend_at);
    for (const Counters& c : swept.samples)
        out.trend.push_back(c[k_bad]);
    const Counters last = swept.last;
    out.bad = last[k_bad];
    out.population = std::max(last[k_open], last[k_bad]);
    out.good = out.population - out.bad;
    detail::finish(out, std::move(swept));
    out.measured = measure(out, last);
    return out;
}

} // namespace

const EvidenceRule& mapped_rule() {
    static const EvidenceRule k_rule = [] {
        EvidenceRule rule;
        rule.id = "finding.mapped";
        rule.title = "No finding that a tool ties to this control is critical or past its fix date";
        rule.assertion = Assertion::below_gate;
        rule.gate = Severity::critical;
        rule.partly = 0.1;
        rule.target_text = "none critical";
        return rule;
    }();
    return k_rule;
}

std::optional<RuleResult> evaluate_mapped(const EvidenceRule& rule, const std::string& control, const Facts& facts,
                                          const FactIndex& index, const Window& window) {
    std::vector<bool> sets(facts.control_sets.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < facts.control_sets.size(); ++i) {
        const auto& ids = facts.control_sets[i];
        sets[i] = std::find(ids.begin(), ids.end(), control) != ids.end();
        any = any || sets[i];
    }
    if (!any) return std::nullopt;
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < facts.findings.size(); ++i)
        if (sets[facts.findings[i].control_set]) chosen.push_back(i);
    if (chosen.empty()) return std::nullopt;
    Sweep sweep(window.from, window.as_of);
    // No proof of coverage is asked: a pass of this rule proves nothing, so it needs none.
    RuleResult out = result_of(rule, chosen, facts, window, sweep, [&](const Counters& c) {
        if (c[k_bad] == 0) return CheckState::pass;
        return judge(c, rule);
    });
    if (out.population == 0 && out.bad == 0) out.measured = "none open";
    for (const std::uint32_t one : chosen) { // as fresh as the newest look at what it was found on
        const auto scans = index.scans.find(facts.findings[one].asset);
        if (scans == index.scans.end()) continue;
        const Time at = facts.scans[scans->second.back()].at;
        if (at <= window.as_of && (!out.newest || at > *out.newest)) out.newest = at;
    }
    return out;
}

Result<RuleResult> detail::check_findings(const EvidenceRule& rule, const Facts& facts, const FactIndex& index,
                                          const Window& window) {
    const Result<FindingMatcher> matcher = FindingMatcher::make(rule.query);
    if (!matcher) return fail(matcher.error());
    const std::vector<std::uint32_t> chosen = matcher->select(facts);
    Sweep sweep(window.from, window.as_of);
    add_scan_coverage(sweep, k_scanned, rule.scans, rule.max_age, facts, index);
    RuleResult out = result_of(rule, chosen, facts, window, sweep, [&](const Counters& c) { return judge(c, rule); });
    note_scans(out, rule.scans, rule.max_age, facts, index, window.as_of);
    return out;
}

} // namespace parapet::compliance
