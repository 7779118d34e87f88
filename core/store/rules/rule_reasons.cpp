// Which rule said so, in words.
#include "core/store/rules/rule_rows.h"

#include <fmt/format.h>

namespace parapet {

namespace {

template<class T>
std::string reason_of(const std::vector<SettingRule<T>>& rules, std::int64_t number, std::string_view section) {
    if (number <= 0 || number > static_cast<std::int64_t>(rules.size())) return {};
    const SettingRule<T>& rule = rules[static_cast<std::size_t>(number) - 1];
    std::string out = rule.because;
    if (out.empty()) out = rule.when.text().empty() ? "it holds for everything" : rule.when.text();
    return out + fmt::format(" (rule {} of {}, line {})", number, section, rule.line);
}

std::string owner_reason(const FindingRules& rules, std::int64_t stored) {
    if (stored == k_nobody_by_hand) return "set by hand: nobody";
    if (stored <= 0) return {};
    const std::int64_t number = stored & 0xffffffff;
    switch (static_cast<OwnerBy>(stored >> 32)) {
    case OwnerBy::rule:
        return reason_of(rules.owners, number, "owner");
    case OwnerBy::code_owners:
        return fmt::format("CODEOWNERS, line {}", number);
    case OwnerBy::asset:
        return fmt::format("owner of the asset (rule {} of assets)", number);
    }
    return {};
}

} // namespace

Result<RuleReasons> rule_reasons(Connection& db, std::int64_t finding) {
    RuleReasons out;
    auto text = db.text(std::string("SELECT value FROM setting WHERE key = '") + k_rules_setting + "'");
    if (!text) return fail(std::move(text.error()));
    auto rules = parse_finding_rules(*text);
    ActiveRules active; // without CODEOWNERS: what they said is stored
    if (rules) active.rules = std::move(*rules);
    RuleRows rows(db, active);
    if (auto done = rows.open(); !done) return fail(std::move(done.error()));
    auto piece = rows.read(finding, finding);
    if (!piece) return fail(std::move(piece.error()));
    if (piece->empty()) return out;
    RuleRow& row = piece->front();
    out.cause = reason_of(active.rules.causes, RuleMark::of(row.now.cause_rule).rule, "cause");
    out.phase = reason_of(active.rules.phases, RuleMark::of(row.now.phase_rule).rule, "phase");
    out.owner = owner_reason(active.rules, row.now.owner_rule);
    auto ruled = rows.rule(row);
    if (!ruled) return fail(std::move(ruled.error()));
    out.due = reason_of(active.rules.deadlines, static_cast<std::int64_t>(ruled->due_rule), "deadline");
    return out;
}

} // namespace parapet
