#include "core/store/findings/column_ask.h"

#include <bit>
#include <string>

namespace parapet {

namespace {

constexpr std::size_t k_most_values = 60'000; // are asked one by one; a scan is as fast beyond

} // namespace

// `put(code, statement, first)` binds a code's values from that parameter on.
template<class Put>
Result<ColumnAsk::Verdicts> OneColumn::verdicts(const query::Node& n, std::string_view values, std::size_t codes,
                                                Put put) {
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

Result<RowSet> OneColumn::by_code(const query::Node& n, const CodeColumn& column, std::string_view name) {
    auto good = verdicts(n, "? AS " + std::string(name), column.codes(),
                         [](std::size_t code, Statement& s, int at) { s.bind(at, std::uint64_t{code}); });
    if (!good) return fail(std::move(good.error()));
    return rows_with(column, *good);
}

Result<RowSet> OneColumn::by_flags(const query::Node& n) {
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
    return rows_with(c_.flags, *good);
}

Result<RowSet> OneColumn::by_value(const query::Node& n, const ValueColumn& column, std::string_view name, bool real) {
    if (column.values.size() > k_most_values) return scan(n);
    auto good =
        verdicts(n, "? AS " + std::string(name), column.values.size(), [&](std::size_t code, Statement& s, int at) {
            if (real)
                s.bind(at, std::bit_cast<double>(column.values[code]));
            else
                s.bind(at, column.values[code]);
        });
    if (!good) return fail(std::move(good.error()));
    return rows_with(column.codes, *good);
}

// Names are matched within their own table: `ids` lists what the column may hold, 0 standing for NULL.
Result<RowSet> OneColumn::by_ids(const query::Node& n, const CodeColumn& column, std::string_view name,
                                 std::string_view ids) {
    auto condition = finding_condition(db_, n, context_);
    if (!condition) return fail(std::move(condition.error()));
    SqlText sql("SELECT f.");
    sql << name << " FROM (" << ids << ") f WHERE " << condition->where;
    return rows_listed(sql, column);
}

Result<RowSet> OneColumn::by_table(const query::Node& n, const CodeColumn& column, std::string_view name,
                                   std::string_view table) {
    return by_ids(n, column, name, "SELECT id AS " + std::string(name) + " FROM " + std::string(table));
}

// The same where a row may have none; NULL is asked too.
Result<RowSet> OneColumn::by_nullable(const query::Node& n, const CodeColumn& column, std::string_view name,
                                      std::string_view table) {
    return by_ids(n, column, name,
                  "SELECT NULL AS " + std::string(name) + " UNION ALL SELECT id FROM " + std::string(table));
}

Result<RowSet> OneColumn::by_text(const query::Node& n, const TextColumn& column, std::string_view name) {
    if (!column.complete || column.texts.size() > k_most_values) return scan(n);
    auto good =
        verdicts(n, "? AS " + std::string(name), column.texts.size() + 1, [&](std::size_t code, Statement& s, int at) {
            if (code == 0)
                s.bind_null(at);
            else
                s.bind(at, column.texts[code - 1]);
        });
    if (!good) return fail(std::move(good.error()));
    return rows_with(column.codes, *good);
}

Result<RowSet> OneColumn::ask(const query::Node& n, Subject subject) {
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

} // namespace parapet
