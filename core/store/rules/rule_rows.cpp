#include "core/store/rules/rule_rows.h"

#include "core/analysis/identity_basis.h"

#include <limits>

namespace parapet {

namespace {

constexpr std::size_t k_most_kept = 100'000; // of each table

// Column of finding; text of another table only where a rule asks for it.
std::string select_of(bool file, bool package) {
    std::string sql = "SELECT f.id, f.severity, f.status, f.cause, f.phase, f.cause_rule, f.phase_rule, f.owner_id,"
                      " f.owner_rule, f.due, f.first_seen, f.basis, f.kev, f.epss, f.score, f.suppressed, f.asset_id,"
                      " f.rule_id, f.scope_id, f.title, f.fixed_version, f.resource, f.cwe_set, f.advisory_set,"
                      " f.control_set, ";
    sql += file ? "(SELECT text FROM string WHERE id = f.file_id), " : "'', ";
    sql += package ? "(SELECT text FROM string WHERE id = f.package_id)" : "''";
    return sql + " FROM finding f WHERE f.id BETWEEN ?1 AND ?2 ORDER BY f.id LIMIT ?3";
}

void fill(const Statement& s, RuleRow& row) {
    row.id = s.integer(0);
    row.subject.severity = static_cast<Severity>(s.integer(1));
    row.status = static_cast<int>(s.integer(2));
    row.now.cause = static_cast<Cause>(s.integer(3));
    row.now.phase = static_cast<Phase>(s.integer(4));
    row.now.cause_rule = s.integer(5);
    row.now.phase_rule = s.integer(6);
    row.owner_id = s.integer(7);
    row.now.has_owner = row.owner_id != 0;
    row.now.owner_rule = s.integer(8);
    row.due = s.integer(9);
    row.now.first_seen = s.integer(10);
    row.subject.kind = kind_of(static_cast<IdentityBasis>(s.integer(11)));
    row.subject.kev = s.integer(12) == 1;
    row.subject.epss = s.real(13);
    row.subject.score = s.real(14);
    row.subject.suppressed = s.integer(15) != 0;
    row.asset_id = s.integer(16);
    row.rule_id = s.integer(17);
    row.scope_id = s.integer(18);
    row.title = s.str(19);
    row.fix = s.str(20);
    row.resource = s.str(21);
    row.cwe_set = s.integer(22);
    row.advisory_set = s.integer(23);
    row.control_set = s.integer(24);
    row.file = s.str(25);
    row.package = s.str(26);
}

} // namespace

Result<void> RuleRows::open() {
    const FindingRules& r = rules_.rules;
    wants_file_ = r.asks_for(RuleField::file) || !rules_.files.empty();
    wants_package_ = r.asks_for(RuleField::package);
    wants_cwe_ = r.asks_for(RuleField::cwe);
    wants_advisories_ = r.asks_for(RuleField::cve);
    wants_controls_ = r.asks_for(RuleField::control);
    wants_target_ = r.asks_for(RuleField::target);
    auto select = db_.prepare(select_of(wants_file_, wants_package_));
    if (!select) return fail(std::move(select.error()));
    select_ = std::move(*select);
    return {};
}

Result<std::vector<RuleRow>> RuleRows::read(std::int64_t from, std::int64_t to) {
    std::vector<RuleRow> out;
    select_->reset();
    select_->bind(1, from).bind(2, to).bind(3, static_cast<std::int64_t>(k_piece));
    for (;;) {
        auto there = select_->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        fill(*select_, out.emplace_back());
    }
    select_->reset(); // rows may be changed now
    if (assets_.size() > k_most_kept) assets_.clear();
    if (names_.size() > k_most_kept) names_.clear();
    if (words_.size() > k_most_kept) words_.clear();
    return out;
}

Result<const std::string*> RuleRows::text_of(std::unordered_map<std::int64_t, std::string>& known, std::int64_t id,
                                             const char* sql) {
    const auto [at, fresh] = known.try_emplace(id);
    if (fresh && id != 0) {
        auto row = db_.cached(sql);
        if (!row) return fail(std::move(row.error()));
        auto there = (*row)->bind(1, id).step();
        if (!there) return fail(std::move(there.error()));
        if (*there) at->second = (*row)->str(0);
    }
    return &at->second;
}

Result<const std::string*> RuleRows::target(std::int64_t scope) {
    return text_of(targets_, scope, "SELECT target_kind FROM scan WHERE scope_id = ?1 ORDER BY at DESC LIMIT 1");
}

Result<const std::string*> RuleRows::words(std::int64_t set) {
    return text_of(words_, set, "SELECT items FROM word_set WHERE id = ?1");
}

Result<const std::string*> RuleRows::owner(std::int64_t id) {
    return text_of(owners_, id, "SELECT name FROM owner WHERE id = ?1");
}

Result<const AssetFacts*> RuleRows::asset(std::int64_t id) {
    if (const auto known = assets_.find(id); known != assets_.end()) return &known->second;
    auto row = db_.cached("SELECT name, kind FROM asset WHERE id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    return &assets_.emplace(id, rules_.asset(*there ? (*row)->text(0) : "", *there ? (*row)->text(1) : ""))
                .first->second;
}

Result<const RuleRows::RuleName*> RuleRows::rule_name(std::int64_t id) {
    const auto [at, fresh] = names_.try_emplace(id);
    if (fresh) {
        auto row = db_.cached("SELECT tool, code, name FROM rule WHERE id = ?1");
        if (!row) return fail(std::move(row.error()));
        auto there = (*row)->bind(1, id).step();
        if (!there) return fail(std::move(there.error()));
        if (*there) at->second = {(*row)->str(0), (*row)->str(1), (*row)->str(2)};
    }
    return &at->second;
}

Result<Ruled> RuleRows::rule(RuleRow& row) {
    RuleSubject& s = row.subject;
    s.title = row.title;
    s.file = row.file;
    s.package = row.package;
    s.fix = row.fix;
    s.resource = row.resource;
    auto facts = asset(row.asset_id);
    if (!facts) return fail(std::move(facts.error()));
    auto name = rule_name(row.rule_id);
    if (!name) return fail(std::move(name.error()));
    s.tool = (*name)->tool;
    s.rule = (*name)->code;
    s.rule_name = (*name)->name;
    const auto take = [](std::string_view& to, Result<const std::string*> text) -> Result<void> {
        if (!text) return fail(std::move(text.error()));
        to = **text;
        return {};
    };
    if (auto done = take(s.owner, owner(row.owner_id)); !done) return fail(std::move(done.error()));
    if (wants_target_)
        if (auto done = take(s.target, target(row.scope_id)); !done) return fail(std::move(done.error()));
    if (wants_cwe_)
        if (auto done = take(s.cwe, words(row.cwe_set)); !done) return fail(std::move(done.error()));
    if (wants_advisories_)
        if (auto done = take(s.advisories, words(row.advisory_set)); !done) return fail(std::move(done.error()));
    if (wants_controls_)
        if (auto done = take(s.controls, words(row.control_set)); !done) return fail(std::move(done.error()));
    return rules_.rule(s, **facts, row.now);
}

} // namespace parapet
