#include "core/store/findings/facets.h"

#include "core/base/text.h"
#include "core/store/findings/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

namespace {

std::string due_bucket(std::int64_t now) {
    constexpr std::int64_t k_week = 7 * 86'400;
    return fmt::format("CASE WHEN f.due = {} THEN 3 WHEN f.due < {} THEN 0 WHEN f.due <= {} THEN 1 ELSE 2 END", k_never,
                       now, now + k_week);
}

// Dense numbers are counted in a vector; maps of a million findings would be slow.
class Tally {
public:
    void add(std::int64_t id) {
        if (id < 0) return;
        if (static_cast<std::size_t>(id) >= counts_.size()) counts_.resize(static_cast<std::size_t>(id) + 64);
        ++counts_[static_cast<std::size_t>(id)];
    }
    void into(std::map<std::int64_t, std::int64_t>& out) const {
        for (std::size_t i = 0; i < counts_.size(); ++i)
            if (counts_[i] > 0) out[static_cast<std::int64_t>(i)] = counts_[i];
    }

private:
    std::vector<std::int64_t> counts_;
};

SqlText facet_select(const FacetCondition& condition, const ConditionContext& context) {
    SqlText sql("SELECT f.severity, ");
    sql << status_expression(context) << ", f.cause, " << due_bucket(context.as_of.value_or(context.now))
        << ", f.asset_id, f.scope_id, f.phase";
    for (const FacetCondition::Own& own : condition.own)
        sql << ", (" << own.where << ")";
    return sql << " FROM finding f WHERE " << condition.rest;
}

} // namespace

Result<FacetCounts> count_facets(Connection& db, const FacetCondition& condition, const ConditionContext& context) {
    const SqlText sql = facet_select(condition, context);
    auto rows = prepare(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    std::array<Tally, k_facet_fields> tallies;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        unsigned failing = 0; // facets whose own part of the filter this row does not meet
        for (std::size_t i = 0; i < condition.own.size(); ++i)
            if (rows->integer(static_cast<int>(k_facet_fields + i)) == 0)
                failing |= 1U << static_cast<unsigned>(condition.own[i].field);
        for (unsigned field = 0; field < k_facet_fields; ++field)
            if ((failing & ~(1U << field)) == 0) tallies[field].add(rows->integer(static_cast<int>(field)));
    }
    FacetCounts out;
    for (std::size_t field = 0; field < k_facet_fields; ++field)
        tallies[field].into(out.counts[field]);
    return out;
}

namespace {

void by_count(std::vector<NamedCount>& list) {
    std::sort(list.begin(), list.end(), [](const NamedCount& a, const NamedCount& b) {
        return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
}

Result<std::vector<NamedCount>> name_all(Connection& db, std::string_view sql,
                                         const std::map<std::int64_t, std::int64_t>& counts) {
    auto row = db.cached(sql);
    if (!row) return fail(std::move(row.error()));
    std::map<std::string, std::int64_t> named;
    for (const auto& [id, count] : counts) {
        (*row)->reset();
        auto there = (*row)->bind(1, id).step();
        if (!there) return fail(std::move(there.error()));
        if (*there) named[(*row)->str(0)] += count;
    }
    std::vector<NamedCount> out;
    for (const auto& [name, count] : named)
        out.push_back({name, count});
    by_count(out);
    return out;
}

struct Suggested {
    std::string_view field, expression, join;
};
constexpr std::array<Suggested, 13> k_suggested{{
    {"asset", "n.name", "JOIN asset n ON n.id = f.asset_id"},
    {"group", "n.grp", "JOIN asset n ON n.id = f.asset_id"},
    {"env", "n.env", "JOIN asset n ON n.id = f.asset_id"},
    {"team", "n.team", "JOIN asset n ON n.id = f.asset_id"},
    {"owner", "n.name", "JOIN owner n ON n.id = f.owner_id"},
    {"source", "n.tool", "JOIN scope n ON n.id = f.scope_id"},
    {"tool", "n.tool", "JOIN scope n ON n.id = f.scope_id"},
    {"rule", "n.code", "JOIN rule n ON n.id = f.rule_id"},
    {"package", "n.text", "JOIN string n ON n.id = f.package_id"},
    {"file", "n.text", "JOIN string n ON n.id = f.file_id"},
    {"cve", "n.word", "JOIN word_of_set n ON n.kind = 1 AND n.set_id = f.advisory_set"},
    {"cwe", "n.word", "JOIN word_of_set n ON n.kind = 0 AND n.set_id = f.cwe_set"},
    {"control", "n.word", "JOIN word_of_set n ON n.kind = 4 AND n.set_id = f.control_set"},
}};

} // namespace

Result<std::vector<NamedCount>> name_assets(Connection& db, const std::map<std::int64_t, std::int64_t>& counts) {
    return name_all(db, "SELECT name FROM asset WHERE id = ?1", counts);
}

Result<std::vector<NamedCount>> name_sources(Connection& db, const std::map<std::int64_t, std::int64_t>& counts) {
    return name_all(db, "SELECT tool FROM scope WHERE id = ?1", counts);
}

Result<std::vector<NamedCount>> suggest(Connection& db, const FindingCondition& condition, std::string_view field,
                                        std::string_view typed, std::size_t limit) {
    std::vector<NamedCount> out;
    const auto found =
        std::find_if(k_suggested.begin(), k_suggested.end(), [&](const Suggested& s) { return s.field == field; });
    if (found == k_suggested.end()) return out;
    const std::string begins = like_pattern(typed, false) + "%";
    SqlText sql("SELECT ");
    sql << found->expression << " AS value, count(*) AS n FROM finding f " << found->join << " WHERE "
        << condition.where << " AND " << found->expression << " <> '' AND " << found->expression << " LIKE ";
    sql.arg("%" + begins) << " ESCAPE '\\' GROUP BY value ORDER BY value LIKE ";
    sql.arg(begins) << " ESCAPE '\\' DESC, n DESC, value LIMIT ";
    sql.arg(static_cast<std::int64_t>(limit));
    auto rows = prepare(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back({rows->str(0), rows->integer(1)});
    }
}

} // namespace parapet
