// What a part of a filter says of one column is asked of SQLite once for each value that the column has, so that there
// is one meaning of the language. Parts that ask for more than that are a scan of the table.
#include "core/store/findings/column_filter.h"

#include "core/store/findings/column_reach.h"
#include "core/store/findings/first_commits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace parapet {

namespace {

using query::Node;

enum class Subject : std::uint8_t {
    severity,
    status,
    cause,
    phase,
    asset,
    owner,
    rule,
    flags,
    due,
    first_seen,
    last_seen,
    score,
    epss,
    file,
    package,
    cwe,
    advisories,
    controls,
    title,
    fix,
    overdue, // of two columns
    source,  // of scopes, and of witnesses that joined
    compared,
    change,
    framework, // of two columns
};

struct Field {
    std::string_view name;
    Subject subject;
    bool plain; // its condition is never NULL, so that its negation is all the other rows
};
constexpr std::array<Field, 35> k_fields{{
    {"severity", Subject::severity, true},
    {"status", Subject::status, true},
    {"cause", Subject::cause, true},
    {"phase", Subject::phase, true},
    {"asset", Subject::asset, true},
    {"group", Subject::asset, true},
    {"env", Subject::asset, true},
    {"team", Subject::asset, true},
    {"owner", Subject::owner, true},
    {"rule", Subject::rule, true},
    {"kev", Subject::flags, false},
    {"suppressed", Subject::flags, true},
    {"under_attack", Subject::flags, true},
    {"due", Subject::due, true},
    {"first", Subject::first_seen, true},
    {"age", Subject::first_seen, true},
    {"last", Subject::last_seen, true},
    {"cvss", Subject::score, true},
    {"epss", Subject::epss, true},
    {"overdue", Subject::overdue, true},
    {"file", Subject::file, false},
    {"package", Subject::package, false},
    {"cwe", Subject::cwe, false},
    {"cve", Subject::advisories, false},
    {"control", Subject::controls, false},
    {"title", Subject::title, true},
    {"fix", Subject::fix, false},
    {"tool", Subject::source, true},
    {"source", Subject::source, true},
    {"new_in", Subject::compared, true},
    {"gone_in", Subject::compared, true},
    {"changed_in", Subject::compared, true},
    {"still_in", Subject::compared, true},
    {"change", Subject::change, true},
    {"framework", Subject::framework, true},
}};
constexpr std::size_t k_most_values = 60'000; // are asked one by one; a scan is as fast beyond

const Field* known(const Node& n) {
    if (n.kind != Node::Kind::field) return nullptr;
    const auto* found =
        std::find_if(k_fields.begin(), k_fields.end(), [&](const Field& field) { return field.name == n.field->name; });
    return found == k_fields.end() ? nullptr : found;
}

bool plain(const Node& n) {
    if (n.kind == Node::Kind::text) return true;
    if (n.kind == Node::Kind::field) return known(n) != nullptr && known(n)->plain;
    return std::all_of(n.children.begin(), n.children.end(), [](const auto& child) { return plain(*child); });
}

// Of more than one column: asked field by field.
bool is_composed(Subject subject) {
    return subject == Subject::overdue || subject == Subject::source || subject == Subject::compared ||
           subject == Subject::change || subject == Subject::framework;
}

// The one column that all of it asks for.
std::optional<Subject> subject_of(const Node& n) {
    if (n.kind == Node::Kind::text) return std::nullopt;
    if (n.kind == Node::Kind::field) {
        const Field* field = known(n);
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

class Filter {
public:
    Filter(Connection& db, const FindingColumns& columns, const ConditionContext& context)
        : db_(db)
        , c_(columns)
        , context_(context) {}

    Result<RowSet> node(const Node& n) {
        const auto subject = n.kind == Node::Kind::all ? std::nullopt : subject_of(n);
        if (subject && !is_composed(*subject)) return by_subject(n, *subject);
        if (n.kind == Node::Kind::all) return joined(n, true);
        if (!plain(n)) return scan(n);
        if (n.kind == Node::Kind::text) return text(n);
        if (n.kind == Node::Kind::any) return joined(n, false);
        if (n.kind == Node::Kind::field) return composed(n, known(n)->subject);
        auto inner = joined(n, true);
        if (!inner) return inner;
        RowSet rest(c_.rows, true);
        for (std::size_t i = 0; i < rest.words().size(); ++i)
            rest.words()[i] &= ~inner->words()[i];
        return rest;
    }

private:
    using Verdicts = std::vector<std::uint8_t>; // by code: 1 is in

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

    Result<RowSet> composed(const Node& n, Subject subject) {
        if (subject == Subject::overdue) return overdue(n);
        if (subject == Subject::change) return change(n);
        if (subject == Subject::framework) return framework(n);
        return subject == Subject::source ? by_source(n) : compared(n);
    }

    void add_id(RowSet& to, std::int64_t id) const {
        const std::size_t row = c_.row_of(id);
        if (row != FindingColumns::k_no_row) to.add(row);
    }

    Result<RowSet> text(const Node& n) {
        ColumnReach reach(db_, c_);
        auto found = search_findings(db_, n.text, n.phrase, reach);
        if (!found) return fail(std::move(found.error()));
        return rows_with_ids(*found);
    }

    Result<RowSet> compared(const Node& n) {
        auto found = compared_findings(db_, c_.comparisons, n);
        if (!found) return fail(std::move(found.error()));
        return rows_with_ids(*found);
    }

    Result<RowSet> change(const Node& n) {
        RowSet out(c_.rows, n.terms.empty());
        for (const query::Term& term : n.terms) {
            std::map<std::pair<std::int64_t, std::int64_t>, Verdicts> scopes; // by the ids that an import brought
            auto done = each_row(scans_of_commit(term), [&](const Statement& row) {
                auto& good = scopes.try_emplace({row.integer(0), row.integer(1)}, c_.scope.codes()).first->second;
                const auto scope = static_cast<std::size_t>(row.integer(2));
                if (scope < good.size()) good[scope] = 1;
            });
            if (!done) return fail(std::move(done.error()));
            for (const auto& [ids, good] : scopes)
                for (std::size_t row = row_after(ids.first); row < c_.rows && c_.id[row] <= ids.second; ++row)
                    if (good[c_.scope[row]] != 0) out.add(row);
        }
        return out;
    }

    Result<RowSet> framework(const Node& n) {
        auto terms = framework_words(db_, n, context_);
        if (!terms) return fail(std::move(terms.error()));
        RowSet out(c_.rows, n.terms.empty());
        for (std::size_t i = 0; i < n.terms.size(); ++i) {
            RowSet one(c_.rows);
            for (const auto& [kind, words, column] :
                 {std::tuple(4, &(*terms)[i].controls, &c_.controls), std::tuple(0, &(*terms)[i].cwes, &c_.cwe)}) {
                Verdicts good(column->codes());
                auto done = each_row(sets_with(kind, *words), [&](const Statement& row) {
                    const auto set = static_cast<std::size_t>(row.integer(0));
                    if (set < good.size()) good[set] = 1;
                });
                if (!done) return fail(std::move(done.error()));
                one.add_all(rows_with(c_.rows, *column, good));
            }
            if (n.terms[i].none) {
                RowSet rest(c_.rows, true);
                rest.remove_all(one);
                one = std::move(rest);
            }
            out.add_all(one);
        }
        return out;
    }

    [[nodiscard]] std::size_t row_after(std::int64_t id) const {
        std::size_t from = 0, to = c_.rows;
        while (from < to) {
            const std::size_t middle = from + (to - from) / 2;
            if (c_.id[middle] <= id)
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }

    [[nodiscard]] RowSet rows_with_ids(const IdSet& found) const {
        RowSet out(c_.rows);
        if (c_.rows == 0) return out;
        const std::int64_t first = c_.id[0], last = c_.id[c_.rows - 1];
        const bool none_missing = static_cast<std::size_t>(last - first) + 1 == c_.rows;
        std::size_t row = 0; // both rise
        found.each([&](std::int64_t id) {
            if (id < first || id > last) return;
            if (none_missing) return out.add(static_cast<std::size_t>(id - first));
            while (c_.id[row] < id)
                ++row;
            if (c_.id[row] == id) out.add(row);
        });
        return out;
    }

    Result<RowSet> scan(const Node& n) {
        auto condition = finding_condition(db_, n, context_);
        if (!condition) return fail(std::move(condition.error()));
        SqlText sql("SELECT f.id FROM finding f WHERE ");
        sql << condition->where;
        RowSet out(c_.rows);
        auto done = each_row(sql, [&](const Statement& row) { add_id(out, row.integer(0)); });
        if (!done) return fail(std::move(done.error()));
        return out;
    }

    template<class Visit>
    Result<void> each_row(const SqlText& sql, Visit visit) {
        auto rows = prepare(db_, sql);
        if (!rows) return fail(std::move(rows.error()));
        for (;;) {
            auto there = rows->step();
            if (!there) return fail(std::move(there.error()));
            if (!*there) return {};
            visit(*rows);
        }
    }

    static RowSet rows_with(std::size_t rows, const CodeColumn& column, const Verdicts& good) {
        RowSet out(rows);
        column.with([&](const auto& codes) {
            for (std::size_t from = 0, word = 0; from < rows; from += 64, ++word) {
                const std::size_t n = std::min<std::size_t>(64, rows - from);
                std::uint64_t bits = 0;
                for (std::size_t i = 0; i < n; ++i)
                    bits |= std::uint64_t{good[codes[from + i]]} << i;
                out.words()[word] = bits;
            }
        });
        return out;
    }

    Result<RowSet> by_subject(const Node& n, Subject subject) {
        switch (subject) {
        case Subject::severity:
            return by_code(n, c_.severity, "severity");
        case Subject::status:
            return by_code(n, c_.status, "status");
        case Subject::cause:
            return by_code(n, c_.cause, "cause");
        case Subject::phase:
            return by_code(n, c_.phase, "phase");
        case Subject::asset:
            return by_table(n, c_.asset, "asset_id", "asset");
        case Subject::owner:
            return by_table(n, c_.owner, "owner_id", "owner");
        case Subject::rule:
            return by_table(n, c_.rule, "rule_id", "rule");
        case Subject::flags:
            return by_flags(n);
        case Subject::due:
            return by_value(n, c_.due, "due", false);
        case Subject::first_seen:
            return by_value(n, c_.first_seen, "first_seen", false);
        case Subject::last_seen:
            return by_value(n, c_.last_seen, "last_seen", false);
        case Subject::score:
            return by_value(n, c_.score, "score", true);
        case Subject::epss:
            return by_value(n, c_.epss, "epss", true);
        case Subject::file:
            return by_nullable(n, c_.file, "file_id", "string");
        case Subject::package:
            return by_nullable(n, c_.package, "package_id", "string");
        case Subject::cwe:
            return by_nullable(n, c_.cwe, "cwe_set", "word_set WHERE kind = 0");
        case Subject::advisories:
            return by_nullable(n, c_.advisories, "advisory_set", "word_set WHERE kind = 1");
        case Subject::controls:
            return by_nullable(n, c_.controls, "control_set", "word_set WHERE kind = 4");
        case Subject::title:
            return by_text(n, c_.title, "title");
        case Subject::fix:
            return by_text(n, c_.fix, "fixed_version");
        case Subject::overdue:
        case Subject::source:
        case Subject::compared:
        case Subject::change:
        case Subject::framework:
            break;
        }
        return scan(n);
    }

    // `put(code, statement, first)` binds a code's values from that parameter on.
    template<class Put>
    Result<Verdicts> verdicts(const Node& n, std::string_view values, std::size_t codes, Put put) {
        auto condition = finding_condition(db_, n, context_);
        if (!condition) return fail(std::move(condition.error()));
        SqlText sql("SELECT (");
        sql << condition->where << ") FROM (SELECT " << values << ") f";
        const int first = static_cast<int>(condition->where.values().size()) + 1;
        auto row = prepare(db_, sql);
        if (!row) return fail(std::move(row.error()));
        Verdicts out(codes);
        for (std::size_t code = 0; code < codes; ++code) {
            row->reset();
            put(code, *row, first);
            auto there = row->step();
            if (!there) return fail(std::move(there.error()));
            out[code] = *there && row->integer(0) != 0 ? 1 : 0;
        }
        return out;
    }

    Result<RowSet> by_code(const Node& n, const CodeColumn& column, std::string_view name) {
        auto good = verdicts(n, "? AS " + std::string(name), column.codes(),
                             [](std::size_t code, Statement& s, int at) { s.bind(at, std::uint64_t{code}); });
        if (!good) return fail(std::move(good.error()));
        return rows_with(c_.rows, column, *good);
    }

    Result<RowSet> by_flags(const Node& n) {
        auto good = verdicts(n, "? AS kev, ? AS under_attack, ? AS suppressed", c_.flags.codes(),
                             [](std::size_t code, Statement& s, int at) {
                                 if ((code & FindingColumns::k_kev_known) != 0)
                                     s.bind(at, (code & FindingColumns::k_kev) != 0);
                                 else
                                     s.bind_null(at);
                                 s.bind(at + 1, (code & FindingColumns::k_under_attack) != 0);
                                 s.bind(at + 2, (code & FindingColumns::k_suppressed) != 0);
                             });
        if (!good) return fail(std::move(good.error()));
        return rows_with(c_.rows, c_.flags, *good);
    }

    Result<RowSet> by_value(const Node& n, const ValueColumn& column, std::string_view name, bool real) {
        if (column.values.size() > k_most_values) return scan(n);
        auto good =
            verdicts(n, "? AS " + std::string(name), column.values.size(), [&](std::size_t code, Statement& s, int at) {
                if (real)
                    s.bind(at, std::bit_cast<double>(column.values[code]));
                else
                    s.bind(at, column.values[code]);
            });
        if (!good) return fail(std::move(good.error()));
        return rows_with(c_.rows, column.codes, *good);
    }

    // Names are matched within their own table.
    Result<RowSet> by_table(const Node& n, const CodeColumn& column, std::string_view name, std::string_view table) {
        auto condition = finding_condition(db_, n, context_);
        if (!condition) return fail(std::move(condition.error()));
        SqlText sql("SELECT f.");
        sql << name << " FROM (SELECT id AS " << name << " FROM " << table << ") f WHERE " << condition->where;
        Verdicts good(column.codes());
        auto done = each_row(sql, [&](const Statement& row) {
            const auto id = static_cast<std::size_t>(row.integer(0));
            if (id < good.size()) good[id] = 1;
        });
        if (!done) return fail(std::move(done.error()));
        return rows_with(c_.rows, column, good);
    }

    // The same where a row may have none; NULL is asked too.
    Result<RowSet> by_nullable(const Node& n, const CodeColumn& column, std::string_view name, std::string_view table) {
        auto condition = finding_condition(db_, n, context_);
        if (!condition) return fail(std::move(condition.error()));
        SqlText sql("SELECT f.");
        sql << name << " FROM (SELECT NULL AS " << name << " UNION ALL SELECT id FROM " << table << ") f WHERE "
            << condition->where;
        Verdicts good(column.codes());
        auto done = each_row(sql, [&](const Statement& row) {
            const auto id = static_cast<std::size_t>(row.integer(0)); // NULL: 0
            if (id < good.size()) good[id] = 1;
        });
        if (!done) return fail(std::move(done.error()));
        return rows_with(c_.rows, column, good);
    }

    Result<RowSet> by_text(const Node& n, const TextColumn& column, std::string_view name) {
        if (!column.complete || column.texts.size() > k_most_values) return scan(n);
        auto good = verdicts(n, "? AS " + std::string(name), column.texts.size() + 1,
                             [&](std::size_t code, Statement& s, int at) {
                                 if (code == 0)
                                     s.bind_null(at);
                                 else
                                     s.bind(at, column.texts[code - 1]);
                             });
        if (!good) return fail(std::move(good.error()));
        return rows_with(c_.rows, column.codes, *good);
    }

    // By the scope of a finding's first witness, and of those that joined.
    Result<RowSet> by_source(const Node& n) {
        RowSet out(c_.rows, n.terms.empty());
        for (const query::Term& term : n.terms) {
            const SqlText scopes = scopes_named(term, n.field->name == "tool");
            Verdicts good(c_.scope.codes());
            auto done = each_row(scopes, [&](const Statement& row) {
                const auto id = static_cast<std::size_t>(row.integer(0));
                if (id < good.size()) good[id] = 1;
            });
            if (!done) return fail(std::move(done.error()));
            out.add_all(rows_with(c_.rows, c_.scope, good));
            SqlText joined("SELECT s.id >> 16 FROM sighting s INDEXED BY sighting_joined WHERE s.own IS NOT NULL"
                           " AND s.scope_id IN (");
            joined << scopes << ")";
            done = each_row(joined, [&](const Statement& row) { add_id(out, row.integer(0)); });
            if (!done) return fail(std::move(done.error()));
        }
        return out;
    }

    Result<RowSet> overdue(const Node& n) {
        Verdicts late(c_.due.values.size()), unfinished(c_.status.codes());
        const std::int64_t now = context_.now;
        for (std::size_t i = 0; i < late.size(); ++i)
            late[i] = c_.due.values[i] < now ? 1 : 0;
        for (std::size_t i = 0; i < unfinished.size() && i <= 2; ++i)
            unfinished[i] = 1;
        RowSet yes = rows_with(c_.rows, c_.due.codes, late);
        yes.keep_only(rows_with(c_.rows, c_.status, unfinished));
        RowSet out(c_.rows, n.terms.empty());
        for (const query::Term& term : n.terms) {
            RowSet one = yes;
            if (term.text != "yes") {
                one = RowSet(c_.rows, true);
                for (std::size_t i = 0; i < one.words().size(); ++i)
                    one.words()[i] &= ~yes.words()[i];
            }
            out.add_all(one);
        }
        return out;
    }

    Connection& db_;
    const FindingColumns& c_;
    const ConditionContext& context_;
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
