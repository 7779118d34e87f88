#pragma once
// Which tables an import may change, and how their rows are told from those that were there before.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct UndoTable {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::string> keys; // at most k_most_undo_keys; "rowid" when it has no primary key
    bool log_inserts = true;       // false: new rows are known by a mark
    // Condition on OLD for rows that were there before the run; "" = whatever is changed while the log is on. It reads
    // temp.undo_top, which has rows only then.
    std::string old_row;
    // What deletes the rows that came with the run, by main.undo_mark; "" = the log says which.
    std::string remove_new;
    std::string remove_late; // the same, once the log was reversed: rows that only differ then from older ones
};

constexpr std::size_t k_most_undo_keys = 5;
constexpr std::size_t k_most_undo_columns = 60;

// Tables with a row in undo_mark.
[[nodiscard]] std::span<const std::string_view> numbered_undo_tables();

// A name as SQL takes it; a workspace that someone sent may have odd ones.
[[nodiscard]] std::string sql_name(std::string_view name);
[[nodiscard]] std::string sql_literal(std::string_view text);

// All tables of the workspace that are logged, read from its schema: tables that later migrations add are among them.
[[nodiscard]] Result<std::vector<UndoTable>> undo_tables(Connection& db);

} // namespace parapet
