#pragma once
// The rules that a workspace goes by, and what they make of one finding.

#include "core/analysis/code_owners.h"
#include "core/analysis/deadline.h"
#include "core/store/connection.h"
#include "core/store/rules/finding_rules.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// finding.cause_rule and phase_rule: which rule of the workspace (from 1; 0: none), above what the value would be
// without it, above the built-in rule that says so (core/analysis/classify.h).
struct RuleMark {
    std::int64_t rule = 0;
    int without = 0; // the value, where `rule` is not 0
    int built_in = 0;
    [[nodiscard]] static RuleMark of(std::int64_t stored) {
        return {stored >> 16, static_cast<int>(stored >> 8 & 0xff), static_cast<int>(stored & 0xff)};
    }
    [[nodiscard]] std::int64_t stored() const { return rule == 0 ? built_in : rule << 16 | without << 8 | built_in; }
};

// finding.owner_rule
inline constexpr std::int64_t k_owner_by_hand = 0, k_nobody_by_hand = -1;
enum class OwnerBy : std::uint8_t { rule = 1, code_owners = 2, asset = 3 };
[[nodiscard]] inline std::int64_t owner_rule(OwnerBy by, std::int64_t number) { // of the rule or line, from 1
    return static_cast<std::int64_t>(by) << 32 | number;
}

struct AssetFacts {
    std::string name, kind, group, env, team, owner;
    std::int64_t owner_rule = 0;
    std::vector<std::string> tags;
    const CodeOwners* code_owners = nullptr; // of its repository
};

struct OwnerFile {
    std::string asset, path;
    std::int64_t at = 0;
    CodeOwners owners;
};

// What rules say of a finding.
struct Ruled {
    Cause cause = Cause::other;
    Phase phase = Phase::operate;
    std::int64_t cause_rule = 0, phase_rule = 0;
    std::string_view owner;
    std::int64_t owner_rule = 0;
    std::int64_t due = 0;
    std::size_t due_rule = 0; // from 1; 0: the plain deadlines
};
struct RuledNow { // as it is stored
    Cause cause = Cause::other;
    Phase phase = Phase::operate;
    std::int64_t cause_rule = 0, phase_rule = 0, owner_rule = 0, first_seen = 0;
    bool has_owner = false;
};

class ActiveRules {
public:
    // As the workspace keeps them.
    [[nodiscard]] static Result<ActiveRules> load(Connection& db);
    // With other rules than those that it keeps, to try them.
    [[nodiscard]] static Result<ActiveRules> with(Connection& db, FindingRules rules);

    // False: nothing is said beyond the plain deadlines, and no finding needs to be looked at.
    [[nodiscard]] bool any() const { return !rules.empty() || !files.empty(); }
    [[nodiscard]] AssetFacts asset(std::string_view name, std::string_view kind) const;
    // `subject` comes with the cause and phase that are stored; they are changed as rules say.
    [[nodiscard]] Ruled rule(RuleSubject& subject, const AssetFacts& asset, const RuledNow& now) const;

    FindingRules rules;
    std::vector<OwnerFile> files;
    DeadlinePolicy plain;

private:
    void set_due(Ruled& to, const RuleSubject& subject, std::int64_t first_seen) const;
};

// The setting's key.
inline constexpr const char* k_rules_setting = "finding_rules";

[[nodiscard]] Result<std::vector<OwnerFile>> read_owner_files(Connection& db);

// In words, where a rule of the workspace says it; else "".
struct RuleReasons {
    std::string cause, phase, owner, due;
};
[[nodiscard]] Result<RuleReasons> rule_reasons(Connection& db, std::int64_t finding);

} // namespace parapet
