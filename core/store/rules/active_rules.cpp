#include "core/store/rules/active_rules.h"

#include "core/base/text.h"
#include "core/store/import_row.h"

#include <algorithm>

namespace parapet {

namespace {

// The first rule that matches, from 1; 0: none.
template<class T>
std::size_t first_match(const std::vector<SettingRule<T>>& rules, const RuleSubject& subject, bool reported) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (rules[i].as_reported && !reported) continue;
        if (rules[i].when.matches(subject)) return rules[i].as_reported ? 0 : i + 1;
    }
    return 0;
}

template<class E>
struct Set {
    E value;
    std::int64_t rule;
};

// A value by the rules, else what it is without them.
template<class E>
Set<E> set_value(const std::vector<SettingRule<E>>& rules, const RuleSubject& subject, E without, int built_in) {
    const bool reported = built_in == 0; // core/analysis/classify.cpp: the report itself says so
    RuleMark mark{static_cast<std::int64_t>(first_match(rules, subject, reported)), static_cast<int>(without),
                  built_in};
    const E value = mark.rule == 0 ? without : rules[static_cast<std::size_t>(mark.rule) - 1].value;
    return {value, mark.stored()};
}

bool names(const std::vector<std::string>& patterns, std::string_view name) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [name](const std::string& pattern) { return like(name, pattern, true); });
}

void take_first(std::string& to, const std::string& value) {
    if (to.empty()) to = value;
}

std::int64_t due_by(const FindingRules& rules, const DeadlineTerms& terms, int days, std::int64_t first_seen) {
    if (days == 0) return k_no_deadline;
    if (terms.calendar < 0) return first_seen + std::int64_t{days} * 86'400;
    const WorkCalendar& calendar = rules.calendars[static_cast<std::size_t>(terms.calendar)];
    return terms.working_days ? calendar.working_days_after(first_seen, days) : calendar.days_after(first_seen, days);
}

} // namespace

Result<std::vector<OwnerFile>> read_owner_files(Connection& db) {
    std::vector<OwnerFile> out;
    auto rows = db.prepare("SELECT asset, path, at, body FROM owner_file ORDER BY asset");
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        auto owners = CodeOwners::parse(rows->text(3));
        if (!owners) return fail(std::move(owners.error()));
        out.push_back({rows->str(0), rows->str(1), rows->integer(2), std::move(*owners)});
    }
}

Result<ActiveRules> ActiveRules::load(Connection& db) {
    auto text = db.text(std::string("SELECT value FROM setting WHERE key = '") + k_rules_setting + "'");
    if (!text) return fail(std::move(text.error()));
    auto rules = parse_finding_rules(*text);
    if (!rules) { // they were checked when they were kept: a newer program knows more
        rules.error().where = "the rules of the workspace";
        rules.error().help = "set them again: parapet rules set FILE";
        return fail(std::move(rules.error()));
    }
    return with(db, std::move(*rules));
}

Result<ActiveRules> ActiveRules::with(Connection& db, FindingRules rules) {
    ActiveRules out;
    out.rules = std::move(rules);
    auto files = read_owner_files(db);
    if (!files) return fail(std::move(files.error()));
    out.files = std::move(*files);
    auto plain = deadline_policy(db);
    if (!plain) return fail(std::move(plain.error()));
    out.plain = *plain;
    return out;
}

AssetFacts ActiveRules::asset(std::string_view name, std::string_view kind) const {
    AssetFacts out;
    out.name = name;
    out.kind = kind;
    for (std::size_t i = 0; i < rules.assets.size(); ++i) {
        const AssetRule& rule = rules.assets[i];
        if (!names(rule.names, name)) continue;
        take_first(out.group, rule.group);
        take_first(out.env, rule.env);
        take_first(out.team, rule.team);
        if (out.owner.empty() && !rule.owner.empty()) {
            out.owner = rule.owner;
            out.owner_rule = owner_rule(OwnerBy::asset, static_cast<std::int64_t>(i) + 1);
        }
        for (const std::string& tag : rule.tags)
            if (std::find(out.tags.begin(), out.tags.end(), tag) == out.tags.end()) out.tags.push_back(tag);
    }
    // The file that names the asset itself comes before those that stand for many.
    for (const OwnerFile& file : files)
        if (iequals(file.asset, name) || (out.code_owners == nullptr && like(name, file.asset, true)))
            out.code_owners = &file.owners;
    return out;
}

void ActiveRules::set_due(Ruled& to, const RuleSubject& subject, std::int64_t first_seen) const {
    for (std::size_t i = 0; i < rules.deadlines.size(); ++i) {
        const SettingRule<DeadlineTerms>& rule = rules.deadlines[i];
        const int days = rule.value.days[static_cast<std::size_t>(subject.severity)];
        if (days < 0 || !rule.when.matches(subject)) continue;
        to.due_rule = i + 1;
        to.due = due_by(rules, rule.value, days, first_seen);
        return;
    }
    to.due = deadline(plain, subject.severity, first_seen);
}

Ruled ActiveRules::rule(RuleSubject& subject, const AssetFacts& asset, const RuledNow& now) const {
    subject.asset = asset.name;
    subject.group = asset.group;
    subject.env = asset.env;
    subject.team = asset.team;
    subject.tags = asset.tags;
    const bool by_hand = now.owner_rule == k_nobody_by_hand || (now.owner_rule == k_owner_by_hand && now.has_owner);
    if (!by_hand) subject.owner = {}; // what rules said before is no ground for what they say now
    Ruled out;
    const RuleMark cause = RuleMark::of(now.cause_rule), phase = RuleMark::of(now.phase_rule);
    subject.cause = cause.rule == 0 ? now.cause : static_cast<Cause>(cause.without);
    subject.phase = phase.rule == 0 ? now.phase : static_cast<Phase>(phase.without);
    const auto set_cause = set_value(rules.causes, subject, subject.cause, cause.built_in);
    subject.cause = out.cause = set_cause.value;
    out.cause_rule = set_cause.rule;
    const auto set_phase = set_value(rules.phases, subject, subject.phase, phase.built_in);
    subject.phase = out.phase = set_phase.value;
    out.phase_rule = set_phase.rule;
    if (by_hand) {
        out.owner = subject.owner;
        out.owner_rule = now.owner_rule;
    } else if (const std::size_t rule = first_match(rules.owners, subject, false); rule != 0) {
        out.owner = rules.owners[rule - 1].value;
        out.owner_rule = owner_rule(OwnerBy::rule, static_cast<std::int64_t>(rule));
    } else if (const CodeOwners::Owned* owned = asset.code_owners != nullptr && !subject.file.empty()
                                                    ? asset.code_owners->owner_of(subject.file)
                                                    : nullptr;
               owned != nullptr) {
        out.owner = owned->owners;
        out.owner_rule = owner_rule(OwnerBy::code_owners, owned->line);
    } else {
        out.owner = asset.owner;
        out.owner_rule = asset.owner_rule;
    }
    subject.owner = out.owner;
    set_due(out, subject, now.first_seen);
    return out;
}

} // namespace parapet
