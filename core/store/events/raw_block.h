#pragma once
// Events of one block as columns of plain numbers, in the order in which they came. Filled on the parser's thread,
// encoded on another. Numbers of texts, addresses, shapes and places are the import's own (interner.h) until the
// encoder turns them into those of the workspace.

#include "core/model/enums.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace parapet::events {

inline constexpr std::size_t k_block_rows = 65'536;
inline constexpr std::size_t k_segment_rows =
    16'384; // compressed by themselves, so that a page of a table reads little
inline constexpr std::size_t k_max_segments = k_block_rows / k_segment_rows;
inline constexpr std::size_t k_block_text_bytes = 8U << 20U; // a block is closed early when its texts reach this

// What events have in common that differ only in who, where and when. Few per log, so a chart by kind reads one byte
// per event.
struct Shape {
    std::uint32_t rule = 0, process = 0; // texts
    std::uint32_t wording = 0; // text from which the message is written again (event_rules.h); 0: text column, if any
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    Severity severity = Severity::info;
    TimeQuality quality = TimeQuality::full;
    std::uint8_t line_shape = 0;
};

struct Place {
    std::uint32_t host = 0, asset = 0; // texts; asset is never 0 when there is a host
};

// Events that are counted and not kept: so many in that minute. Several may speak of the same minute.
struct CountedCell {
    std::int64_t unix_minute = 0;
    std::uint32_t place = 0, count = 0;
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
};

// Rows of one column. Not initialised: pages that no row reaches cost nothing.
template<class T>
class Rows {
public:
    Rows()
        : rows_(std::make_unique_for_overwrite<T[]>(k_block_rows)) {}
    T& operator[](std::size_t row) { return rows_[row]; }
    const T& operator[](std::size_t row) const { return rows_[row]; }
    [[nodiscard]] const T* data() const { return rows_.get(); }

private:
    std::unique_ptr<T[]> rows_;
};

// A column that most logs leave alone: not written, and later not looked at, until a value other than `usual` comes.
template<class T, T usual = T{0}>
class RareRows {
public:
    void set(std::size_t row, T value) {
        if (!used_) {
            if (value == usual) return;
            begin(row);
        }
        rows_[row] = value;
    }
    [[nodiscard]] bool used() const { return used_; }
    [[nodiscard]] const T* data() const { return rows_.data(); } // when used
    T operator[](std::size_t row) const { return used_ ? rows_[row] : usual; }
    void clear() { used_ = false; }

private:
    void begin(std::size_t row) {
        for (std::size_t i = 0; i < row; ++i)
            rows_[i] = usual;
        used_ = true;
    }
    Rows<T> rows_;
    bool used_ = false;
};

struct RawBlock {
    std::size_t rows = 0;
    Rows<std::int64_t> time; // ns
    Rows<std::uint32_t> shape, place;
    RareRows<std::uint32_t> user, target_user, source, destination, object, pid, text_length;
    RareRows<std::uint32_t, 1> count;
    RareRows<std::uint16_t> source_port, destination_port;
    Rows<std::uint64_t> line, offset;
    std::string text; // of the messages that are kept as text, one after the other
    std::vector<CountedCell> counted;

    // Dictionary entries since the block before; with `reset`, the dictionaries begin anew with them.
    bool reset = false;
    std::vector<std::string> new_strings;
    std::vector<std::string> new_addresses;
    std::vector<Shape> new_shapes;
    std::vector<Place> new_places;
    std::vector<std::string> new_objects;

    void clear(); // for the next rows; memory is kept
};

} // namespace parapet::events
