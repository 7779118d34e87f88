#include "core/store/findings/regroup_parts.h"

#include "core/base/json.h"
#include "core/model/enums.h"
#include "core/store/findings/rows.h"
#include "core/store/import_row.h"
#include "core/store/rules/apply_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parapet::regrouping {

namespace {
constexpr std::int64_t k_ns = 1'000'000'000;
constexpr int k_fixed = static_cast<int>(FindingStatus::fixed);
} // namespace

Result<void> Change::begin() {
    auto journal = next_journal_id(db_);
    if (!journal) return fail(std::move(journal.error()));
    journal_ = *journal;
    history_.emplace(db_, journal_);
    auto seed = db_.integer("SELECT value FROM hash_seed");
    if (!seed) return fail(std::move(seed.error()));
    names_ = std::make_unique<Interner>(db_, static_cast<std::uint64_t>(*seed));
    return names_->begin(false);
}

Result<void> Change::end(std::string_view kind, std::int64_t finding, const std::vector<std::int64_t>& others) {
    if (auto done = names_->write_words(); !done) return done;
    if (auto done = rule(); !done) return done;
    std::string body;
    json::Writer w(body);
    w.begin_object().field("finding", finding).key("findings").begin_array();
    for (const std::int64_t other : others)
        w.value(other);
    w.end_array();
    if (!order_.reason.empty()) w.field("reason", order_.reason);
    if (const std::string digest = history_->digest(); !digest.empty()) w.field("history", digest);
    w.end_object();
    auto id = journal_append(db_, order_.now_ns, order_.who, kind, body);
    return id ? Result<void>() : fail(std::move(id.error()));
}

// Rules see what changed, as after an import.
Result<void> Change::rule() {
    auto rules = ActiveRules::load(db_);
    if (!rules) return fail(std::move(rules.error()));
    if (!rules->any()) return {};
    RuleReach reach;
    reach.ids.assign(noted_.begin(), noted_.end());
    reach.from = k_never;
    auto counts = apply_rules(db_, *rules, reach, *history_, order_.now_ns / k_ns);
    return counts ? Result<void>() : fail(std::move(counts.error()));
}

Result<void> Change::note(std::int64_t finding, HistoryKind what, int from, int to, std::int64_t until,
                          std::int64_t owner) {
    noted_.insert(finding);
    return history_->add({finding, order_.now_ns / k_ns, what, from, to, until, owner, owner, {}});
}

std::string sightings_of(std::string_view alias, std::int64_t finding) {
    return fmt::format(" {}id BETWEEN {} AND {} ", alias, sighting_id(finding, 0), sighting_id(finding, 65535));
}

Result<std::vector<std::int64_t>> ids_of(Connection& db, const std::string& sql) {
    std::vector<std::int64_t> out;
    auto rows = db.prepare(sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back(rows->integer(0));
    }
}

Result<std::vector<std::string>> columns_of_finding(Connection& db) {
    std::vector<std::string> out;
    auto rows = db.prepare("SELECT name FROM pragma_table_info('finding')");
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back(rows->str(0));
    }
}

Result<void> must_be_there(Connection& db, std::int64_t finding) {
    auto there = db.integer(fmt::format("SELECT count(*) FROM finding WHERE id = {}", finding));
    if (!there) return fail(std::move(there.error()));
    if (*there > 0) return {};
    return fail(Errc::not_found, fmt::format("there is no finding F-{}", finding), db.path());
}

Result<void> put_aside(Connection& db, std::int64_t finding, std::int64_t into, Change& change) {
    auto state = db.prepare("SELECT status, owner_id, decided_until FROM finding WHERE id = ?1");
    if (!state) return fail(std::move(state.error()));
    auto there = state->bind(1, finding).step();
    if (!there) return fail(std::move(there.error()));
    const int status = static_cast<int>(state->integer(0));
    auto noted = change.note(finding, HistoryKind::joined, status, status, state->integer(2), state->integer(1));
    if (!noted) return noted;
    state->reset();
    auto columns = columns_of_finding(db);
    if (!columns) return fail(std::move(columns.error()));
    std::string object;
    for (const std::string& column : *columns)
        object += fmt::format("{}'{}', {}", object.empty() ? "" : ", ", column, column);
    return db.exec(fmt::format("INSERT INTO finding_joined(id, into_id, identity, proof, journal_id, finding)"
                               " SELECT id, {1}, identity, proof, {2}, json_object({3}) FROM finding WHERE id = {0};"
                               "DELETE FROM finding WHERE id = {0};"
                               "INSERT OR IGNORE INTO search_late VALUES({0});",
                               finding, into, change.journal(), object));
}

