#include "core/store/findings/regroup.h"

#include "core/base/hash.h"
#include "core/store/findings/regroup_parts.h"
#include "core/store/findings/rows.h"

#include <fmt/format.h>

#include <set>

namespace parapet {

using namespace regrouping;

namespace {

std::string listed(const std::vector<std::int64_t>& ids) {
    return ids.empty() ? std::string("0") : fmt::format("{}", fmt::join(ids, ","));
}

Result<void> settle_all(Connection& db, const std::vector<std::int64_t>& findings, Change& change, HistoryKind what) {
    for (const std::int64_t finding : findings)
        if (auto done = settle(db, finding, change, what); !done) return done;
    return {};
}

} // namespace

Result<void> join_findings(Connection& db, std::int64_t into, const std::vector<std::int64_t>& others,
                           const Regrouping& order) {
    std::set<std::int64_t> rest(others.begin(), others.end());
    rest.erase(into);
    if (rest.empty()) return fail(Errc::bad_argument, "one finding cannot be joined", {}, "name another one");
    if (auto there = must_be_there(db, into); !there) return there;
    for (const std::int64_t other : rest)
        if (auto there = must_be_there(db, other); !there) return there;
    Change change(db, order);
    if (auto done = change.begin(); !done) return done;
    for (const std::int64_t other : rest) {
        // Its row is needed while its sightings leave: it goes aside in name first.
        auto aside = db.exec(fmt::format("INSERT INTO finding_joined(id, into_id, identity, proof, journal_id, finding)"
                                         " VALUES({}, {}, 0, 0, {}, '')",
                                         other, into, change.journal()));
        if (!aside) return aside;
        auto homes = bring_home(db, other, change);
        if (!homes) return fail(std::move(homes.error()));
        if (auto done = db.exec(fmt::format("DELETE FROM finding_joined WHERE id = {}", other)); !done) return done;
        if (auto done = put_aside(db, other, into, change); !done) return done;
    }
    if (auto done = settle(db, into, change, HistoryKind::joined); !done) return done;
    return change.end("join", into, {rest.begin(), rest.end()});
}

namespace {

// All that the same rules say under the same identity, in whatever scope.
Result<std::vector<std::int64_t>> same_words(Connection& db, std::int64_t finding,
                                             const std::vector<std::int64_t>& sightings) {
    return ids_of(db, fmt::format("SELECT s.id FROM sighting s WHERE{} AND EXISTS (SELECT 1 FROM sighting o WHERE o.id"
                                  " IN ({}) AND {} AND o.rule_id = s.rule_id AND o.via IS s.via) ORDER BY s.id",
                                  sightings_of("s.", finding), listed(sightings), sightings_of("o.", finding)));
}

// The new finding's row: the old one's, until its own words are put there.
Result<std::int64_t> copy_row(Connection& db, std::int64_t finding, std::int64_t journal) {
    auto columns = columns_of_finding(db);
    auto id = db.integer("SELECT 1 + max((SELECT max(id) FROM finding), (SELECT coalesce(max(id), 0) FROM"
                         " finding_joined))");
    auto seed = db.integer("SELECT value FROM hash_seed");
    auto identity = db.integer(fmt::format("SELECT identity FROM finding WHERE id = {}", finding));
    if (!columns) return fail(std::move(columns.error()));
    if (!id || !seed || !identity) return fail(std::move((!id ? id : !seed ? seed : identity).error()));
    const std::string text = fmt::format("split\x1f{}\x1f{}\x1f{}", *identity, journal, *id);
    std::string into, from;
    for (const std::string& column : *columns) {
        into += (into.empty() ? "" : ", ") + column;
        std::string value = column;
        if (column == "id") value = std::to_string(*id);
        if (column == "identity") value = std::to_string(static_cast<std::int64_t>(hash64(text)));
        if (column == "proof")
            value = std::to_string(static_cast<std::int64_t>(hash64(text, static_cast<std::uint64_t>(*seed))));
        if (column == "status" || column == "fixed_at") value = "0"; // nothing was decided about it yet
        if (column == "decided_until") value = std::to_string(k_never);
        from += (from.empty() ? "" : ", ") + value;
    }
    auto done = db.exec(fmt::format("INSERT INTO finding({1}) SELECT {2} FROM finding WHERE id = {0};"
                                    "INSERT OR IGNORE INTO search_late VALUES({3});",
                                    finding, into, from, *id));
    if (!done) return fail(std::move(done.error()));
    return id;
}

Result<void> link(Connection& db, std::int64_t finding, std::int64_t made, const std::vector<std::int64_t>& sightings,
                  std::int64_t journal) {
    return db.exec(fmt::format(
        "INSERT OR IGNORE INTO finding_split(identity, proof, tool, rule, finding_id, from_id, journal_id)"
        " SELECT coalesce(s.via, f.identity), coalesce((SELECT proof FROM finding_joined WHERE identity = s.via),"
        " (SELECT proof FROM finding_split WHERE identity = s.via), (SELECT proof FROM finding WHERE identity ="
        " s.via), f.proof), c.tool, r.code, {1}, {0}, {2} FROM sighting s JOIN finding f ON f.id = {0}"
        " JOIN scope c ON c.id = s.scope_id JOIN rule r ON r.id = s.rule_id WHERE s.id IN ({3})",
        finding, made, journal, listed(sightings)));
}

} // namespace

Result<std::int64_t> split_finding(Connection& db, std::int64_t finding, const std::vector<std::int64_t>& sightings,
                                   const Regrouping& order) {
    if (auto there = must_be_there(db, finding); !there) return fail(std::move(there.error()));
    auto going = same_words(db, finding, sightings);
    if (!going) return fail(std::move(going.error()));
    if (going->empty())
        return fail(Errc::not_found, fmt::format("F-{} has no such sighting", finding), db.path(),
                    "name one of its own");
    auto all = db.integer("SELECT count(*) FROM sighting WHERE" + sightings_of("", finding));
    if (!all) return all;
    if (static_cast<std::int64_t>(going->size()) == *all)
        return fail(Errc::bad_argument, fmt::format("that is all that is known of F-{}", finding), {},
                    "one sighting has to stay");
    Change change(db, order);
    if (auto done = change.begin(); !done) return fail(std::move(done.error()));
    auto made = copy_row(db, finding, change.journal());
    if (!made) return made;
    Result<void> done = link(db, finding, *made, *going, change.journal());
    if (done) {
        auto homes = bring_home(db, finding, change);
        if (!homes) return fail(std::move(homes.error()));
        done = settle_all(db, {*made, finding}, change, HistoryKind::split);
    }
    if (done) done = change.end("split", finding, {*made});
    if (!done) return fail(std::move(done.error()));
    return made;
}

Result<Unsplit> unsplit_finding(Connection& db, std::int64_t finding, const Regrouping& order) {
    if (auto there = must_be_there(db, finding); !there) return fail(std::move(there.error()));
    auto from = db.integer(fmt::format("SELECT from_id FROM finding_split WHERE finding_id = {} LIMIT 1", finding));
    if (!from) return fail(std::move(from.error()));
    if (*from == 0)
        return fail(Errc::bad_argument, fmt::format("F-{} was not split off another finding", finding), db.path());
    auto whole = whole_of(db, *from);
    if (!whole) return fail(std::move(whole.error()));
    Change change(db, order);
    if (auto done = change.begin(); !done) return fail(std::move(done.error()));
    auto before = db.integer("SELECT max(id) FROM sighting WHERE" + sightings_of("", *whole));
    if (!before) return fail(std::move(before.error()));
    auto done = db.exec(fmt::format("DELETE FROM finding_split WHERE finding_id = {}", finding));
    if (!done) return fail(std::move(done.error()));
    auto homes = bring_home(db, finding, change);
    if (!homes) return fail(std::move(homes.error()));
    auto left = db.integer("SELECT count(*) FROM sighting WHERE" + sightings_of("", finding));
    if (!left) return fail(std::move(left.error()));
    // What was joined to it since stays there; else it is no more than its number and its history.
    done = *left > 0 ? settle(db, finding, change, HistoryKind::joined) : put_aside(db, finding, *whole, change);
    if (done) done = settle_all(db, *homes, change, HistoryKind::joined);
    if (done) done = change.end("unsplit", *whole, {finding});
    if (!done) return fail(std::move(done.error()));
    auto back =
        ids_of(db, fmt::format("SELECT id FROM sighting WHERE{} AND id > {}", sightings_of("", *whole), *before));
    if (!back) return fail(std::move(back.error()));
    return Unsplit{*whole, std::move(*back)};
}

Result<std::int64_t> unjoin_finding(Connection& db, std::int64_t finding, const Regrouping& order) {
    auto into = whole_of(db, finding);
    if (!into) return into;
    if (*into == finding)
        return fail(Errc::bad_argument, fmt::format("F-{} is not part of another finding", finding), db.path());
    Change change(db, order);
    if (auto done = change.begin(); !done) return fail(std::move(done.error()));
    if (auto done = bring_back(db, finding); !done) return fail(std::move(done.error()));
    auto homes = bring_home(db, *into, change);
    if (!homes) return fail(std::move(homes.error()));
    auto left = db.integer("SELECT count(*) FROM sighting WHERE" + sightings_of("", finding));
    if (!left) return fail(std::move(left.error()));
    auto rest = db.integer("SELECT count(*) FROM sighting WHERE" + sightings_of("", *into));
    if (!rest) return fail(std::move(rest.error()));
    if (*left == 0 || *rest == 0)
        return fail(Errc::conflict, fmt::format("nothing would be left of F-{}", *left == 0 ? finding : *into),
                    db.path(), "split its sightings off instead");
    Result<void> done = settle_all(db, {finding, *into}, change, HistoryKind::split);
    if (done) done = change.end("unjoin", *into, {finding});
    if (!done) return fail(std::move(done.error()));
    return into;
}

} // namespace parapet
