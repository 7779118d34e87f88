// Findings fail a control, they never pass one: "none" counts only with proof that somebody looked.

#include "core/base/text.h"
#include "core/compliance/check.h"
#include "core/compliance/match.h"

#include <algorithm>

namespace parapet::compliance {
namespace {

constexpr std::size_t k_open = 0, k_bad = 1, k_scanned = 2, k_covered = 3, k_failed = 4;
// So much of what was ever scanned must have been scanned lately before "none found" means something.
constexpr double k_coverage_needed = 0.95;

Interval cut(Interval span, Time from) {
    return {std::max(span.from, from), span.to};
}

// When a finding counts (population) and when it violates the rule.
struct Spans {
    std::vector<Interval> population, bad;
};

bool is_open(FindingStatus status) {
    return status == FindingStatus::open || status == FindingStatus::triaged || status == FindingStatus::in_progress;
}

// Accepted risks, and those whose acceptance ended without a new decision.
Spans acceptance_spans(const FindingFact& finding, const Facts& facts) {
    Spans out;
    if (finding.suppressed) return out;
    for (const Stretch& stretch : stretches(finding, facts)) {
        if (stretch.status == FindingStatus::risk_accepted) {
            out.population.push_back(stretch.span);
            out.bad.push_back({std::max(stretch.span.from, stretch.until), stretch.span.to});
        } else if (stretch.ran_out && is_open(stretch.status)) {
            out.population.push_back(stretch.span);
            out.bad.push_back(stretch.span);
        }
    }
    return out;
}

// Open, and nobody has looked at it yet, from `wait` after it was first seen.
std::vector<Interval> untouched_spans(const FindingFact& finding, const Facts& facts, Duration wait) {
    const std::vector<Stretch> life = stretches(finding, facts);
    const Stretch& first = life.front();
    if (finding.suppressed || first.status != FindingStatus::open) return {};
    return {{later(finding.first_seen, wait), first.span.to}};
}

Spans spans_of(const FindingFact& finding, const Facts& facts, const EvidenceRule& rule) {
    if (rule.assertion == Assertion::acceptances_current) return acceptance_spans(finding, facts);
    Spans out;
    out.population = open_spans(finding, facts);
    if (rule.assertion == Assertion::none_open) {
        out.bad = out.population;
    } else if (rule.assertion == Assertion::triaged) {
        out.bad = untouched_spans(finding, facts, rule.span);
    } else {
        const bool above = rule.assertion == Assertion::below_gate && rule.gate && finding.severity >= *rule.gate;
        for (const Interval& span : out.population)
            out.bad.push_back(above ? span : cut(span, finding.due));
    }
    return out;
}

bool holds(const std::vector<Interval>& spans, Time at) {
    return std::any_of(spans.begin(), spans.end(), [&](const Interval& s) { return s.from <= at && at < s.to; });
}

struct Selected {
    std::uint32_t index;
    Spans spans;
};

void add_findings(Sweep& sweep, const std::vector<Selected>& chosen) {
    for (const Selected& one : chosen) {
        for (const Interval& span : one.spans.population)
            sweep.add(k_open, span);
        for (const Interval& span : one.spans.bad)
            sweep.add(k_bad, span);
    }
}

std::vector<std::uint32_t> violating(const std::vector<Selected>& chosen, const Facts& facts, Time as_of) {
    std::vector<std::uint32_t> out;
    for (const Selected& one : chosen)
        if (holds(one.spans.bad, as_of)) out.push_back(one.index);
    std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
        const FindingFact& x = facts.findings[a];
        const FindingFact& y = facts.findings[b];
        if (x.severity != y.severity) return x.severity > y.severity;
        return x.due != y.due ? x.due < y.due : x.id < y.id;
    });
    return out;
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
        return "are";
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

RuleResult result_of(const EvidenceRule& rule, const std::vector<Selected>& chosen, const Facts& facts,
                     const Window& window, Sweep& sweep, const Judge& judge_fn) {
    RuleResult out;
    out.rule = &rule;
    add_findings(sweep, chosen);
    Sweep::Result swept = sweep.run(judge_fn, window.trend_at);
    for (const Counters& c : swept.samples)
        out.trend.push_back(c[k_bad]);
    const Counters last = swept.last;
    out.bad = last[k_bad];
    out.population = std::max(last[k_open], last[k_bad]);
    out.good = out.population - out.bad;
    detail::finish(out, std::move(swept));
    out.violating = violating(chosen, facts, window.as_of);
    out.open.assign(facts.findings.size(), false);
    for (const Selected& one : chosen)
        if (holds(one.spans.population, window.as_of)) out.open[one.index] = true;
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
    std::vector<Selected> chosen;
    for (std::uint32_t i = 0; i < facts.findings.size(); ++i)
        if (sets[facts.findings[i].control_set]) chosen.push_back({i, spans_of(facts.findings[i], facts, rule)});
    if (chosen.empty()) return std::nullopt;
    Sweep sweep(window.from, window.as_of);
    // No proof of coverage is asked: a pass of this rule proves nothing, so it needs none.
    RuleResult out = result_of(rule, chosen, facts, window, sweep, [&](const Counters& c) {
        if (c[k_bad] == 0) return CheckState::pass;
        return judge(c, rule);
    });
    if (out.population == 0 && out.bad == 0) out.measured = "none open";
    for (const Selected& one : chosen) { // as fresh as the newest look at what it was found on
        const auto scans = index.scans.find(facts.findings[one.index].asset);
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
    std::vector<Selected> chosen;
    for (std::uint32_t i = 0; i < facts.findings.size(); ++i)
        if (matcher->matches(facts.findings[i], facts)) chosen.push_back({i, spans_of(facts.findings[i], facts, rule)});
    Sweep sweep(window.from, window.as_of);
    add_scan_coverage(sweep, k_scanned, rule.scans, rule.max_age, facts, index);
    RuleResult out = result_of(rule, chosen, facts, window, sweep, [&](const Counters& c) { return judge(c, rule); });
    note_scans(out, rule.scans, rule.max_age, facts, index, window.as_of);
    return out;
}

} // namespace parapet::compliance
