#pragma once
// Tables that a tool draws for people: with lines of box characters, with + - |, or in Markdown. Cells that are drawn
// over several rows are read in each of them.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet {

// What parts one row from the next: a line across (also one that leaves out the columns where a cell goes on), or that
// a line has text in its column `key`.
struct RowsBy {
    bool rules = true;
    std::string_view key = {};
};

class DrawnTable {
public:
    static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

    // Columns by their names, which are compared without case; k_none where there is none.
    [[nodiscard]] std::size_t column(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] bool has(std::string_view name) const { return column({name}) != k_none; }
    [[nodiscard]] std::size_t columns() const { return header_.size(); }
    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    [[nodiscard]] const std::string& title() const { return title_; } // drawn over the whole width; "" for none

    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    [[nodiscard]] std::size_t line_of(std::size_t row) const { return rows_[row].line; } // index of its first line
    // Trimmed; lines of a cell are parted by \n. "" beyond the table.
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::string_view get(std::size_t row, std::initializer_list<std::string_view> names) const {
        return cell(row, column(names));
    }
    [[nodiscard]] std::size_t end() const { return end_; } // index of the first line behind it

private:
    friend class DrawnTableReader;
    struct Row {
        std::vector<std::uint32_t> cells; // into texts_
        std::size_t line = 0;
    };
    std::vector<std::string> header_;
    std::string title_;
    std::vector<Row> rows_;
    std::vector<std::string> texts_;
    std::size_t end_ = 0;
};

// Is this a line of a table: a row, or a rule between rows?
[[nodiscard]] bool is_drawn(std::string_view line);
// The cells of a row; empty for what is none, or a rule.
[[nodiscard]] std::vector<std::string_view> drawn_cells(std::string_view line);

// The table whose first line is lines[from]; without columns where none begins, or it has no header. Its end is behind
// `from` in any case, so that no line is looked at twice.
[[nodiscard]] DrawnTable drawn_table(const std::vector<std::string_view>& lines, std::size_t from, RowsBy by = {});

// A table of two columns that is one record: names on the left, what they say on the right (lines of it folded).
struct DrawnPairs {
    std::vector<std::pair<std::string, std::string>> pairs;
    std::size_t line = 0; // index of its first row
    std::size_t end = 0;  // index of the first line behind it
    [[nodiscard]] std::string_view get(std::initializer_list<std::string_view> names) const; // compared without case
};
// Without pairs where there are none; its end is behind `from` in any case.
[[nodiscard]] DrawnPairs drawn_pairs(const std::vector<std::string_view>& lines, std::size_t from);

} // namespace parapet
