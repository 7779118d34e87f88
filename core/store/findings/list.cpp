#include "core/store/findings/list.h"

#include "core/base/json.h"

#include <array>

namespace parapet {

namespace {

struct OrderColumn {
    FindingOrder by;
    std::string_view expression;
    bool text;
    std::string_view table, join; // of names that other tables hold: "asset a", "a.id = f.asset_id"
    std::optional<FindingIndex> index;
};
constexpr std::array<OrderColumn, 12> k_columns{{
    {FindingOrder::severity, "f.severity", false, "", "", std::nullopt},
    {FindingOrder::due, "f.due", false, "", "", FindingIndex::due},
    {FindingOrder::title, "f.title COLLATE NOCASE", true, "", "", FindingIndex::title},
    {FindingOrder::asset, "a.name", true, "asset a", "a.id = f.asset_id", FindingIndex::asset},
    {FindingOrder::first_seen, "f.first_seen", false, "", "", FindingIndex::first_seen},
    {FindingOrder::last_seen, "f.last_seen", false, "", "", FindingIndex::last_seen},
    {FindingOrder::epss, "f.epss", false, "", "", FindingIndex::epss},
    {FindingOrder::score, "f.score", false, "", "", FindingIndex::score},
    {FindingOrder::owner, "o.name", true, "owner o", "o.id = f.owner_id", FindingIndex::owner},
    {FindingOrder::status, "f.status", false, "", "", FindingIndex::status},
    {FindingOrder::rule, "r.code", true, "rule r", "r.id = f.rule_id", FindingIndex::rule},
    {FindingOrder::rule_id, "r.id", false, "", "", std::nullopt},
}};
const OrderColumn& of(FindingOrder by) {
    return k_columns[static_cast<std::size_t>(by)];
}

struct Key {
    SqlText expression;
    bool descending = false;
};

// How a list is read.
struct Plan {
    std::vector<Key> keys; // the id last
    std::string from;
    bool ordered = false; // an index gives the order: read it piece by piece
};

bool same_order(const std::vector<FindingOrderKey>& order, std::initializer_list<FindingOrder> by) {
    if (order.size() != by.size()) return false;
    std::size_t i = 0;
    for (const FindingOrder one : by)
        if (order[i++].by != one) return false;
    return true;
}

// Severity and deadline have an index that falls and rises; it may be read backwards.
bool by_severity_index(const std::vector<FindingOrderKey>& order) {
    return same_order(order, {FindingOrder::severity, FindingOrder::due}) && order[0].descending != order[1].descending;
}

std::string_view order_index(const std::vector<FindingOrderKey>& order) {
    const auto index = of(order[0].by).index;
    return index ? name_of(*index) : "finding_by_severity";
}

} // namespace

bool has_order_index(Connection& db, const FindingList& list) {
    if (list.condition.few) return false;
    if (by_severity_index(list.order)) return true;
    const bool by_rule = same_order(list.order, {FindingOrder::rule, FindingOrder::rule_id}) &&
                         list.order[0].descending == list.order[1].descending;
    if (list.order.size() != 1 && !by_rule) return list.order.empty();
    if (list.order[0].by == FindingOrder::status && list.context.as_of) return false;
    const auto index = of(list.order[0].by).index;
    return index && has_finding_index(db, *index);
}

namespace {

Plan plan_of(Connection& db, const FindingList& list) {
    Plan plan;
    plan.ordered = has_order_index(db, list);
    std::string before, after; // of "finding f"
    for (const FindingOrderKey& key : list.order) {
        const OrderColumn& column = of(key.by);
        SqlText expression(column.expression);
        if (key.by == FindingOrder::status) expression = status_expression(list.context);
        plan.keys.push_back({std::move(expression), key.descending});
        if (column.table.empty()) continue;
        // Names in their order first, then the findings of each: both by index. Otherwise look the name up.
        if (plan.ordered)
            before += std::string(column.table) + " CROSS JOIN ";
        else
            after += " LEFT JOIN " + std::string(column.table) + " ON " + std::string(column.join);
    }
    plan.from = " FROM " + before + "finding f" + after;
    // The filter may have an index too, but then all that it finds would have to be sorted.
    if (plan.ordered && !list.order.empty()) plan.from += " INDEXED BY " + std::string(order_index(list.order));
    const bool id_descending = !plan.keys.empty() && plan.keys.back().descending;
    plan.keys.push_back({SqlText("f.id"), id_descending});
    return plan;
}

SqlText select(const FindingList& list, const Plan& plan) {
    SqlText sql("SELECT f.id");
    for (std::size_t i = 0; i + 1 < plan.keys.size(); ++i)
        sql << ", " << plan.keys[i].expression;
    sql << plan.from << " WHERE " << list.condition.where;
    if (plan.ordered)
        for (const FindingOrderKey& key : list.order)
            if (!of(key.by).join.empty()) sql << " AND " << of(key.by).join;
    return sql;
}

void add_order(SqlText& sql, const Plan& plan, std::size_t limit) {
    sql << " ORDER BY ";
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
        if (i > 0) sql << ", ";
        // + keeps the planner from walking an order when there are only a few rows to sort.
        sql << (plan.ordered ? "" : "+") << plan.keys[i].expression << (plan.keys[i].descending ? " DESC" : "");
    }
    if (limit > 0) (sql << " LIMIT ").arg(static_cast<std::int64_t>(limit));
}

SqlText equal(const Key& key, const SqlValue& value) {
    SqlText out;
    return (out << key.expression << " = ").arg(value);
}
SqlText beyond(const Key& key, const SqlValue& value) {
    SqlText out;
    return (out << key.expression << (key.descending ? " < " : " > ")).arg(value);
}

// After (x, y, id): the rest of x and y, then the rest of x, then what follows x. Each is one stretch of the index; a
// single condition with OR would make SQLite walk from the beginning of x.
std::vector<SqlText> stretches(const Plan& plan, const ListPlace& after) {
    std::vector<SqlText> out;
    for (std::size_t depth = plan.keys.size(); depth-- > 0;) {
        SqlText one;
        for (std::size_t i = 0; i < depth; ++i)
            one << equal(plan.keys[i], after[i]) << " AND ";
        out.push_back(one << beyond(plan.keys[depth], after[depth]));
    }
    return out;
}

SqlText any_stretch(const Plan& plan, const ListPlace& after) {
    SqlText out("(");
    bool first = true;
    for (const SqlText& one : stretches(plan, after)) {
        out << (first ? "(" : " OR (") << one << ")";
        first = false;
    }
    return out << ")";
}

std::vector<SqlText> statements(const FindingList& list, const Plan& plan, const ListPlace& after, std::size_t limit) {
    std::vector<SqlText> out;
    if (after.size() != plan.keys.size()) {
        out.push_back(select(list, plan));
    } else if (plan.ordered) {
        for (const SqlText& stretch : stretches(plan, after)) {
            out.push_back(select(list, plan));
            out.back() << " AND " << stretch;
        }
    } else {
        out.push_back(select(list, plan));
        out.back() << " AND " << any_stretch(plan, after);
    }
    for (SqlText& one : out)
        add_order(one, plan, limit);
    return out;
}

SqlValue value_of(const Statement& row, int column, FindingOrder by) {
    if (of(by).text) return row.str(column);
    if (by == FindingOrder::epss || by == FindingOrder::score) return row.real(column);
    return row.integer(column);
}

Result<void> read_rows(Statement& rows, const FindingList& list, std::size_t limit, std::vector<ListedFinding>& out) {
    while (out.size() < limit) {
        auto there = rows.step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        ListedFinding one;
        one.id = rows.integer(0);
        for (std::size_t i = 0; i < list.order.size(); ++i)
            one.place.push_back(value_of(rows, static_cast<int>(i) + 1, list.order[i].by));
        one.place.emplace_back(one.id);
        out.push_back(std::move(one));
    }
    return {};
}

} // namespace

