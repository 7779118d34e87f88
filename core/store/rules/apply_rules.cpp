#include "core/store/rules/apply_rules.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/store/findings/decide.h"
#include "core/store/rules/rule_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace parapet {

namespace {

constexpr std::int64_t k_ns = 1'000'000'000;
constexpr std::int64_t k_last = std::numeric_limits<std::int64_t>::max();

std::string day_of(std::int64_t due) {
    return due == k_no_deadline ? "none" : format_rfc3339(from_unix_seconds(due)).substr(0, 10);
}

std::string spaced(std::string_view name) {
    return replace_all(std::string(name), "_", " ");
}

struct Changes {
    bool cause = false, phase = false, owner = false, due = false;
    bool marks = false; // which rule says so
    [[nodiscard]] bool any() const { return cause || phase || owner || due; }
};

Changes changes_of(const RuleRow& row, std::string_view owner, const Ruled& ruled) {
    Changes c;
    c.cause = ruled.cause != row.now.cause;
    c.phase = ruled.phase != row.now.phase;
    c.owner = ruled.owner != owner;
    c.due = ruled.due != row.due;
    c.marks = ruled.cause_rule != row.now.cause_rule || ruled.phase_rule != row.now.phase_rule ||
              ruled.owner_rule != row.now.owner_rule;
    return c;
}

void count(const Changes& c, RuleCounts& to) {
    ++to.looked_at;
    to.changed += c.any() ? 1 : 0;
    to.cause += c.cause ? 1 : 0;
    to.phase += c.phase ? 1 : 0;
    to.owner += c.owner ? 1 : 0;
    to.due += c.due ? 1 : 0;
}

std::string words_of(const RuleRow& row, const Ruled& ruled, const Changes& c) {
    std::string out;
    const auto add = [&out](std::string_view what, std::string_view from, std::string_view to) {
        out += fmt::format("{}{} {} \xE2\x86\x92 {}", out.empty() ? "" : ", ", what, from, to);
    };
    if (c.cause) add("cause", spaced(name_of(row.now.cause)), spaced(name_of(ruled.cause)));
    if (c.phase) add("phase", name_of(row.now.phase), name_of(ruled.phase));
    if (c.due) add("due", day_of(row.due), day_of(ruled.due));
    return out;
}

using Take = std::function<Result<void>(RuleRow&, const Ruled&, const Changes&)>;

class Pass {
public:
    Pass(Connection& db, const ActiveRules& rules)
        : rows_(db, rules) {}

    Result<RuleCounts> run(const RuleReach& reach, const Take& take) {
        if (auto done = rows_.open(); !done) return fail(std::move(done.error()));
        for (const std::int64_t id : reach.ids)
            if (id < reach.from)
                if (auto done = span(id, id, take); !done) return fail(std::move(done.error()));
        if (auto done = span(reach.from, k_last, take); !done) return fail(std::move(done.error()));
        return counts_;
    }

private:
    Result<void> span(std::int64_t from, std::int64_t to, const Take& take) {
        for (;;) {
            auto piece = rows_.read(from, to);
            if (!piece) return fail(std::move(piece.error()));
            for (RuleRow& row : *piece) {
                auto ruled = rows_.rule(row);
                if (!ruled) return fail(std::move(ruled.error()));
                auto before = rows_.owner(row.owner_id);
                if (!before) return fail(std::move(before.error()));
                const Changes c = changes_of(row, **before, *ruled);
                count(c, counts_);
                if (take && (c.any() || c.marks))
                    if (auto done = take(row, *ruled, c); !done) return done;
            }
            if (piece->size() < RuleRows::k_piece || piece->back().id == to) return {};
            from = piece->back().id + 1;
        }
    }

    RuleRows rows_;
    RuleCounts counts_;
};

class Applier {
public:
    Applier(Connection& db, HistoryWriter& history, std::int64_t history_below, std::int64_t now)
        : db_(db)
        , history_(history)
        , history_below_(history_below)
        , now_(now) {}

    Result<void> take(const RuleRow& row, const Ruled& ruled, const Changes& c) {
        auto owner = known_owner(ruled.owner);
        if (!owner) return fail(std::move(owner.error()));
        // The deadline stands in an index, which is left alone where it does not change.
        auto put = db_.cached(c.due ? "UPDATE finding SET cause = ?2, cause_rule = ?3, phase = ?4, phase_rule = ?5,"
                                      " owner_id = ?6, owner_rule = ?7, due = ?8 WHERE id = ?1"
                                    : "UPDATE finding SET cause = ?2, cause_rule = ?3, phase = ?4, phase_rule = ?5,"
                                      " owner_id = ?6, owner_rule = ?7 WHERE id = ?1");
        if (!put) return fail(std::move(put.error()));
        (*put)->bind(1, row.id).bind(2, static_cast<int>(ruled.cause)).bind(3, ruled.cause_rule);
        (*put)->bind(4, static_cast<int>(ruled.phase)).bind(5, ruled.phase_rule).bind(6, *owner);
        (*put)->bind(7, ruled.owner_rule);
        if (c.due) (*put)->bind(8, ruled.due);
        if (auto done = (*put)->run(); !done) return done;
        // An import has just put cause, phase and deadline back to what they are without rules: no news of this rule.
        const bool import = history_below_ != k_last;
        if (import ? !c.owner || row.id >= history_below_ : !c.any()) return {};
        HistoryRow h;
        h.finding = row.id;
        h.at = now_;
        h.what = HistoryKind::ruled;
        h.status_from = h.status_to = row.status;
        h.owner_from = row.owner_id;
        h.owner_to = *owner;
        if (!import) h.detail = words_of(row, ruled, c);
        return history_.add(h);
    }

private:
    Result<std::int64_t> known_owner(std::string_view name) {
        if (const auto known = owners_.find(name); known != owners_.end()) return known->second;
        auto id = owner_id(db_, name);
        if (id) owners_.emplace(name, *id);
        return id;
    }

