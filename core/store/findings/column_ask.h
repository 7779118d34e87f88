#pragma once
// What the parts of a filter are answered with (column_filter.cpp): the stored columns, the database beside them, and
// rows by code, by id and by a scan of the table.

#include "core/store/findings/columns.h"
#include "core/store/findings/condition.h"
#include "core/store/id_set.h"
#include "core/store/sql.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace parapet {

// The column, or the work over several of them, that a field of the language is about.
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

struct SubjectField {
    std::string_view name;
    Subject subject;
    bool plain; // its condition is never NULL, so that its negation is all the other rows
};
// nullptr: no column knows it, or the node is no field.
[[nodiscard]] const SubjectField* subject_field(const query::Node& n);

class ColumnAsk {
public:
    ColumnAsk(Connection& db, const FindingColumns& columns, const ConditionContext& context)
        : db_(db)
        , c_(columns)
        , context_(context) {}

    // The rows for which SQLite finds the condition true, one by one.
    [[nodiscard]] Result<RowSet> scan(const query::Node& n);

protected:
    using Verdicts = std::vector<std::uint8_t>; // by code: 1 is in

    [[nodiscard]] RowSet rows_with(const CodeColumn& column, const Verdicts& good) const;
    // Those whose code the statement lists in its first column; NULL is code 0.
    [[nodiscard]] Result<RowSet> rows_listed(const SqlText& codes, const CodeColumn& column);
    [[nodiscard]] RowSet rows_with_ids(const IdSet& found) const;
    void add_id(RowSet& to, std::int64_t id) const;

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

    Connection& db_;
    const FindingColumns& c_;
    const ConditionContext& context_;
};

// Of one column: asked of SQLite once for each value that it has, so that there is one meaning of the language.
class OneColumn : public ColumnAsk {
public:
    using ColumnAsk::ColumnAsk;
    [[nodiscard]] Result<RowSet> ask(const query::Node& n, Subject subject);

private:
    template<class Put>
    Result<Verdicts> verdicts(const query::Node& n, std::string_view values, std::size_t codes, Put put);
    Result<RowSet> by_code(const query::Node& n, const CodeColumn& column, std::string_view name);
    Result<RowSet> by_flags(const query::Node& n);
    Result<RowSet> by_value(const query::Node& n, const ValueColumn& column, std::string_view name, bool real);
    Result<RowSet> by_ids(const query::Node& n, const CodeColumn& column, std::string_view name, std::string_view ids);
    Result<RowSet> by_table(const query::Node& n, const CodeColumn& column, std::string_view name,
                            std::string_view table);
    Result<RowSet> by_nullable(const query::Node& n, const CodeColumn& column, std::string_view name,
                               std::string_view table);
    Result<RowSet> by_text(const query::Node& n, const TextColumn& column, std::string_view name);
};

// Of more than one column, or of tables beside them: a field each.
class ComposedColumns : public ColumnAsk {
public:
    using ColumnAsk::ColumnAsk;
    [[nodiscard]] static bool knows(Subject subject);
    [[nodiscard]] Result<RowSet> ask(const query::Node& n, Subject subject);

private:
    Result<RowSet> compared(const query::Node& n);
    Result<RowSet> change(const query::Node& n);
    Result<RowSet> framework(const query::Node& n);
    Result<RowSet> by_source(const query::Node& n);
    [[nodiscard]] RowSet overdue(const query::Node& n) const;
    [[nodiscard]] std::size_t row_after(std::int64_t id) const;
};

} // namespace parapet
