// Changes of the pipeline, and what people attest.

#include "core/base/text.h"
#include "core/compliance/check.h"

#include <algorithm>

namespace parapet::compliance {
namespace {

std::string day_text(Time at) {
    return format_rfc3339(at).substr(0, 10);
}

CheckState state_of(Verdict verdict) {
    return verdict == Verdict::not_met ? CheckState::fail : CheckState::pass;
}

void push(Timeline& line, Time at, CheckState state) {
    if (at <= line.front().at)
        line.front().state = state;
    else if (line.back().state != state)
        line.push_back({at, state});
}

} // namespace

RuleResult detail::check_changes(const EvidenceRule& rule, const Facts& facts, const Window& window) {
    RuleResult out;
    out.rule = &rule;
    Sweep sweep(window.from, window.as_of);
    for (std::uint32_t i = 0; i < facts.changes.size(); ++i) {
        const ChangeFact& change = facts.changes[i];
        const Interval span{change.at, later(change.at, rule.max_age)};
        const bool good =
            std::find(change.properties.begin(), change.properties.end(), rule.property) != change.properties.end();
        sweep.add(0, span);
        if (good) sweep.add(1, span);
        const bool counts = span.from <= window.as_of && window.as_of < span.to;
        if (counts && !good) out.changes.push_back(i);
        if (counts && (!out.newest || change.at > *out.newest)) out.newest = change.at;
    }
    Sweep::Result swept =
        sweep.run([&](const Counters& c) { return c[0] == 0 ? CheckState::missing : share_state(c[1], c[0], rule); },
                  window.trend_at);
    for (const Counters& c : swept.samples)
        out.trend.push_back(c[0] == 0 ? 0 : 100.0 * c[1] / c[0]);
    out.population = swept.last[0];
    out.good = swept.last[1];
    out.bad = out.population - out.good;
    finish(out, std::move(swept));
    out.measured = out.population == 0 ? "no change is recorded" : of_text(out.good, out.population, "changes");
    return out;
}

RuleResult detail::check_attested(const EvidenceRule& rule, const std::string& subject, const Facts& facts,
                                  const Window& window) {
    RuleResult out;
    out.rule = &rule;
    out.timeline.push_back({window.from, CheckState::missing});
    const AttestationFact* newest = nullptr;
    Time ends = k_never;
    for (std::uint32_t i = 0; i < facts.attestations.size(); ++i) {
        const AttestationFact& said = facts.attestations[i];
        if (said.subject != subject || said.at > window.as_of) continue;
        if (newest && ends < said.at) push(out.timeline, ends, CheckState::stale);
        push(out.timeline, said.at, state_of(said.verdict));
        newest = &said;
        ends = std::min(said.expires, rule.max_age == Duration{} ? k_never : later(said.at, rule.max_age));
        out.attestations.insert(out.attestations.begin(), i);
    }
    if (newest && ends <= window.as_of) push(out.timeline, ends, CheckState::stale);
    out.state = out.timeline.back().state;
    out.measured = "not attested";
    if (newest) {
        out.newest = newest->at;
        if (ends != k_never) out.expires = ends;
        out.population = 1;
        out.good = out.state == CheckState::pass ? 1 : 0;
        out.measured =
            out.state == CheckState::stale
                ? "ran out " + day_text(ends)
                : (newest->verdict == Verdict::not_met ? "said not to hold, " : "signed ") + day_text(newest->at);
    }
    out.bad = out.population - out.good;
    return out;
}

std::optional<RuleResult> evaluate_attested(const std::string& subject, Duration max_age, const Facts& facts,
                                            const Window& window) {
    static const EvidenceRule k_rule = [] {
        EvidenceRule rule;
        rule.id = "attestation.control";
        rule.title = "Someone who knows attests that it is met";
        rule.kind = RuleKind::attestation;
        rule.assertion = Assertion::attested;
        return rule;
    }();
    EvidenceRule rule = k_rule;
    rule.max_age = max_age;
    RuleResult out = detail::check_attested(rule, subject, facts, window);
    if (out.attestations.empty()) return std::nullopt;
    out.rule = &k_rule;
    return out;
}

} // namespace parapet::compliance
