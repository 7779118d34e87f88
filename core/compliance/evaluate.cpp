#include "core/compliance/evaluate.h"

#include "core/base/text.h"

#include <algorithm>

namespace parapet::compliance {
namespace {

struct Calendar {
    int year;
    unsigned month;
};

Calendar calendar_of(Time at) {
    const std::chrono::year_month_day ymd{std::chrono::floor<std::chrono::days>(at)};
    return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month())};
}

bool is_attestation(const ControlCheckRef& check) {
    return check.result->rule->kind == RuleKind::attestation;
}

// Someone's word for this very control fills gaps that only people can fill; it never overrides what was measured.
std::vector<CheckState> filled(const std::vector<ControlCheckRef>& checks, std::vector<CheckState> states) {
    bool said = false;
    for (std::size_t i = 0; i < checks.size(); ++i)
        said = said || (is_attestation(checks[i]) && checks[i].gate && states[i] == CheckState::pass);
    for (std::size_t i = 0; said && i < checks.size(); ++i)
        if (is_attestation(checks[i]) && (states[i] == CheckState::missing || states[i] == CheckState::stale))
            states[i] = CheckState::pass;
    return states;
}

std::vector<CheckState> states_at(const std::vector<ControlCheckRef>& checks, Time at) {
    std::vector<CheckState> states;
    states.reserve(checks.size());
    for (const ControlCheckRef& check : checks)
        states.push_back(state_at(check.result->timeline, at));
    return states;
}

std::optional<std::size_t> first_required(const std::vector<ControlCheckRef>& checks,
                                          const std::vector<CheckState>& states, std::initializer_list<CheckState> of) {
    for (std::size_t i = 0; i < checks.size(); ++i)
        if (checks[i].required && std::find(of.begin(), of.end(), states[i]) != of.end()) return i;
    return std::nullopt;
}

std::string reason_of(const ControlResult& control, const RollUp& rolled) {
    if (control.checks.empty()) return "No evidence rule covers it yet: it needs an attestation";
    const RuleResult& decider = *control.checks[rolled.decider].result;
    const std::string quoted = "“" + decider.rule->title + "”";
    if (rolled.status == ControlStatus::satisfied) {
        std::size_t passing = 0;
        for (const ControlCheckRef& check : control.checks)
            passing += check.result->state == CheckState::pass ? 1 : 0;
        return std::to_string(passing) + (passing == 1 ? " check passes" : " checks pass");
    }
    if (rolled.status == ControlStatus::not_applicable) return "Recorded as not applicable";
    switch (rolled.why) {
    case CheckState::fail:
        return (rolled.status == ControlStatus::partial ? "Support fails: " : "Fails: ") + quoted + ", " +
               decider.measured;
    case CheckState::partial:
        return "Partly: " + quoted + ", " + decider.measured;
    case CheckState::error:
        return "Cannot tell: " + quoted + ", " + decider.measured;
    case CheckState::stale:
        return "Evidence is too old: " + quoted + ", " + decider.measured;
    case CheckState::missing:
        return "No evidence: " + quoted + ", " + decider.measured;
    case CheckState::pass:
        break;
    }
    return "No finding speaks against it, and nothing else speaks for it";
}

std::vector<Time> change_points(const ControlResult& control) {
    std::vector<Time> points;
    for (const ControlCheckRef& check : control.checks)
        for (const StateChange& change : check.result->timeline)
            points.push_back(change.at);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

// Backwards from now to the first moment with another status.
std::optional<Time> since_when(const ControlResult& control, Time from) {
    std::optional<Time> since;
    const std::vector<Time> points = change_points(control);
    for (auto at = points.rbegin(); at != points.rend(); ++at) {
        if (roll_up(control.checks, states_at(control.checks, *at)).status != control.status) return since;
        since = *at;
    }
    return since == from ? std::nullopt : since;
}

std::int64_t open_findings(const ControlResult& control, std::size_t count) {
    std::vector<bool> open(count, false);
    for (const ControlCheckRef& check : control.checks)
        for (std::size_t i = 0; i < check.result->open.size(); ++i)
            if (check.result->open[i]) open[i] = true;
    return std::count(open.begin(), open.end(), true);
}

void attach(ControlResult& control, const std::vector<RuleResult>& rules) {
    for (const RuleResult& result : rules)
        for (const RuleControl& bound : result.rule->controls)
            if (bound.id == control.control->id) control.checks.push_back({&result, bound.required, false});
}

using OwnResults = std::vector<std::unique_ptr<RuleResult>>;

void attach_own(ControlResult& control, OwnResults& own, const Facts& facts, const FactIndex& index,
                const Window& window) {
    if (auto mapped = evaluate_mapped(mapped_rule(), control.control->id, facts, index, window)) {
        own.push_back(std::make_unique<RuleResult>(std::move(*mapped)));
        control.checks.push_back({own.back().get(), false, true});
    }
    if (auto said = evaluate_attested(control.control->id, {}, facts, window)) {
        own.push_back(std::make_unique<RuleResult>(std::move(*said)));
        const bool alone = std::none_of(control.checks.begin(), control.checks.end(),
                                        [](const ControlCheckRef& check) { return check.required; });
        control.checks.push_back({own.back().get(), alone, !alone});
    }
}

void judge(ControlResult& control, const Evaluation& out, const Facts& facts) {
    const RollUp rolled = roll_up(control.checks, states_at(control.checks, out.window.as_of));
    control.status = rolled.status;
    control.reason = reason_of(control, rolled);
    control.since = since_when(control, out.window.from);
    control.findings = open_findings(control, facts.findings.size());
    for (const Time month : out.months)
        control.by_month.push_back(roll_up(control.checks, states_at(control.checks, month)).status);
}

void apply_not_applicable(ControlResult& control, const Facts& facts, Time as_of) {
    const AttestationFact* newest = nullptr;
    for (const AttestationFact& said : facts.attestations)
        if (said.subject == control.control->id && said.at <= as_of && as_of < said.expires) newest = &said;
    if (!newest || newest->verdict != Verdict::not_applicable) return;
    control.status = ControlStatus::not_applicable;
    control.reason = "Recorded as not applicable: " + newest->statement;
    control.since = newest->at;
    if (!control.by_month.empty()) control.by_month.back() = ControlStatus::not_applicable;
}

} // namespace

