#include "core/store/findings/other_assets.h"

#include <utility>

namespace parapet {

namespace {

SqlText is_same(const SameElsewhere& same) {
    SqlText out;
    if (same.vuln.empty()) return std::move((out << "f.rule_id = ").arg(same.rule_id));
    return std::move((out << "f.vuln = ").arg(same.vuln));
}

constexpr std::string_view k_names = "SELECT DISTINCT a.name FROM ";
constexpr std::string_view k_in_order = " ORDER BY a.name LIMIT 100";

} // namespace

Result<SameElsewhere> same_elsewhere(Connection& db, std::int64_t finding) {
    auto row = db.cached("SELECT coalesce(vuln, ''), rule_id, asset_id FROM finding WHERE id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, finding).step();
    if (!there) return fail(std::move(there.error()));
    SameElsewhere same;
    if (!*there) return same;
    same.vuln = (*row)->str(0);
    same.rule_id = (*row)->integer(1);
    same.asset_id = (*row)->integer(2);
    return same;
}

// With the index: from one asset to the next one, however many findings each has. A thousand assets will do.
SqlText other_assets_statement(Connection& db, const SameElsewhere& same) {
    SqlText sql;
    if (!has_finding_index(db, same.index())) {
        sql << k_names << "finding f JOIN asset a ON a.id = f.asset_id WHERE " << is_same(same)
            << " AND f.asset_id <> ";
        return std::move(sql.arg(same.asset_id) << k_in_order);
    }
    SqlText first("SELECT min(f.asset_id) FROM finding f INDEXED BY ");
    first << name_of(same.index()) << " WHERE " << is_same(same);
    sql << "WITH RECURSIVE other(asset) AS (" << first << " UNION ALL SELECT (" << first
        << " AND f.asset_id > other.asset) FROM other WHERE other.asset IS NOT NULL LIMIT 1000) " << k_names
        << "other CROSS JOIN asset a ON a.id = other.asset WHERE other.asset <> ";
    return std::move(sql.arg(same.asset_id) << k_in_order);
}

Result<std::vector<std::string>> other_assets(Connection& db, const SameElsewhere& same) {
    std::vector<std::string> out;
    const SqlText sql = other_assets_statement(db, same);
    auto rows = prepare(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back(rows->str(0));
    }
}

} // namespace parapet
