#pragma once
// What a block's row in event_block says of its columns: how each is written and where its bytes are.
//
// The bytes of a block stand in a few parts (rows of event_part), each with the columns that are read together, so that
// a chart by kind reads part `when` and nothing else. A column is: its dictionary, if it has one, then its segments of
// k_segment_rows rows, each compressed by itself.

#include "core/store/events/raw_block.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parapet::events {

// The order is that of the file: append only.
enum class Column : std::uint8_t {
    time,
    shape,
    place,
    count,
    source,
    user,
    target_user,
    destination,
    source_port,
    destination_port,
    pid,
    line,
    offset,
    object,
    text_length,
    text,
};
inline constexpr std::size_t k_columns = 16;

enum class Part : std::uint8_t { when = 0, source = 1, user = 2, detail = 3, object = 4, text = 5 };
inline constexpr std::size_t k_parts = 6;
[[nodiscard]] Part part_of(Column column);

enum class Encoding : std::uint8_t {
    constant = 0,   // every row has `constant` (0: the column is empty)
    integers = 1,   // byte planes of `width` bytes
    dictionary = 2, // byte planes of indexes into the dictionary at the column's beginning
    deltas = 3,     // per segment: first value, then zigzag differences as byte planes
    bytes = 4,      // per segment: one compressed text
};

struct ColumnInfo {
    Encoding encoding = Encoding::constant;
    std::uint8_t width = 0;
    std::uint64_t constant = 0;
    std::uint64_t offset = 0; // in its part
    std::uint64_t dictionary_bytes = 0;
    std::array<std::uint32_t, k_max_segments> segment_bytes{};
};

struct BlockMeta {
    std::size_t rows = 0;
    std::uint64_t time_unit = 1; // ns; times are multiples of it
    bool sorted = true;          // times never fall
    std::array<ColumnInfo, k_columns> columns{};

    [[nodiscard]] ColumnInfo& operator[](Column c) { return columns[static_cast<std::size_t>(c)]; }
    [[nodiscard]] const ColumnInfo& operator[](Column c) const { return columns[static_cast<std::size_t>(c)]; }
    [[nodiscard]] std::size_t segments() const { return (rows + k_segment_rows - 1) / k_segment_rows; }
    [[nodiscard]] std::size_t rows_of(std::size_t segment) const {
        const std::size_t from = segment * k_segment_rows;
        return from >= rows ? 0 : rows - from < k_segment_rows ? rows - from : k_segment_rows;
    }
};

[[nodiscard]] std::string to_bytes(const BlockMeta& meta);
// nullopt when damaged or written by a newer Parapet.
[[nodiscard]] std::optional<BlockMeta> parse_block_meta(std::string_view bytes);

} // namespace parapet::events
