#pragma once
// Rows of one table, written sixteen at a time: one statement with many VALUES costs about half of one per row.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <string>
#include <utility>
#include <vector>

namespace parapet {

// Row has `static constexpr int k_columns`, `static constexpr const char* k_into` ("INSERT INTO t(a, b)") and
// `void bind(Statement&, int first) const`, which binds parameters first .. first + k_columns - 1 (NULL may be left
// out). Text that rows point to must stay alive until flush().
template<class Row>
class BulkInsert {
public:
    static constexpr std::size_t k_rows = 16;

    explicit BulkInsert(Connection& db)
        : db_(db) {
        rows_.reserve(k_rows);
    }

    [[nodiscard]] Result<void> add(const Row& row) {
        rows_.push_back(row);
        if (rows_.size() < k_rows) return {};
        return write(sixteen_, 0, k_rows);
    }

    // Writes what is waiting.
    [[nodiscard]] Result<void> flush() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (auto done = write_some(one_, i, 1); !done) return done;
        }
        rows_.clear();
        return {};
    }

private:
    Result<void> write(Statement& statement, std::size_t from, std::size_t count) {
        auto done = write_some(statement, from, count);
        rows_.clear();
        return done;
    }
    Result<void> write_some(Statement& statement, std::size_t from, std::size_t count) {
        if (!statement) {
            auto prepared = db_.prepare(sql(count));
            if (!prepared) return fail(std::move(prepared.error()));
            statement = std::move(*prepared);
        }
        for (std::size_t i = 0; i < count; ++i)
            rows_[from + i].bind(statement, static_cast<int>(i) * Row::k_columns + 1);
        auto done = statement.run();
        statement.clear();
        return done;
    }
    static std::string sql(std::size_t rows) {
        std::string one = "(";
        for (int i = 0; i < Row::k_columns; ++i)
            one += i == 0 ? "?" : ",?";
        one += ')';
        std::string out = std::string(Row::k_into) + " VALUES" + one;
        for (std::size_t i = 1; i < rows; ++i)
            out += "," + one;
        return out;
    }

    Connection& db_;
    std::vector<Row> rows_;
    Statement sixteen_, one_;
};

} // namespace parapet