Result<void> bring_back(Connection& db, std::int64_t finding) {
    auto columns = columns_of_finding(db);
    if (!columns) return fail(std::move(columns.error()));
    std::string into, from;
    for (const std::string& column : *columns) {
        // A column that came with a later version is not in it, and has its default.
        auto known = db.integer(fmt::format("SELECT json_type(finding, '$.{}') IS NOT NULL FROM finding_joined"
                                            " WHERE id = {}",
                                            column, finding));
        if (!known) return fail(std::move(known.error()));
        if (*known == 0) continue;
        into += (into.empty() ? "" : ", ") + column;
        from += fmt::format("{}json_extract(finding, '$.{}')", from.empty() ? "" : ", ", column);
    }
    return db.exec(fmt::format("INSERT INTO finding({1}) SELECT {2} FROM finding_joined WHERE id = {0};"
                               "DELETE FROM finding_joined WHERE id = {0};"
                               "INSERT OR IGNORE INTO search_late VALUES({0});",
                               finding, into, from));
}

namespace {

// The words of a finding's first sighting stand in its row; before it goes elsewhere it takes them along.
Result<void> take_words_along(Connection& db, std::int64_t finding, Interner& names) {
    auto text = db.text(fmt::format("SELECT coalesce(description, '') FROM finding WHERE id = {}", finding));
    if (!text) return fail(std::move(text.error()));
    auto description = names.text(*text, true);
    if (!description) return fail(std::move(description.error()));
    if (auto done = names.flush(); !done) return done;
    return db.exec(fmt::format(
        "UPDATE sighting SET title = coalesce(sighting.title, f.title),"
        " description_id = coalesce(nullif({1}, 0), sighting.description_id, f.description_id),"
        " own = coalesce(own, json_patch('{{}}', json_object('file', (SELECT text FROM string WHERE id = f.file_id),"
        " 'line', f.line, 'package', (SELECT text FROM string WHERE id = f.package_id), 'version', f.version,"
        " 'fixed', f.fixed_version, 'resource', f.resource)))"
        " FROM finding f WHERE f.id = {0} AND sighting.id = {2}",
        finding, *description, sighting_id(finding, 0)));
}

// The other way round: a sighting becomes its finding's first, and its words the finding's. What it leaves unsaid comes
// with the next report, as its content is marked as changed.
Result<void> make_first(Connection& db, std::int64_t sighting, Interner& names) {
    const std::int64_t finding = finding_of(sighting);
    std::int64_t ids[2] = {0, 0};
    const char* const keys[2] = {"$.file", "$.package"};
    for (int i = 0; i < 2; ++i) {
        auto text = db.text(
            fmt::format("SELECT coalesce(json_extract(own, '{}'), '') FROM sighting WHERE id = {}", keys[i], sighting));
        if (!text) return fail(std::move(text.error()));
        auto id = names.string(*text);
        if (!id) return fail(std::move(id.error()));
        ids[i] = *id;
    }
    return db.exec(fmt::format(
        "UPDATE finding SET title = coalesce(s.title, finding.title), rule_id = s.rule_id, scope_id = s.scope_id,"
        " basis = s.basis, file_id = nullif({2}, 0), package_id = nullif({3}, 0), line = json_extract(s.own, '$.line'),"
        " version = json_extract(s.own, '$.version'), fixed_version = json_extract(s.own, '$.fixed'),"
        " resource = json_extract(s.own, '$.resource'), description = NULL, description_id = s.description_id"
        " FROM sighting s WHERE s.id = {0} AND s.own IS NOT NULL AND finding.id = {1};"
        "UPDATE sighting SET id = {4}, own = NULL, title = NULL, content = 0 WHERE id = {0};"
        "INSERT OR IGNORE INTO search_late VALUES({1});",
        sighting, finding, ids[0], ids[1], sighting_id(finding, 0)));
}

// A finding whose first sighting went elsewhere, or that is new, has another first one.
Result<void> fill_first(Connection& db, std::int64_t finding, Interner& names) {
    auto first = db.integer("SELECT min(id) FROM sighting WHERE" + sightings_of("", finding));
    if (!first) return fail(std::move(first.error()));
    if (*first == 0) return {};
    auto placed = db.integer(fmt::format("SELECT own IS NULL FROM sighting WHERE id = {}", *first));
    if (!placed) return fail(std::move(placed.error()));
    if (number_of(*first) == 0 && *placed != 0) return {};
    return make_first(db, *first, names);
}

using Homes = std::map<std::int64_t, std::vector<std::int64_t>>; // finding -> sightings that belong to it

// By what a person split off, else by identity; what is part of another finding is at the whole.
Result<Homes> homes_of(Connection& db, std::int64_t finding) {
    auto rows = db.prepare(fmt::format(
        "SELECT s.id, coalesce((SELECT l.finding_id FROM finding_split l WHERE l.identity = o.identity AND l.tool ="
        " c.tool AND l.rule = r.code ORDER BY l.journal_id DESC LIMIT 1), (SELECT id FROM finding WHERE identity ="
        " o.identity), (SELECT id FROM finding_joined WHERE identity = o.identity), {0})"
        " FROM sighting s JOIN (SELECT id AS sighting, coalesce(via, (SELECT identity FROM finding WHERE id = {0}),"
        " (SELECT identity FROM finding_joined WHERE id = {0})) AS identity FROM sighting WHERE{1}) o"
        " ON o.sighting = s.id JOIN scope c ON c.id = s.scope_id JOIN rule r ON r.id = s.rule_id ORDER BY s.id",
        finding, sightings_of("", finding)));
    if (!rows) return fail(std::move(rows.error()));
    Homes out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        auto whole = whole_of(db, rows->integer(1));
        if (!whole) return fail(std::move(whole.error()));
        if (*whole != finding) out[*whole].push_back(rows->integer(0));
    }
}

