#include "core/base/text.h"
#include "core/query/filter.h"
#include "core/store/findings/column_filter.h"
#include "core/store/findings/facets.h"
#include "core/views/findings_list.h"

#include <algorithm>
#include <array>
#include <set>

namespace parapet::views {

namespace {

constexpr std::array<std::string_view, k_facet_fields> k_names{"severity", "status", "cause", "due",
                                                               "asset",    "source", "phase"};

std::optional<FacetField> facet_of(std::string_view field) {
    if (field == "overdue") return FacetField::due;
    if (field == "tool") return FacetField::source;
    const auto found = std::find(k_names.begin(), k_names.end(), field);
    if (found == k_names.end()) return std::nullopt;
    return static_cast<FacetField>(found - k_names.begin());
}

// "risk_accepted" -> "Risk accepted"; ui has translations by value.
std::string label_of(std::string_view value) {
    std::string label(value);
    std::replace(label.begin(), label.end(), '_', ' ');
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 'a' + 'A');
    return label;
}

using Selected = std::array<std::set<std::string>, k_facet_fields>; // values that the filter names

// The facet whose own field a part of the filter speaks of.
std::optional<FacetField> own_facet(const query::Node& part, Selected& selected) {
    if (part.kind != query::Node::Kind::field) return std::nullopt;
    const auto facet = facet_of(part.field->name);
    if (!facet) return facet;
    for (const query::Term& term : part.terms)
        selected[static_cast<std::size_t>(*facet)].insert(term.none ? "none" : to_lower(term.text));
    return facet;
}

struct Split {
    FacetCondition condition;
    Selected selected;
};

// The page's filter taken apart: what it says of a facet's own field apart from the rest.
Result<Split> split_filter(Connection& db, const Scope& scope, const ConditionContext& context) {
    Split out;
    auto global = condition_of(db, scope, context, false);
    if (!global) return fail(std::move(global.error()));
    out.condition.rest = std::move(global->where);
    auto tree = query::parse(scope.filter, query::Domain::findings);
    if (!tree) return fail(std::move(tree.error()));
    for (auto& child : (*tree)->children) {
        const std::optional<FacetField> facet = own_facet(*child, out.selected);
        query::Node one; // the child alone
        one.kind = query::Node::Kind::all;
        one.children.push_back(std::move(child));
        auto condition = finding_condition(db, one, context);
        if (!condition) return fail(std::move(condition.error()));
        if (facet)
            out.condition.own.push_back({*facet, std::move(condition->where)});
        else
            out.condition.rest << " AND " << condition->where;
    }
    return out;
}

struct Counted {
    FacetCounts counts;
    Selected selected;
};

// The same over the columns in memory; none when they cannot tell.
Result<std::optional<Counted>> count_columns(const Workspace& workspace, Reader& reader, const Scope& scope,
                                             const std::stop_token& stop) {
    Scope outer = scope;
    outer.filter.clear();
    auto columns = column_scope(workspace, reader, outer, true, stop);
    if (!columns) return fail(std::move(columns.error()));
    if (!*columns) return std::nullopt;
    const FindingColumns& c = (*columns)->view->columns();
    auto tree = query::parse(scope.filter, query::Domain::findings);
    if (!tree) return fail(std::move(tree.error()));
    Counted out;
    RowSet rest = *(*columns)->rows;
    std::vector<OwnRows> own;
    for (const auto& child : (*tree)->children) {
        auto rows = rows_of_filter(*reader, c, *child, (*columns)->context);
        if (!rows) return fail(std::move(rows.error()));
        if (const auto facet = own_facet(*child, out.selected))
            own.emplace_back(*facet, std::move(*rows));
        else
            rest.keep_only(*rows);
    }
    out.counts = count_facets(c, rest, own, (*columns)->context.now);
    return out;
}

Result<Counted> count_all(const Workspace& workspace, Reader& reader, const Scope& scope, const std::stop_token& stop) {
    auto fast = count_columns(workspace, reader, scope, stop);
    if (!fast) return fail(std::move(fast.error()));
    if (*fast) return std::move(**fast);
    auto context = context_of(workspace, *reader, scope);
    if (!context) return fail(std::move(context.error()));
    auto split = split_filter(*reader, scope, *context);
    if (!split) return fail(std::move(split.error()));
    auto counted = count_facets(*reader, split->condition, *context);
    if (!counted) return fail(std::move(counted.error()));
    return Counted{std::move(*counted), std::move(split->selected)};
}

using Counts = std::map<std::int64_t, std::int64_t>;

std::int64_t count_in(const Counts& counts, std::int64_t value) {
    const auto found = counts.find(value);
    return found == counts.end() ? 0 : found->second;
}

// All values in their natural order, those without findings too.
template<class E>
void fill_enumeration(Facet& facet, const Counts& counts, std::size_t n, bool falling) {
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t value = falling ? n - 1 - i : i;
        const std::string_view name = name_of(static_cast<E>(value));
        facet.values.push_back(
            {std::string(name), label_of(name), count_in(counts, static_cast<std::int64_t>(value)), false});
    }
}

