#include "core/store/findings/condition.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/model/enums.h"
#include "core/store/findings/compared.h"
#include "core/store/findings/first_commits.h"
#include "core/store/findings/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace parapet {

namespace {

using query::Node;
using query::Op;
using query::Term;

constexpr std::size_t k_few = 2000; // rows to start from rather than to test for

struct Builder {
    Connection& db;
    const ConditionContext& context;
    bool few_found = false; // a search found so few rows that they are listed

    Result<SqlText> node(const Node& n);
    Result<SqlText> joined(const Node& n, std::string_view word, std::string_view none);
    Result<SqlText> field(const Node& n);
    Result<SqlText> text(const Node& n);
    Result<SqlText> framework(const Node& n);
    SqlText term(std::string_view name, const Term& t);
};

// --- one value ---

SqlText words(std::string_view sql) {
    return SqlText(sql);
}

// `column` holds text, '' or NULL meaning none.
SqlText matches(std::string_view column, const Term& t) {
    SqlText out;
    if (t.none) return out << "coalesce(" << column << ", '') = ''";
    if (t.any) return out << "coalesce(" << column << ", '') <> ''";
    out << column << " LIKE ";
    return out.arg(like_pattern(t.text, t.wildcard)) << " ESCAPE '\\'";
}

// "f.asset_id IN (SELECT id FROM asset WHERE <name matches>)"
SqlText by_table(std::string_view id, std::string_view table, std::string_view column, const Term& t) {
    SqlText out;
    return out << id << " IN (SELECT id FROM " << table << " WHERE " << matches(column, t) << ")";
}

SqlText by_string(std::string_view id, const Term& t) {
    SqlText out;
    if (t.none) return out << id << " IS NULL";
    if (t.any) return out << id << " IS NOT NULL";
    return out << id << " IN (SELECT id FROM string WHERE " << matches("text", t) << ")";
}

SqlText by_word(std::string_view id, int kind, const Term& t) {
    SqlText out;
    if (t.none) return out << id << " IS NULL";
    if (t.any) return out << id << " IS NOT NULL";
    out << id << fmt::format(" IN (SELECT set_id FROM word_of_set WHERE kind = {} AND word ", kind);
    if (!t.wildcard) return (out << "= ").arg(t.text) << ")";
    return (out << "LIKE ").arg(like_pattern(t.text, true)) << " ESCAPE '\\')";
}

SqlText compare(std::string_view expression, Op op, double number) {
    SqlText out;
    out << expression;
    switch (op) {
    case Op::greater:
        out << " > ";
        break;
    case Op::greater_equal:
        out << " >= ";
        break;
    case Op::less:
        out << " < ";
        break;
    case Op::less_equal:
        out << " <= ";
        break;
    default:
        out << " = ";
    }
    return out.arg(number);
}

// A comparison or a range, each end of which may be open.
SqlText number_is(std::string_view expression, const Term& t, double from, double to) {
    if (t.op != Op::range) return compare(expression, t.op, from);
    SqlText out("(");
    if (!t.open_from) out << compare(expression, Op::greater_equal, from);
    if (!t.open_from && !t.open_to) out << " AND ";
    if (!t.open_to) out << compare(expression, Op::less_equal, to);
    return out << ")";
}

SqlText measured(std::string_view column, const Term& t) { // -1: unknown
    SqlText out;
    if (t.none) return out << column << " < 0";
    if (t.any) return out << column << " >= 0";
    return out << "(" << column << " >= 0 AND " << number_is(column, t, t.number, t.number_to) << ")";
}

SqlText flag(std::string_view expression, const Term& t) {
    SqlText out;
    return out << "(" << expression << ")" << (t.text == "yes" ? "" : " IS NOT 1");
}

SqlText time_is(std::string_view column, const Term& t, std::int64_t now) {
    SqlText out;
    const std::string none = fmt::format("{} IN (0, {})", column, k_never);
    if (t.none) return out << none;
    const auto at = [now](double number, bool relative) {
        return std::floor(relative ? static_cast<double>(now) - number : number);
    };
    SqlText is =
        t.any ? words("1") : number_is(column, t, at(t.number, t.relative_time), at(t.number_to, t.relative_time_to));
    return out << "(NOT " << none << " AND " << is << ")";
}

// More than 30 days old: first seen before that.
SqlText age_is(const Term& t, std::int64_t now) {
    const std::string age = fmt::format("({} - f.first_seen)", now);
    return number_is(age, t, t.number, t.number_to);
}

template<class E>
SqlText enumeration(std::string_view expression, const Term& t) {
    const auto value = parse_enum<E>(t.text);
    SqlText out;
    return out << expression << fmt::format(" = {}", value ? static_cast<int>(*value) : -1);
}

// By the tool or the source of any witness.
SqlText by_source(const Term& t, bool tool_only) {
    const SqlText scopes = scopes_named(t, tool_only);
    SqlText out("(f.scope_id IN (");
    out << scopes << ") OR f.id IN (SELECT s.id >> 16 FROM sighting s INDEXED BY sighting_joined"
        << " WHERE s.own IS NOT NULL AND s.scope_id IN (" << scopes << ")))";
    return out;
}

SqlText by_rule(const Term& t) {
    SqlText out("f.rule_id IN (SELECT id FROM rule WHERE ");
    return out << matches("code", t) << " OR " << matches("name", t) << ")";
}

SqlText by_cwe(const Term& t) {
    if (t.none || t.any) return by_word("f.cwe_set", 0, t);
    SqlText out("f.cwe_set IN (SELECT set_id FROM word_of_set WHERE kind = 0 AND ");
    return out << number_is("CAST(word AS INTEGER)", t, t.number, t.number_to) << ")";
}

SqlText by_import(const Term& t) {
    SqlText out("f.id IN (SELECT id >> 16 FROM sighting WHERE ");
    return out << number_is("import_id", t, t.number, t.number_to) << ")";
}

} // namespace