Result<void> move_to(Connection& db, std::int64_t home, const std::vector<std::int64_t>& sightings) {
    auto last = db.integer("SELECT max(id) FROM sighting WHERE" + sightings_of("", home), sighting_id(home, 0) - 1);
    if (!last) return fail(std::move(last.error()));
    std::int64_t next = *last + 1;
    for (const std::int64_t sighting : sightings) {
        if (finding_of(next) != home || number_of(next) >= k_most_sightings)
            return fail(Errc::limit, fmt::format("F-{} has too many sightings", home), db.path());
        auto done = db.exec(fmt::format("UPDATE sighting SET id = {}, via = nullif(via, (SELECT identity FROM finding"
                                        " WHERE id = {})) WHERE id = {}",
                                        next++, home, sighting));
        if (!done) return done;
    }
    return {};
}

} // namespace

Result<std::vector<std::int64_t>> bring_home(Connection& db, std::int64_t finding, Change& change) {
    auto homes = homes_of(db, finding);
    if (!homes) return fail(std::move(homes.error()));
    std::vector<std::int64_t> out;
    for (const auto& [home, sightings] : *homes) {
        Result<void> done;
        if (number_of(sightings.front()) == 0) done = take_words_along(db, finding, change.names());
        for (const std::int64_t sighting : sightings)
            if (done)
                done = db.exec(fmt::format("UPDATE sighting SET via = coalesce(via, (SELECT identity FROM finding"
                                           " WHERE id = {})) WHERE id = {}",
                                           finding, sighting));
        if (done) done = move_to(db, home, sightings);
        if (done) done = fill_first(db, home, change.names());
        if (!done) return fail(std::move(done.error()));
        out.push_back(home);
    }
    if (auto done = fill_first(db, finding, change.names()); !done) return fail(std::move(done.error()));
    return out;
}

Result<void> settle(Connection& db, std::int64_t finding, Change& change, HistoryKind what) {
    auto policy = deadline_policy(db);
    if (!policy) return fail(std::move(policy.error()));
    const std::string own = sightings_of("s.", finding);
    auto row = db.prepare("SELECT f.status, f.owner_id, f.decided_until, f.severity, d.status, d.until,"
                          " (SELECT max(s.severity) FROM sighting s WHERE s.gone_at = 0 AND" +
                          own +
                          "),"
                          " (SELECT max(s.gone_at) FROM sighting s WHERE" +
                          own +
                          "),"
                          " (SELECT min(s.first_seen) FROM sighting s WHERE" +
                          own +
                          "),"
                          " (SELECT max(max(s.last_seen, CASE WHEN s.gone_at = 0 THEN c.last_complete ELSE 0 END))"
                          " FROM sighting s JOIN scope c ON c.id = s.scope_id WHERE" +
                          own +
                          "), f.fixed_at"
                          " FROM finding f LEFT JOIN decision d ON d.finding_id = f.id WHERE f.id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = row->bind(1, finding).step();
    if (!there) return fail(std::move(there.error()));
    const int from = static_cast<int>(row->integer(0));
    const bool present = !row->is_null(6);
    const std::int64_t severity = present ? row->integer(6) : row->integer(3);
    int to = from;
    std::int64_t until = row->integer(2), fixed_at = row->integer(10);
    if (from == k_fixed && present) {
        to = row->is_null(4) || row->integer(4) == k_fixed ? 0 : static_cast<int>(row->integer(4));
        until = to >= static_cast<int>(FindingStatus::risk_accepted) ? row->integer(5) : k_never;
        fixed_at = 0;
    } else if (from < static_cast<int>(FindingStatus::false_positive) && !present) {
        to = k_fixed;
        fixed_at = row->integer(7);
    }
    const std::int64_t owner = row->integer(1), first = row->integer(8), last = row->integer(9);
    row->reset();
    auto put = db.cached("UPDATE finding SET status = ?2, decided_until = ?3, fixed_at = ?4, severity = ?5,"
                         " first_seen = ?6, last_seen = ?7, due = ?8 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, finding).bind(2, to).bind(3, until).bind(4, fixed_at).bind(5, severity).bind(6, first);
    (*put)->bind(7, std::max(first, last)).bind(8, deadline(*policy, static_cast<Severity>(severity), first));
    if (auto done = (*put)->run(); !done) return done;
    return change.note(finding, what, from, to, until, owner);
}

} // namespace parapet::regrouping