void fill_due(Facet& facet, const Counts& counts) {
    facet.values = {{"<0d", "Overdue", count_in(counts, 0), false},
                    {"7d", "Due in 7 days", count_in(counts, 1), false},
                    {">7d", "Later", count_in(counts, 2), false},
                    {"none", "No deadline", count_in(counts, 3), false}};
}

void fill_named(Facet& facet, const std::vector<NamedCount>& names, std::size_t limit,
                const std::set<std::string>& selected) {
    std::size_t shown = 0;
    for (const NamedCount& name : names) {
        const bool chosen = selected.contains(to_lower(name.value.empty() ? "none" : name.value));
        if (shown >= limit && !chosen) {
            ++facet.more;
            continue;
        }
        ++shown;
        const std::string value = name.value.empty() ? "none" : name.value;
        facet.values.push_back({value, name.value.empty() ? "Not named" : name.value, name.count, false});
    }
}

// By their numbers, the newest first; behind "12.." the other one.
Result<std::vector<FacetValue>> suggest_imports(Connection& db, std::string typed, std::size_t most) {
    std::string before;
    if (const std::size_t dots = typed.find(".."); dots != std::string::npos) {
        before = typed.substr(0, dots + 2);
        typed.erase(0, dots + 2);
    }
    auto rows = db.cached("SELECT i.id, i.path, sum(s.findings) FROM import i JOIN scan s ON s.import_id = i.id"
                          " WHERE CAST(i.id AS TEXT) LIKE ?1 || '%' OR i.path LIKE '%' || ?1 || '%'"
                          " GROUP BY i.id ORDER BY i.id DESC LIMIT ?2");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, typed).bind(2, static_cast<std::int64_t>(most));
    std::vector<FacetValue> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        const std::string path = (*rows)->str(1);
        out.push_back({before + (*rows)->str(0), path.substr(path.find_last_of('/') + 1), (*rows)->integer(2), false});
    }
}

} // namespace

Result<std::vector<Facet>> findings_facets(const Workspace& workspace, const Scope& scope, std::size_t limit,
                                           const std::stop_token& stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    Connection& db = **reader;
    auto counted = count_all(workspace, *reader, scope, stop);
    if (!counted) return fail(std::move(counted.error()));
    const auto& counts = counted->counts.counts;
    auto assets = name_assets(db, counts[static_cast<std::size_t>(FacetField::asset)]);
    if (!assets) return fail(std::move(assets.error()));
    auto sources = name_sources(db, counts[static_cast<std::size_t>(FacetField::source)]);
    if (!sources) return fail(std::move(sources.error()));
    std::vector<Facet> out;
    for (std::size_t i = 0; i < k_facet_fields; ++i) {
        Facet facet;
        facet.field = k_names[i];
        const auto field = static_cast<FacetField>(i);
        if (field == FacetField::severity) fill_enumeration<Severity>(facet, counts[i], k_severity_count, true);
        if (field == FacetField::status) fill_enumeration<FindingStatus>(facet, counts[i], k_status_count, false);
        if (field == FacetField::cause) fill_enumeration<Cause>(facet, counts[i], k_cause_count, false);
        if (field == FacetField::phase) fill_enumeration<Phase>(facet, counts[i], k_phase_count, false);
        if (field == FacetField::due) fill_due(facet, counts[i]);
        if (field == FacetField::asset) fill_named(facet, *assets, limit, counted->selected[i]);
        if (field == FacetField::source) fill_named(facet, *sources, limit, counted->selected[i]);
        for (FacetValue& value : facet.values)
            value.selected = counted->selected[i].contains(to_lower(value.value));
        out.push_back(std::move(facet));
    }
    return out;
}

Result<std::vector<FacetValue>> suggest_values(const Workspace& workspace, const Scope& scope, const std::string& field,
                                               const std::string& typed, std::stop_token stop) {
    constexpr std::size_t k_most = 50;
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    Connection& db = **reader;
    std::vector<FacetValue> out;
    const query::Field* known = query::find_field(query::Domain::findings, field);
    if (known == nullptr) return out;
    auto context = context_of(workspace, db, scope);
    if (!context) return fail(std::move(context.error()));
    if (known->type == query::FieldType::enumeration) {
        auto facets = findings_facets(workspace, scope);
        if (!facets) return fail(std::move(facets.error()));
        for (const Facet& facet : *facets)
            for (const FacetValue& value : facet.values)
                if (facet.field == known->name && icontains(value.value, typed)) out.push_back(value);
        return out;
    }
    if (known->type == query::FieldType::flag)
        return std::vector<FacetValue>{{"yes", "Yes", 0, false}, {"no", "No", 0, false}};
    if (known->type == query::FieldType::pair || known->name == "import") return suggest_imports(db, typed, k_most);
    auto condition = condition_of(db, scope, *context);
    if (!condition) return fail(std::move(condition.error()));
    auto names = suggest(db, *condition, known->name, typed, k_most);
    if (!names) return fail(std::move(names.error()));
    for (const NamedCount& name : *names)
        out.push_back({name.value, name.value, name.count, false});
    return out;
}

} // namespace parapet::views