SqlText scopes_named(const Term& t, bool tool_only) {
    SqlText scopes("SELECT c.id FROM scope c");
    if (!tool_only) scopes << " LEFT JOIN source o ON o.id = c.source_id";
    scopes << " WHERE " << matches("c.tool", t);
    if (!tool_only) scopes << " OR " << matches("o.name", t);
    return scopes;
}

SqlText sets_with(int kind, const std::vector<std::string>& words) {
    SqlText out(
        fmt::format("SELECT set_id FROM word_of_set WHERE kind = {} AND word IN (SELECT value FROM json_each(", kind));
    std::string list = "[";
    for (const std::string& word : words) {
        if (list.size() > 1) list += ',';
        json::append_string(list, word);
    }
    return out.arg(list + "]") << "))";
}

Result<std::vector<FrameworkWords>> framework_words(Connection& db, const query::Node& field,
                                                    const ConditionContext& context) {
    std::vector<FrameworkWords> out;
    for (const query::Term& term : field.terms) {
        Result<FrameworkWords> words =
            context.frameworks
                ? context.frameworks(db, term)
                : fail(Errc::bad_argument, "findings are not filtered by framework here", {}, "leave it out");
        if (!words) {
            Error error = std::move(words.error());
            error.offset = static_cast<std::int64_t>(field.from);
            error.column = error.offset + 1;
            return fail(std::move(error));
        }
        out.push_back(std::move(*words));
    }
    return out;
}

SqlText status_expression(const ConditionContext& context) {
    SqlText out;
    if (!context.as_of) return out << "f.status";
    const std::int64_t t = *context.as_of;
    out << "coalesce((SELECT h.status_to FROM history h WHERE h.finding_id = f.id AND h.at <= ";
    out.arg(t) << " ORDER BY h.at DESC, h.id DESC LIMIT 1), (SELECT h.status_from FROM history h"
                  " WHERE h.finding_id = f.id AND h.at > ";
    // Without history: open, unless an older report told of something that was over already.
    return out.arg(t) << " ORDER BY h.at, h.id LIMIT 1), "
                      << fmt::format("CASE WHEN f.status = 5 AND f.fixed_at > {} THEN 0 ELSE f.status END)", t);
}

SqlText overdue_expression(const ConditionContext& context) {
    SqlText out("(f.due < ");
    return out.arg(context.as_of.value_or(context.now)) << " AND " << status_expression(context) << " IN (0, 1, 2))";
}

