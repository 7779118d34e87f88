#include "core/store/findings/column_ask.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

constexpr std::array<SubjectField, 35> k_fields{{
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

} // namespace

const SubjectField* subject_field(const query::Node& n) {
    if (n.kind != query::Node::Kind::field) return nullptr;
    const auto* found = std::find_if(k_fields.begin(), k_fields.end(),
                                     [&](const SubjectField& field) { return field.name == n.field->name; });
    return found == k_fields.end() ? nullptr : found;
}

Result<RowSet> ColumnAsk::scan(const query::Node& n) {
    auto condition = finding_condition(db_, n, context_);
    if (!condition) return fail(std::move(condition.error()));
    SqlText sql("SELECT f.id FROM finding f WHERE ");
    sql << condition->where;
    RowSet out(c_.rows);
    auto done = each_row(sql, [&](const Statement& row) { add_id(out, row.integer(0)); });
    if (!done) return fail(std::move(done.error()));
    return out;
}

void ColumnAsk::add_id(RowSet& to, std::int64_t id) const {
    const std::size_t row = c_.row_of(id);
    if (row != FindingColumns::k_no_row) to.add(row);
}

RowSet ColumnAsk::rows_with_ids(const IdSet& found) const {
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

RowSet ColumnAsk::rows_with(const CodeColumn& column, const Verdicts& good) const {
    RowSet out(c_.rows);
    column.with([&](const auto& codes) {
        for (std::size_t from = 0, word = 0; from < c_.rows; from += 64, ++word) {
            const std::size_t n = std::min<std::size_t>(64, c_.rows - from);
            std::uint64_t bits = 0;
            for (std::size_t i = 0; i < n; ++i)
                bits |= std::uint64_t{good[codes[from + i]]} << i;
            out.words()[word] = bits;
        }
    });
    return out;
}

Result<RowSet> ColumnAsk::rows_listed(const SqlText& codes, const CodeColumn& column) {
    Verdicts good(column.codes());
    auto done = each_row(codes, [&](const Statement& row) {
        const auto code = static_cast<std::size_t>(row.integer(0));
        if (code < good.size()) good[code] = 1;
    });
    if (!done) return fail(std::move(done.error()));
    return rows_with(column, good);
}

} // namespace parapet
