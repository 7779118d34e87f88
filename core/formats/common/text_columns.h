#pragma once
// Tables that a tool sets with spaces only: every cell begins where its column's name does.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class TextColumns {
public:
    // Names are parted by two spaces or more, or by a tab.
    explicit TextColumns(std::string_view header);
    // Where columns begin is told by a line of dashes under them.
    TextColumns(std::string_view header, std::string_view dashes);

    [[nodiscard]] bool has(std::string_view name) const; // compared without case
    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    // The cell of the first of these columns that is there, trimmed; "" where there is none.
    [[nodiscard]] std::string_view get(std::string_view line, std::initializer_list<std::string_view> names) const;

private:
    struct Column {
        std::string name;
        std::size_t start = 0; // in characters
    };
    std::vector<Column> columns_;
};

} // namespace parapet