namespace {

SqlText owner_is(const Term& t) {
    if (t.none) return words("f.owner_id = 0");
    if (t.any) return words("f.owner_id <> 0");
    return by_table("f.owner_id", "owner", "name", t);
}

SqlText Builder::term(std::string_view name, const Term& t) {
    const std::int64_t now = context.as_of.value_or(context.now);
    if (name == "severity") return enumeration<Severity>("f.severity", t);
    if (name == "status") {
        const SqlText status = status_expression(context);
        const auto value = parse_enum<FindingStatus>(t.text);
        SqlText out;
        return out << status << fmt::format(" = {}", value ? static_cast<int>(*value) : -1);
    }
    if (name == "cause") return enumeration<Cause>("f.cause", t);
    if (name == "phase") return enumeration<Phase>("f.phase", t);
    if (name == "asset") return by_table("f.asset_id", "asset", "name", t);
    if (name == "group") return by_table("f.asset_id", "asset", "grp", t);
    if (name == "env") return by_table("f.asset_id", "asset", "env", t);
    if (name == "team") return by_table("f.asset_id", "asset", "team", t);
    if (name == "owner") return owner_is(t);
    if (name == "source") return by_source(t, false);
    if (name == "tool") return by_source(t, true);
    if (name == "rule") return by_rule(t);
    if (name == "cve") return by_word("f.advisory_set", 1, t);
    if (name == "cwe") return by_cwe(t);
    if (name == "control") return by_word("f.control_set", 4, t);
    if (name == "package") return by_string("f.package_id", t);
    if (name == "file") return by_string("f.file_id", t);
    if (name == "fix") return matches("f.fixed_version", t);
    if (name == "title") return matches("f.title", t);
    if (name == "cvss") return measured("f.score", t);
    if (name == "epss") return measured("f.epss", t);
    if (name == "kev") return flag("f.kev = 1", t);
    if (name == "suppressed") return flag("f.suppressed = 1", t);
    if (name == "under_attack") return flag("f.under_attack = 1", t);
    if (name == "overdue") {
        SqlText out(t.text == "yes" ? "" : "NOT ");
        return out << overdue_expression(context);
    }
    if (name == "age") return age_is(t, now);
    if (name == "first") return time_is("f.first_seen", t, now);
    if (name == "last") return time_is("f.last_seen", t, now);
    if (name == "due") return time_is("f.due", t, now);
    if (name == "id") return number_is("f.id", t, t.number, t.number_to);
    if (name == "import") return by_import(t);
    if (name == "change") return came_with_commit(t);
    return words("0");
}

SqlText in_set(IdSet found) {
    SqlText out("in_set(");
    return out.arg(std::make_shared<const IdSet>(std::move(found))) << ", f.id)";
}

Result<SqlText> Builder::framework(const Node& n) {
    auto terms = framework_words(db, n, context);
    if (!terms) return fail(std::move(terms.error()));
    SqlText out("(");
    for (std::size_t i = 0; i < n.terms.size(); ++i) {
        out << (i > 0 ? " OR " : "") << (n.terms[i].none ? "NOT " : "") << "(coalesce(f.control_set, 0) IN ("
            << sets_with(4, (*terms)[i].controls) << ") OR coalesce(f.cwe_set, 0) IN ("
            << sets_with(0, (*terms)[i].cwes) << "))";
    }
    return out << (n.terms.empty() ? "1)" : ")");
}

Result<SqlText> Builder::field(const Node& n) {
    if (n.field->name == "framework") return framework(n);
    if (asks_for_comparison(n)) {
        auto found = compared_findings(db, ComparisonMemo(), n);
        if (!found) return fail(std::move(found.error()));
        return in_set(std::move(*found));
    }
    SqlText out("(");
    for (std::size_t i = 0; i < n.terms.size(); ++i) {
        if (i > 0) out << " OR ";
        out << term(n.field->name, n.terms[i]);
    }
    if (n.terms.empty()) out << "1";
    return out << ")";
}

Result<SqlText> Builder::text(const Node& n) {
    auto found = search_findings(db, n.text, n.phrase);
    if (!found) return fail(std::move(found.error()));
    SqlText out;
    if (found->size() <= k_few) {
        few_found = true;
        std::string list = "[";
        for (const std::int64_t id : found->ids())
            list += (list.size() > 1 ? "," : "") + std::to_string(id);
        out << "f.id IN (SELECT value FROM json_each(";
        return out.arg(list + "]") << "))";
    }
    return in_set(std::move(*found));
}

Result<SqlText> Builder::joined(const Node& n, std::string_view word, std::string_view none) {
    if (n.children.empty()) return SqlText(none);
    SqlText out("(");
    for (std::size_t i = 0; i < n.children.size(); ++i) {
        if (i > 0) out << word;
        auto child = node(*n.children[i]);
        if (!child) return child;
        out << *child;
    }
    return out << ")";
}

Result<SqlText> Builder::node(const Node& n) {
    switch (n.kind) {
    case Node::Kind::all:
        return joined(n, " AND ", "1");
    case Node::Kind::any:
        return joined(n, " OR ", "0");
    case Node::Kind::negate: {
        auto inner = joined(n, " AND ", "1");
        if (!inner) return inner;
        SqlText out("NOT ");
        return out << *inner;
    }
    case Node::Kind::field:
        return field(n);
    case Node::Kind::text:
        return text(n);
    }
    return SqlText("1");
}

} // namespace

Result<FindingCondition> finding_condition(Connection& db, const Node& filter, const ConditionContext& context) {
    Builder builder{db, context};
    auto where = builder.node(filter);
    if (!where) return fail(std::move(where.error()));
    FindingCondition out;
    out.where = std::move(*where);
    if (context.as_of) {
        SqlText existing("(f.first_seen <= ");
        existing.arg(*context.as_of) << " AND " << out.where << ")";
        out.where = std::move(existing);
    }
    // A search or a number at the top narrows everything.
    if (filter.kind == Node::Kind::all)
        out.few = std::any_of(filter.children.begin(), filter.children.end(), [&](const auto& child) {
            if (child->kind == Node::Kind::text) return builder.few_found;
            return child->kind == Node::Kind::field && (child->field->name == "id" || child->field->name == "import");
        });
    return out;
}

} // namespace parapet
