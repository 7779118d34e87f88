#pragma once
// The rules of a workspace: cause, phase, owner and deadline of findings, and what its assets are. One YAML file,
// documented in CONTRIBUTING.md ("Rules of a workspace") and in `parapet rules --help`.

#include "core/analysis/deadline.h"
#include "core/analysis/work_calendar.h"
#include "core/base/result.h"
#include "core/store/rules/rule_match.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

template<class Value>
struct SettingRule {
    RuleCondition when;
    Value value{};
    std::string because;
    std::int64_t line = 0;
    bool as_reported = false; // not a rule: from here on, what a report itself says stands
};

struct DeadlineTerms {
    std::array<int, k_severity_count> days{-1, -1, -1, -1, -1}; // -1: not said here; 0: none
    bool working_days = false;
    int calendar = -1; // place in FindingRules::calendars; -1: 24 hours a day
};

struct AssetRule {
    std::vector<std::string> names; // with *
    std::vector<std::string> tags;
    std::string group, env, team, owner; // "" = not said
    std::int64_t line = 0;
};

struct FindingRules {
    static constexpr std::size_t k_most_bytes = 256U << 10U;
    static constexpr std::size_t k_most_rules = 2000; // of one section

    std::vector<std::string> calendar_names;
    std::vector<WorkCalendar> calendars;
    std::vector<AssetRule> assets;
    std::vector<SettingRule<Cause>> causes;
    std::vector<SettingRule<Phase>> phases;
    std::vector<SettingRule<std::string>> owners;
    std::vector<SettingRule<DeadlineTerms>> deadlines;

    [[nodiscard]] bool empty() const {
        return assets.empty() && causes.empty() && phases.empty() && owners.empty() && deadlines.empty();
    }
    [[nodiscard]] bool asks_for(RuleField field) const;
};

// Errc::bad_argument, malformed or limit, with line and column: also for a condition inside it.
[[nodiscard]] Result<FindingRules> parse_finding_rules(std::string_view yaml);

// What a workspace without rules goes by, written as rules: a text to begin with.
[[nodiscard]] std::string_view default_finding_rules();

} // namespace parapet
