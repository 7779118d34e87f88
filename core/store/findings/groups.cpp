#include "core/store/findings/groups.h"

#include "core/base/text.h"

#include <array>

namespace parapet {

namespace {

struct Grouping {
    std::string_view expression; // what its members share; of vulnerabilities a text, or the rule's number
    char letter;
    FindingIndex index;
};
// In the order of FindingGrouping.
constexpr std::array<Grouping, 6> k_groupings{{
    {"f.id", 'i', FindingIndex::rule},
    {"coalesce(f.vuln, f.rule_id)", 'v', FindingIndex::vuln},
    {"f.asset_id", 'a', FindingIndex::asset},
    {"f.rule_id", 'r', FindingIndex::rule},
    {"f.owner_id", 'o', FindingIndex::owner},
    {"coalesce(f.file_id, 0)", 'f', FindingIndex::file},
}};
const Grouping& of(FindingGrouping grouping) {
    return k_groupings[static_cast<std::size_t>(grouping)];
}

// A key of the list's order for a whole group: its greatest where the order falls, its least where it rises.
struct GroupOrder {
    FindingOrder by;
    std::string_view expression;
};
constexpr std::array<GroupOrder, 12> k_orders{{
    {FindingOrder::severity, "f.severity"},
    {FindingOrder::due, "f.due"},
    {FindingOrder::title, "f.title COLLATE NOCASE"},
    {FindingOrder::asset, "(SELECT name FROM asset WHERE id = f.asset_id)"},
    {FindingOrder::first_seen, "f.first_seen"},
    {FindingOrder::last_seen, "f.last_seen"},
    {FindingOrder::epss, "f.epss"},
    {FindingOrder::score, "f.score"},
    {FindingOrder::owner, "(SELECT name FROM owner WHERE id = f.owner_id)"},
    {FindingOrder::status, "f.status"},
    {FindingOrder::rule, "(SELECT code FROM rule WHERE id = f.rule_id)"},
    {FindingOrder::rule_id, "f.rule_id"},
}};

SqlText member_expression(FindingOrder by, const ConditionContext& context) {
    if (by == FindingOrder::status) return status_expression(context);
    return SqlText(k_orders[static_cast<std::size_t>(by)].expression);
}

std::string key_of(FindingGrouping grouping, const Statement& row, int column) {
    const bool by_rule = grouping == FindingGrouping::vulnerability && row.integer(column + 1) != 0;
    return std::string(1, by_rule ? 'w' : of(grouping).letter) + ":" + row.str(column);
}

} // namespace

FindingIndex index_for(FindingGrouping grouping) {
    return of(grouping).index;
}

Result<SqlText> group_condition(const std::string& key) {
    const auto wrong = [&] { return fail(Errc::bad_argument, "there is no group \"" + key.substr(0, 60) + "\""); };
    if (key.size() < 3 || key[1] != ':') return wrong();
    const std::string value = key.substr(2);
    SqlText out("f.");
    if (key[0] == 'v') return std::move((out << "vuln = ").arg(value));
    std::int64_t id = 0;
    if (!parse_int(value, id)) return wrong();
    switch (key[0]) {
    case 'a':
        return std::move((out << "asset_id = ").arg(id));
    case 'r':
        return std::move((out << "rule_id = ").arg(id));
    case 'w': // of those that name no vulnerability
        return std::move((out << "vuln IS NULL AND f.rule_id = ").arg(id));
    case 'o':
        return std::move((out << "owner_id = ").arg(id));
    case 'f':
        if (id == 0) return SqlText("f.file_id IS NULL");
        return std::move((out << "file_id = ").arg(id));
    case 'i':
        return std::move((out << "id = ").arg(id));
    default:
        return wrong();
    }
}

Result<std::vector<std::int64_t>> list_group_firsts(Connection& db, const FindingList& list, FindingGrouping grouping) {
    SqlText sql("SELECT min(f.id) FROM finding f WHERE ");
    sql << list.condition.where << " GROUP BY " << of(grouping).expression << " ORDER BY ";
    for (const FindingOrderKey& key : list.order)
        sql << (key.descending ? "max(" : "min(") << member_expression(key.by, list.context)
            << (key.descending ? ") DESC, " : "), ");
    sql << "1";
    auto rows = prepare(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<std::int64_t> out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back(rows->integer(0));
    }
}

namespace {

SqlText group_select(const FindingList& list, FindingGrouping grouping) {
    const SqlText status = status_expression(list.context);
    SqlText sql("SELECT min(f.id), count(*), count(DISTINCT f.asset_id), max(f.severity), min(CASE WHEN ");
    sql << status << " IN (0, 1, 2) THEN f.due ELSE 9223372036854775807 END), min(f.first_seen), max(f.last_seen),"
        << " max(f.score), max(f.epss), max(coalesce(f.kev, 0)), max(f.under_attack), min(" << status << ") = max("
        << status << "), min(f.owner_id) = max(f.owner_id), " << of(grouping).expression << ", f.vuln IS NULL"
        << " FROM finding f WHERE " << list.condition.where << " AND ";
    return sql;
}

FindingGroupRow group_row(const Statement& s, FindingGrouping grouping) {
    FindingGroupRow g;
    g.first = s.integer(0);
    g.members = s.integer(1);
    g.assets = s.integer(2);
    g.severity = static_cast<int>(s.integer(3));
    g.due = s.integer(4);
    g.first_seen = s.integer(5);
    g.last_seen = s.integer(6);
    g.score = s.real(7);
    g.epss = s.real(8);
    g.kev = s.integer(9) != 0;
    g.under_attack = s.integer(10) != 0;
    g.same_status = s.integer(11) != 0;
    g.same_owner = s.integer(12) != 0;
    g.key = key_of(grouping, s, 13);
    return g;
}

// The key of the group that a finding belongs to; "" when there is no such finding.
Result<std::string> key_of_member(Connection& db, FindingGrouping grouping, std::int64_t id) {
    auto row =
        db.cached("SELECT " + std::string(of(grouping).expression) + ", f.vuln IS NULL FROM finding f WHERE f.id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? key_of(grouping, **row, 0) : std::string();
}

} // namespace

Result<std::vector<FindingGroupRow>> read_groups(Connection& db, const FindingList& list, FindingGrouping grouping,
                                                 const std::vector<std::int64_t>& firsts) {
    std::vector<FindingGroupRow> out;
    out.reserve(firsts.size());
    for (const std::int64_t id : firsts) {
        auto key = key_of_member(db, grouping, id);
        if (!key) return fail(std::move(key.error()));
        if (key->empty()) continue;
        auto members = group_condition(*key);
        if (!members) return fail(std::move(members.error()));
        SqlText sql = group_select(list, grouping);
        sql << *members;
        auto row = prepare(db, sql);
        if (!row) return fail(std::move(row.error()));
        auto there = row->step();
        if (!there) return fail(std::move(there.error()));
        if (*there && row->integer(1) > 0) out.push_back(group_row(*row, grouping));
    }
    return out;
}

Result<std::int64_t> count_groups(Connection& db, const FindingCondition& condition, FindingGrouping grouping) {
    SqlText sql("SELECT count(DISTINCT ");
    sql << of(grouping).expression << ") FROM finding f WHERE " << condition.where;
    auto row = prepare(db, sql);
    if (!row) return fail(std::move(row.error()));
    auto there = row->step();
    if (!there) return fail(std::move(there.error()));
    return row->integer(0);
}

} // namespace parapet
