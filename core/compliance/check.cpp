#include "core/compliance/check.h"

#include "core/base/text.h"

#include <algorithm>

namespace parapet::compliance {

Time later(Time time, Duration span) {
    return span > Time::max() - time ? Time::max() : time + span; // times from reports may be anywhere up to 2262
}

FactIndex FactIndex::make(const Facts& facts) {
    FactIndex index;
    for (std::uint32_t i = 0; i < facts.scans.size(); ++i)
        index.scans[facts.scans[i].asset].push_back(i);
    for (std::uint32_t i = 0; i < facts.telemetry.size(); ++i)
        index.telemetry[facts.telemetry[i].asset].push_back(i);
    return index;
}

Result<RuleResult> evaluate_rule(const EvidenceRule& rule, const Facts& facts, const FactIndex& index,
                                 const Window& window) {
    switch (rule.kind) {
    case RuleKind::findings:
        return detail::check_findings(rule, facts, index, window);
    case RuleKind::telemetry:
        return detail::check_telemetry(rule, facts, index, window);
    case RuleKind::pipeline:
        if (rule.assertion == Assertion::each_change) return detail::check_changes(rule, facts, window);
        return detail::check_scanned(rule, facts, index, window);
    case RuleKind::attestation:
        return detail::check_attested(rule, rule.id, facts, window);
    }
    return fail(Errc::internal, "an evidence rule of no kind", rule.id);
}

namespace detail {

void finish(RuleResult& result, Sweep::Result swept) {
    result.timeline = std::move(swept.timeline);
    result.state = result.timeline.back().state;
}

std::string of_text(std::int64_t part, std::int64_t whole, std::string_view what) {
    return format_count(part) + " of " + format_count(whole) + " " + std::string(what);
}

CheckState share_state(std::int64_t good, std::int64_t all, const EvidenceRule& rule) {
    const double share = static_cast<double>(good) / static_cast<double>(all);
    if (share >= rule.target) return CheckState::pass;
    return rule.partly > 0 && share >= rule.partly ? CheckState::partial : CheckState::fail;
}

} // namespace detail

} // namespace parapet::compliance