std::optional<FindingIndex> index_for(const std::vector<FindingOrderKey>& order) {
    const bool one = order.size() == 1 || same_order(order, {FindingOrder::rule, FindingOrder::rule_id});
    return one ? of(order[0].by).index : std::nullopt;
}

void complete_order(std::vector<FindingOrderKey>& order) {
    if (order.size() != 1) return;
    const FindingOrderKey only = order[0];
    if (only.by == FindingOrder::severity) order.push_back({FindingOrder::due, !only.descending});
    if (only.by == FindingOrder::rule) order.push_back({FindingOrder::rule_id, only.descending});
}

std::vector<SqlText> list_statements(Connection& db, const FindingList& list, const ListPlace& after,
                                     std::size_t limit) {
    return statements(list, plan_of(db, list), after, limit);
}

Result<std::vector<ListedFinding>> list_findings(Connection& db, const FindingList& list, const ListPlace& after,
                                                 std::size_t limit) {
    std::vector<ListedFinding> out;
    for (const SqlText& sql : list_statements(db, list, after, limit)) {
        if (out.size() >= limit) break;
        auto rows = prepare(db, sql);
        if (!rows) return fail(std::move(rows.error()));
        if (auto done = read_rows(*rows, list, limit, out); !done) return fail(std::move(done.error()));
    }
    return out;
}

