#pragma once
// From rules to parts to controls to the framework. Deterministic: same facts, same rules, same moment, same answer.

#include "core/compliance/check.h"
#include "core/compliance/framework.h"

#include <array>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet::compliance {

struct ControlCheckRef {
    const RuleResult* result = nullptr;
    bool required = true;
    bool gate = false; // can fail the control, never pass it
};

struct ControlResult {
    const Control* control = nullptr;
    ControlStatus status = ControlStatus::not_assessed;
    std::string reason;
    std::optional<Time> since; // nullopt: as long as was looked back
    std::vector<ControlCheckRef> checks;
    std::int64_t findings = 0; // open ones that bear on it
    std::vector<ControlStatus> by_month;
};

struct Evaluation {
    std::vector<RuleResult> rules;                // of evidence_rules(), in that order
    std::vector<std::unique_ptr<RuleResult>> own; // of single controls: mapped findings, attestations
    std::vector<ControlResult> controls;          // in the framework's order
    std::vector<Time> months;                     // 11 month ends, and as_of
    Window window;
};

// The last instants of the 11 months before, and `as_of` itself.
[[nodiscard]] std::vector<Time> month_ends(Time as_of);
[[nodiscard]] Window window_for(Time as_of);

struct RollUp {
    ControlStatus status = ControlStatus::not_assessed;
    std::size_t decider = 0; // which check decided, if any did
    CheckState why = CheckState::missing;
};
// The roll-up rule (design/compliance.md section 4) for one moment.
[[nodiscard]] RollUp roll_up(const std::vector<ControlCheckRef>& checks, const std::vector<CheckState>& states);

// The statuses of a framework's controls at given times, from rules that were judged before.
[[nodiscard]] Result<std::vector<RuleResult>> evaluate_rules(const std::vector<EvidenceRule>& rules, const Facts& facts,
                                                             const FactIndex& index, const Window& window,
                                                             std::stop_token stop = {});
[[nodiscard]] std::vector<std::vector<ControlStatus>> // [time][control]
statuses_at(const Framework& framework, const std::vector<RuleResult>& rules, const Facts& facts,
            const FactIndex& index, const Window& window, const std::vector<Time>& times);

[[nodiscard]] Result<Evaluation> evaluate(const Framework& framework, const std::vector<EvidenceRule>& rules,
                                          const Facts& facts, Time as_of, std::stop_token stop = {});

} // namespace parapet::compliance
