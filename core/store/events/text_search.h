#pragma once
// Words and phrases anywhere in an event: its message and the texts of its fields. Most rows are answered from the
// dictionaries; a message is written out only where the words could stand across the seam of wording and field.

#include "core/store/events/block_reader.h"
#include "core/store/events/event_tables.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::events {

enum class Extent : std::uint8_t;

class TextSearch {
public:
    explicit TextSearch(std::string_view needle); // ASCII case does not matter

    [[nodiscard]] Extent bind(BlockReader& block, StringCache& texts);
    void rows(BlockReader& block, std::size_t segment, StringCache& texts, std::span<std::uint8_t> marks);

private:
    [[nodiscard]] bool found_in(std::string_view text);
    [[nodiscard]] bool may_cross(std::string_view wording) const;
    void mark_codes(BlockReader& block, StringCache& texts, Column column, std::size_t slot);
    void message_rows(BlockReader& block, std::size_t segment, StringCache& texts, std::span<std::uint8_t> marks);

    enum class ByShape : std::uint8_t { no, yes, look };
    std::string needle_, lower_;
    bool digits_ = false; // could stand in a port or process id
    std::vector<ByShape> shapes_;
    bool looks_ = false; // some shape needs a look at its messages
    struct Marks {
        std::vector<std::uint8_t> of;
        bool any = false;
    };
    static constexpr std::array<Column, 4> k_codes{Column::user, Column::target_user, Column::source,
                                                   Column::destination};
    std::array<Marks, k_codes.size()> codes_;
    Marks places_, objects_;
};

} // namespace parapet::events
