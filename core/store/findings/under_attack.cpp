#include "core/store/findings/under_attack.h"

#include "core/analysis/attack_link.h"
#include "core/base/text.h"
#include "core/store/findings/interner.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace parapet {

namespace {

constexpr std::int64_t k_window = std::int64_t{7} * 86'400;
constexpr std::int64_t k_day = 86'400, k_hour = 3600;
constexpr const char* k_checked = "under_attack.checked"; // setting: the day, since 1970

// What a scanner's asset and a log's host have in common: "https://Shop.example:8443/till" is "shop.example".
std::string host_of(std::string_view name) {
    name = trim(name);
    if (const std::size_t scheme = name.find("://"); scheme != std::string_view::npos) {
        name = name.substr(scheme + 3);
        name = name.substr(0, name.find_first_of("/?#"));
    }
    // A port, unless it is the tag of an image or a part of an IPv6 address.
    const std::size_t colon = name.rfind(':');
    if (colon != std::string_view::npos && name.find(':') == colon && name.find('/') == std::string_view::npos)
        name = name.substr(0, colon);
    return to_lower(name);
}

using Attacks = std::map<std::string, std::set<int>>; // host -> kinds of events

Result<Attacks> recent_attacks(Connection& db, std::int64_t now) {
    std::vector<std::pair<std::int64_t, std::string>> assets;
    auto names = db.prepare("SELECT DISTINCT d.asset, s.text FROM event_day d JOIN event_string s ON s.id = d.asset"
                            " WHERE d.day >= ?1 AND d.asset <> 0");
    if (!names) return fail(std::move(names.error()));
    names->bind(1, (now - k_window) / k_day);
    for (;;) {
        auto there = names->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        assets.emplace_back(names->integer(0), names->str(1));
    }
    Attacks out;
    auto kinds = db.prepare("SELECT DISTINCT kind FROM event_hour WHERE asset = ?1 AND hour BETWEEN ?2 AND ?3");
    if (!kinds) return fail(std::move(kinds.error()));
    for (const auto& [asset, name] : assets) {
        kinds->reset();
        kinds->bind(1, asset).bind(2, (now - k_window) / k_hour).bind(3, (now + k_day) / k_hour);
        for (;;) {
            auto there = kinds->step();
            if (!there) return fail(std::move(there.error()));
            if (!*there) break;
            out[host_of(name)].insert(static_cast<int>(kinds->integer(0)));
        }
    }
    return out;
}

// Sets of CWEs by the kinds of attack that go for them.
Result<std::map<int, std::vector<std::int64_t>>> weaknesses(Connection& db) {
    std::map<int, std::vector<std::int64_t>> out;
    auto sets = db.prepare("SELECT id, items FROM word_set WHERE kind = ?1");
    if (!sets) return fail(std::move(sets.error()));
    sets->bind(1, static_cast<int>(WordSet::cwe));
    for (;;) {
        auto there = sets->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        std::set<int> kinds;
        for (const std::string_view word : split(sets->text(1), '\n')) {
            std::int64_t cwe = 0;
            if (!parse_int(word, cwe) || cwe < 0 || cwe > 99'999) continue;
            if (const auto kind = attack_on(static_cast<int>(cwe))) kinds.insert(static_cast<int>(*kind));
        }
        for (const int kind : kinds)
            out[kind].push_back(sets->integer(0));
    }
}

Result<void> write_pairs(Connection& db, const Attacks& attacks) {
    auto made = db.exec("CREATE TEMP TABLE attacked(asset_id INTEGER, cwe_set INTEGER,"
                        " PRIMARY KEY(asset_id, cwe_set)) WITHOUT ROWID");
    if (!made || attacks.empty()) return made;
    auto weak = weaknesses(db);
    if (!weak) return fail(std::move(weak.error()));
    auto put = db.prepare("INSERT OR IGNORE INTO temp.attacked VALUES(?1, ?2)");
    if (!put) return fail(std::move(put.error()));
    auto assets = db.prepare("SELECT id, name FROM asset WHERE name <> ''");
    if (!assets) return fail(std::move(assets.error()));
    for (;;) {
        auto there = assets->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        const auto found = attacks.find(host_of(assets->text(1)));
        if (found == attacks.end()) continue;
        for (const int kind : found->second) {
            for (const std::int64_t set : (*weak)[kind])
                if (auto done = put->bind(1, assets->integer(0)).bind(2, set).run(); !done) return done;
        }
    }
}

Result<std::int64_t> mark(Connection& db) {
    constexpr int k_fixed = static_cast<int>(FindingStatus::fixed);
    auto clear = db.prepare("UPDATE finding SET under_attack = 0 WHERE under_attack = 1 AND (status = ?1 OR NOT EXISTS"
                            " (SELECT 1 FROM temp.attacked a WHERE a.asset_id = finding.asset_id"
                            " AND a.cwe_set = finding.cwe_set))");
    if (!clear) return fail(std::move(clear.error()));
    if (auto done = clear->bind(1, k_fixed).run(); !done) return fail(std::move(done.error()));
    std::int64_t changed = db.changes();
    auto set = db.prepare("UPDATE finding SET under_attack = 1 WHERE under_attack = 0 AND status <> ?1"
                          " AND asset_id IN (SELECT asset_id FROM temp.attacked) AND EXISTS"
                          " (SELECT 1 FROM temp.attacked a WHERE a.asset_id = finding.asset_id"
                          " AND a.cwe_set = finding.cwe_set)");
    if (!set) return fail(std::move(set.error()));
    if (auto done = set->bind(1, k_fixed).run(); !done) return fail(std::move(done.error()));
    changed += db.changes();
    return changed;
}

} // namespace

Result<std::int64_t> refresh_under_attack(Connection& db, std::int64_t now_seconds) {
    auto attacks = recent_attacks(db, now_seconds);
    if (!attacks) return fail(std::move(attacks.error()));
    auto marked = db.integer("SELECT EXISTS(SELECT 1 FROM finding WHERE under_attack = 1)");
    if (!marked) return marked;
    // Most workspaces have findings only, or quiet logs.
    if (attacks->empty() && *marked == 0) return 0;
    if (auto done = write_pairs(db, *attacks); !done) return fail(std::move(done.error()));
    auto changed = mark(db);
    if (!changed) return changed;
    if (auto done = db.exec("DROP TABLE temp.attacked"); !done) return fail(std::move(done.error()));
    auto note = db.prepare("INSERT OR REPLACE INTO setting(key, value) VALUES(?1, ?2)");
    if (!note) return fail(std::move(note.error()));
    const std::string day = std::to_string(now_seconds / k_day);
    if (auto done = note->bind(1, k_checked).bind(2, day).run(); !done) return fail(std::move(done.error()));
    return changed;
}

Result<bool> under_attack_is_old(Connection& db, std::int64_t now_seconds) {
    auto marked = db.integer("SELECT EXISTS(SELECT 1 FROM finding WHERE under_attack = 1)");
    if (!marked) return fail(std::move(marked.error()));
    if (*marked == 0) return false;
    auto day = db.integer(std::string("SELECT CAST(value AS INTEGER) FROM setting WHERE key = '") + k_checked + "'");
    if (!day) return fail(std::move(day.error()));
    return *day < now_seconds / k_day;
}

} // namespace parapet
