#pragma once
// Reads a block column by column, and of a column only the segment that is asked for. Every accessor is total: on
// damaged bytes it answers with zeros and error() says so.

#include "core/base/result.h"
#include "core/store/events/address.h"
#include "core/store/events/block_meta.h"
#include "core/store/events/codec.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::events {

// Where the bytes of the parts come from: the database, or a test.
class PartSource {
public:
    virtual ~PartSource() = default;
    // Empty when the block has no such part. Good until the same part of another block is read.
    [[nodiscard]] virtual Result<std::string_view> read_part(std::int64_t block, Part part) = 0;
};

class BlockReader {
public:
    explicit BlockReader(PartSource& source)
        : source_(source) {}

    void open(std::int64_t block, const BlockMeta& meta);
    [[nodiscard]] std::int64_t block() const { return block_; }
    [[nodiscard]] const BlockMeta& meta() const { return meta_; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

    // Dictionaries, in the workspace's ids. `codes` of users are ids of texts.
    [[nodiscard]] const std::vector<Shape>& shapes();
    [[nodiscard]] const std::vector<Place>& places();
    [[nodiscard]] const std::vector<AddressCode>& codes(Column column); // sorted, each once; empty column: {0}
    [[nodiscard]] const std::vector<std::string_view>& objects();       // empty column: {""}

    // Rows of one segment, good until another segment or block is asked for.
    // Of a column with a dictionary: indexes into it, checked to lie within.
    [[nodiscard]] std::span<const std::uint32_t> numbers(Column column, std::size_t segment);
    [[nodiscard]] std::span<const std::uint64_t> long_numbers(Column column, std::size_t segment); // line, offset
    [[nodiscard]] std::span<const std::int64_t> times(std::size_t segment);                        // ns
    [[nodiscard]] std::string_view text(std::size_t segment, std::size_t row);                     // of the message

private:
    struct Cached {
        bool numbers_ready = false, longs_ready = false;
        std::vector<std::uint32_t> numbers;
        std::vector<std::uint64_t> longs;
        bool codes_ready = false;
        std::vector<AddressCode> codes;
    };
    [[nodiscard]] Cached& cached(Column c) { return columns_[static_cast<std::size_t>(c)]; }
    void use_segment(std::size_t segment);
    [[nodiscard]] std::string_view part(Part part);
    [[nodiscard]] std::string_view column_bytes(Column column, std::uint64_t from, std::uint64_t size);
    [[nodiscard]] std::string_view segment_bytes(Column column);
    [[nodiscard]] std::string dictionary(Column column);
    [[nodiscard]] std::size_t dictionary_size(Column column);
    void damaged();
    void read_shapes();
    void read_places();
    void read_objects();
    void read_codes(Column column, Cached& into);
    void read_text();

    PartSource& source_;
    Decompressor decompressor_;
    std::int64_t block_ = 0;
    BlockMeta meta_;
    std::size_t segment_ = 0;
    std::optional<Error> error_;
    std::array<std::string_view, k_parts> parts_;
    std::array<bool, k_parts> part_ready_{};
    std::array<Cached, k_columns> columns_;
    std::vector<std::int64_t> times_;
    bool times_ready_ = false, shapes_ready_ = false, places_ready_ = false, objects_ready_ = false,
         text_ready_ = false;
    std::vector<Shape> shapes_;
    std::vector<Place> places_;
    std::string object_texts_;
    std::vector<std::string_view> objects_;
    std::string text_;
    std::vector<std::size_t> text_from_;
};

} // namespace parapet::events
