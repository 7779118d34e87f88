#include "core/store/findings/regroup.h"

#include <utility>

namespace parapet {

Result<std::int64_t> whole_of(Connection& db, std::int64_t finding) {
    constexpr int k_most_steps = 10'000; // no circle can be made; a damaged workspace may have one
    for (int i = 0; i < k_most_steps; ++i) {
        auto row = db.cached("SELECT into_id FROM finding_joined WHERE id = ?1");
        if (!row) return fail(std::move(row.error()));
        auto there = (*row)->bind(1, finding).step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return finding;
        finding = (*row)->integer(0);
    }
    return fail(Errc::workspace_damaged, "findings are joined in a circle", db.path(), "restore a copy");
}

namespace {

// Of several rows for one rule the newest holds: it comes last.
constexpr std::string_view k_all_links =
    "SELECT identity, proof, id, '', '', 1, 0 AS journal FROM finding_joined UNION ALL"
    " SELECT identity, proof, finding_id, tool, rule, 0, journal_id FROM finding_split ORDER BY journal";
// Everything that is part of ?1, however many steps down.
constexpr std::string_view k_joined =
    "WITH RECURSIVE part(id) AS (SELECT ?1 UNION SELECT j.id FROM finding_joined j JOIN part p ON j.into_id = p.id)"
    " SELECT f.id, f.identity, json_extract(f.finding, '$.title'), r.who, r.at, json_extract(r.body, '$.reason')"
    " FROM finding_joined f JOIN part p ON p.id = f.id JOIN journal r ON r.id = f.journal_id ORDER BY f.id";
constexpr std::string_view k_split =
    "SELECT s.from_id, s.identity, s.tool, s.rule, r.who, r.at, json_extract(r.body, '$.reason')"
    " FROM finding_split s JOIN journal r ON r.id = s.journal_id WHERE s.finding_id = ?1 ORDER BY s.tool, s.rule";
constexpr std::int64_t k_ns = 1'000'000'000;

} // namespace

Result<std::vector<ByHand>> by_hand(Connection& db, std::int64_t finding) {
    std::vector<ByHand> out;
    for (const bool joined : {true, false}) {
        auto rows = db.cached(joined ? k_joined : k_split);
        if (!rows) return fail(std::move(rows.error()));
        (*rows)->bind(1, finding);
        for (;;) {
            auto there = (*rows)->step();
            if (!there) return fail(std::move(there.error()));
            if (!*there) break;
            const Statement& s = **rows;
            ByHand one;
            one.what = joined ? ByHand::What::joined : ByHand::What::split;
            one.finding = s.integer(0);
            one.identity = s.integer(1);
            one.title = joined ? s.str(2) : std::string();
            one.tool = joined ? std::string() : s.str(2);
            one.rule = joined ? std::string() : s.str(3);
            const int next = joined ? 3 : 4;
            one.who = s.str(next);
            one.at = s.integer(next + 1) / k_ns;
            one.reason = s.str(next + 2);
            out.push_back(std::move(one));
        }
    }
    return out;
}

Result<void> HandLinks::load(Connection& db) {
    auto rows = db.prepare(k_all_links);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        Link link;
        link.proof = rows->integer(1);
        auto whole = whole_of(db, rows->integer(2));
        if (!whole) return fail(std::move(whole.error()));
        link.finding = *whole;
        link.tool = rows->str(3);
        link.rule = rows->str(4);
        link.whole = rows->integer(5) != 0;
        auto own = db.integer("SELECT identity FROM finding WHERE id = " + std::to_string(*whole));
        if (!own) return fail(std::move(own.error()));
        own_[link.finding] = *own;
        links_[rows->integer(0)].push_back(std::move(link));
    }
    return {};
}

std::int64_t HandLinks::find(std::uint64_t identity, std::uint64_t proof, std::string_view tool,
                             std::string_view rule) const {
    const auto links = links_.find(static_cast<std::int64_t>(identity));
    if (links == links_.end()) return 0;
    std::int64_t finding = 0;
    for (const Link& link : links->second) {
        if (link.proof != static_cast<std::int64_t>(proof)) continue;
        if (link.whole || (link.tool == tool && link.rule == rule)) finding = link.finding;
    }
    return finding;
}

bool HandLinks::is_own(std::int64_t finding, std::uint64_t identity) const {
    const auto own = own_.find(finding);
    return own != own_.end() && own->second == static_cast<std::int64_t>(identity);
}

} // namespace parapet
