// Parts of a filter that ask for one column are answered by its values, a few fields by work over several columns; what
// asks for more than that is a scan of the table.
#include "core/store/findings/column_filter.h"

#include "core/store/findings/column_ask.h"
#include "core/store/findings/column_reach.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace parapet {

namespace {

using query::Node;

bool plain(const Node& n) {
    if (n.kind == Node::Kind::text) return true;
    if (n.kind == Node::Kind::field) return subject_field(n) != nullptr && subject_field(n)->plain;
    return std::all_of(n.children.begin(), n.children.end(), [](const auto& child) { return plain(*child); });
}

// The one column that all of it asks for.
std::optional<Subject> subject_of(const Node& n) {
    if (n.kind == Node::Kind::text) return std::nullopt;
    if (n.kind == Node::Kind::field) {
        const SubjectField* field = subject_field(n);
        return field == nullptr ? std::nullopt : std::optional(field->subject);
    }
    std::optional<Subject> one;
    for (const auto& child : n.children) {
        const auto other = subject_of(*child);
        if (!other || (one && one != other)) return std::nullopt;
        one = other;
    }
    return one;
}

class Filter : public ColumnAsk {
public:
    using ColumnAsk::ColumnAsk;

    Result<RowSet> node(const Node& n) {
        const auto subject = n.kind == Node::Kind::all ? std::nullopt : subject_of(n);
        if (subject && !ComposedColumns::knows(*subject)) return OneColumn(db_, c_, context_).ask(n, *subject);
        if (n.kind == Node::Kind::all) return joined(n, true);
        if (!plain(n)) return scan(n);
        if (n.kind == Node::Kind::text) return text(n);
        if (n.kind == Node::Kind::any) return joined(n, false);
        if (n.kind == Node::Kind::field) return ComposedColumns(db_, c_, context_).ask(n, subject_field(n)->subject);
        auto inner = joined(n, true);
        if (!inner) return inner;
        RowSet rest(c_.rows, true);
        rest.remove_all(*inner);
        return rest;
    }

private:
    Result<RowSet> joined(const Node& n, bool all) {
        RowSet out(c_.rows, all);
        for (const auto& child : n.children) {
            auto one = node(*child);
            if (!one) return one;
            if (all)
                out.keep_only(*one);
            else
                out.add_all(*one);
        }
        return out;
    }

    Result<RowSet> text(const Node& n) {
        ColumnReach reach(db_, c_);
        auto found = search_findings(db_, n.text, n.phrase, reach);
        if (!found) return fail(std::move(found.error()));
        return rows_with_ids(*found);
    }
};

} // namespace

Result<RowSet> rows_of_filter(Connection& db, const FindingColumns& columns, const Node& filter,
                              const ConditionContext& context) {
    return Filter(db, columns, context).node(filter);
}

bool asks_for_time(const Node& filter) {
    static constexpr std::array<std::string_view, 5> k_times{"overdue", "age", "first", "last", "due"};
    if (filter.kind == Node::Kind::field)
        return std::find(k_times.begin(), k_times.end(), filter.field->name) != k_times.end();
    return std::any_of(filter.children.begin(), filter.children.end(),
                       [](const auto& child) { return asks_for_time(*child); });
}

} // namespace parapet