Result<std::vector<std::int64_t>> list_all_ids(Connection& db, const FindingList& list) {
    std::vector<std::int64_t> ids;
    const SqlText sql = statements(list, plan_of(db, list), {}, 0).front();
    auto rows = prepare(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return ids;
        ids.push_back(rows->integer(0));
    }
}

Result<std::int64_t> count_findings(Connection& db, const FindingCondition& condition) {
    SqlText sql("SELECT count(*) FROM finding f WHERE ");
    sql << condition.where;
    auto row = prepare(db, sql);
    if (!row) return fail(std::move(row.error()));
    auto there = row->step();
    if (!there) return fail(std::move(there.error()));
    return row->integer(0);
}

std::string place_text(const FindingList& list, const ListPlace& place) {
    std::string out;
    json::Writer w(out);
    w.begin_array();
    for (const FindingOrderKey& key : list.order)
        w.value(static_cast<int>(key.by) * 2 + (key.descending ? 1 : 0));
    for (const SqlValue& value : place) {
        if (const auto* n = std::get_if<std::int64_t>(&value))
            w.value(*n);
        else if (const auto* real = std::get_if<double>(&value))
            w.value(*real);
        else if (const auto* text = std::get_if<std::string>(&value))
            w.value(*text);
    }
    w.end_array();
    return out;
}

Result<ListPlace> place_of_text(const FindingList& list, const std::string& text) {
    ListPlace place;
    if (text.empty()) return place;
    json::Document document;
    const auto array = document.parse(text);
    const std::size_t keys = list.order.size();
    const auto wrong = [] { return fail(Errc::bad_argument, "the page's cursor does not belong to this order"); };
    if (!array || array->size() != keys * 2 + 1) return wrong();
    for (std::size_t i = 0; i < keys; ++i) {
        const FindingOrderKey& key = list.order[i];
        if (array->at(i).integer() != static_cast<int>(key.by) * 2 + (key.descending ? 1 : 0)) return wrong();
        const json::Value value = array->at(keys + i);
        if (of(key.by).text)
            place.emplace_back(value.text());
        else if (key.by == FindingOrder::epss || key.by == FindingOrder::score)
            place.emplace_back(value.number().value_or(0));
        else
            place.emplace_back(value.integer().value_or(0));
    }
    place.emplace_back(array->at(keys * 2).integer().value_or(0));
    return place;
}

} // namespace parapet