std::vector<Time> month_ends(Time as_of) {
    Calendar now = calendar_of(as_of);
    std::vector<Time> ends{as_of};
    for (int i = 0; i < 11; ++i) {
        const auto first = from_civil(now.year, now.month, 1, 0, 0, 0);
        if (!first) break;
        ends.push_back(*first - std::chrono::nanoseconds(1));
        now = now.month == 1 ? Calendar{now.year - 1, 12} : Calendar{now.year, now.month - 1};
    }
    std::reverse(ends.begin(), ends.end());
    return ends;
}

Window window_for(Time as_of) {
    Window window;
    window.from = month_ends(as_of).front();
    window.as_of = as_of;
    for (int i = 45; i >= 0; --i)
        window.trend_at.push_back(as_of - 2 * i * k_day);
    return window;
}

RollUp roll_up(const std::vector<ControlCheckRef>& checks, const std::vector<CheckState>& found) {
    const std::vector<CheckState> states = filled(checks, found);
    if (const auto failed = first_required(checks, states, {CheckState::fail}))
        return {ControlStatus::not_satisfied, *failed, CheckState::fail};
    for (std::size_t i = 0; i < checks.size(); ++i)
        if (checks[i].gate && states[i] == CheckState::fail) return {ControlStatus::not_satisfied, i, CheckState::fail};
    if (const auto broken = first_required(checks, states, {CheckState::error}))
        return {ControlStatus::not_assessed, *broken, CheckState::error};
    if (const auto gap = first_required(checks, states, {CheckState::missing, CheckState::stale}))
        return {ControlStatus::not_assessed, *gap, states[*gap]};
    if (const auto partly = first_required(checks, states, {CheckState::partial}))
        return {ControlStatus::partial, *partly, CheckState::partial};
    const bool proven = std::any_of(checks.begin(), checks.end(), [](const ControlCheckRef& check) {
        return check.required && check.result->rule->kind != RuleKind::findings;
    });
    if (!proven) return {ControlStatus::not_assessed, 0, CheckState::pass};
    for (std::size_t i = 0; i < checks.size(); ++i) {
        const bool weak = states[i] == CheckState::fail || states[i] == CheckState::partial;
        if (!checks[i].required && weak) return {ControlStatus::partial, i, states[i]};
    }
    return {ControlStatus::satisfied, 0, CheckState::pass};
}

Result<std::vector<RuleResult>> evaluate_rules(const std::vector<EvidenceRule>& rules, const Facts& facts,
                                               const FactIndex& index, const Window& window, std::stop_token stop) {
    std::vector<RuleResult> out;
    out.reserve(rules.size());
    for (const EvidenceRule& rule : rules) {
        if (stop.stop_requested()) return fail(Errc::cancelled, "the evaluation was stopped");
        Result<RuleResult> result = evaluate_rule(rule, facts, index, window);
        if (!result) return fail(std::move(result.error()));
        out.push_back(std::move(*result));
    }
    return out;
}

std::vector<std::vector<ControlStatus>> statuses_at(const Framework& framework, const std::vector<RuleResult>& rules,
                                                    const Facts& facts, const FactIndex& index, const Window& window,
                                                    const std::vector<Time>& times) {
    std::vector<std::vector<ControlStatus>> out(times.size());
    for (const Control* control : framework.controls) {
        ControlResult result;
        result.control = control;
        OwnResults own;
        attach(result, rules);
        attach_own(result, own, facts, index, window);
        for (std::size_t i = 0; i < times.size(); ++i) {
            result.status = roll_up(result.checks, states_at(result.checks, times[i])).status;
            apply_not_applicable(result, facts, times[i]);
            out[i].push_back(result.status);
        }
    }
    return out;
}

Result<Evaluation> evaluate(const Framework& framework, const std::vector<EvidenceRule>& rules, const Facts& facts,
                            Time as_of, std::stop_token stop) {
    Evaluation out;
    out.window = window_for(as_of);
    out.months = month_ends(as_of);
    const FactIndex index = FactIndex::make(facts);
    Result<std::vector<RuleResult>> judged = evaluate_rules(rules, facts, index, out.window, stop);
    if (!judged) return fail(std::move(judged.error()));
    out.rules = std::move(*judged);
    out.controls.reserve(framework.controls.size());
    for (const Control* control : framework.controls) {
        if (stop.stop_requested()) return fail(Errc::cancelled, "the evaluation was stopped");
        ControlResult result;
        result.control = control;
        attach(result, out.rules);
        attach_own(result, out.own, facts, index, out.window);
        judge(result, out, facts);
        apply_not_applicable(result, facts, as_of);
        out.controls.push_back(std::move(result));
    }
    return out;
}

} // namespace parapet::compliance