    Connection& db_;
    HistoryWriter& history_;
    std::int64_t history_below_, now_;
    std::map<std::string, std::int64_t, std::less<>> owners_;
};

// What rules say of assets stands in their rows, for filters.
Result<void> apply_asset_rules(Connection& db, const ActiveRules& rules) {
    auto rows = db.prepare("SELECT id, name, kind, grp, env, team FROM asset");
    if (!rows) return fail(std::move(rows.error()));
    struct Changed {
        std::int64_t id;
        AssetFacts facts;
    };
    std::vector<Changed> changed;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        AssetFacts facts = rules.asset(rows->text(1), rows->text(2));
        if (facts.group != rows->text(3) || facts.env != rows->text(4) || facts.team != rows->text(5))
            changed.push_back({rows->integer(0), std::move(facts)});
    }
    auto put = db.cached("UPDATE asset SET grp = ?2, env = ?3, team = ?4 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    for (const Changed& one : changed) {
        (*put)->bind(1, one.id).bind(2, one.facts.group).bind(3, one.facts.env).bind(4, one.facts.team);
        if (auto done = (*put)->run(); !done) return done;
    }
    return {};
}

Result<void> put_setting(Connection& db, std::string_view text) {
    auto put = db.cached("INSERT INTO setting(key, value) VALUES(?1, ?2)"
                         " ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    if (!put) return fail(std::move(put.error()));
    return (*put)->bind(1, k_rules_setting).bind(2, text).run();
}

} // namespace

Result<RuleCounts> apply_rules(Connection& db, const ActiveRules& rules, const RuleReach& reach, HistoryWriter& history,
                               std::int64_t now_seconds) {
    if (auto done = apply_asset_rules(db, rules); !done) return fail(std::move(done.error()));
    Applier applier(db, history, reach.from > 0 ? reach.from : k_last, now_seconds);
    return Pass(db, rules).run(
        reach, [&](RuleRow& row, const Ruled& ruled, const Changes& c) { return applier.take(row, ruled, c); });
}

Result<RuleCounts> count_rule_changes(Connection& db, const ActiveRules& rules) {
    return Pass(db, rules).run({}, {});
}

Result<RuleCounts> apply_all_rules(Connection& db, std::string_view who, std::string_view kind,
                                   const std::vector<std::pair<std::string, std::string>>& fields,
                                   std::int64_t now_ns) {
    auto rules = ActiveRules::load(db);
    if (!rules) return fail(std::move(rules.error()));
    auto journal = next_journal_id(db);
    if (!journal) return fail(std::move(journal.error()));
    HistoryWriter history(db, *journal);
    auto counts = apply_rules(db, *rules, {}, history, now_ns / k_ns);
    if (!counts) return counts;
    std::string body;
    json::Writer w(body);
    w.begin_object();
    for (const auto& [key, value] : fields)
        w.field(key, value);
    w.field("findings", counts->changed).field("cause", counts->cause).field("phase", counts->phase);
    w.field("owner", counts->owner).field("due", counts->due);
    if (const std::string digest = history.digest(); !digest.empty()) w.field("history", digest);
    w.end_object();
    auto record = journal_append(db, now_ns, who, kind, body);
    if (!record) return fail(std::move(record.error()));
    return counts;
}

Result<RuleCounts> keep_rules(Connection& db, std::string_view text, std::string_view who, std::int64_t now_ns) {
    if (auto good = parse_finding_rules(text); !good) return fail(std::move(good.error()));
    if (auto done = put_setting(db, text); !done) return fail(std::move(done.error()));
    return apply_all_rules(db, who, "rules", {{"sha256", sha256_hex(text)}, {"rules", std::string(text)}}, now_ns);
}

Result<RuleCounts> keep_owner_file(Connection& db, const OwnerFileOrder& order, std::string_view who,
                                   std::int64_t now_ns) {
    auto put = db.prepare(order.body.empty() ? "DELETE FROM owner_file WHERE asset = ?1"
                                             : "INSERT OR REPLACE INTO owner_file(asset, path, at, body)"
                                               " VALUES(?1, ?2, ?3, ?4)");
    if (!put) return fail(std::move(put.error()));
    put->bind(1, order.asset);
    if (!order.body.empty()) put->bind(2, order.path).bind(3, now_ns / k_ns).bind(4, order.body);
    if (auto done = put->run(); !done) return fail(std::move(done.error()));
    if (order.body.empty() && db.changes() == 0)
        return fail(Errc::not_found, "there is no CODEOWNERS file for \"" + visible(elide(order.asset, 60)) + "\"", {},
                    "`parapet rules owners` lists them");
    return apply_all_rules(db, who, "owner_file",
                           {{"asset", order.asset},
                            {"path", order.body.empty() ? "" : order.path},
                            {"sha256", order.body.empty() ? "" : sha256_hex(order.body)}},
                           now_ns);
}

} // namespace parapet
