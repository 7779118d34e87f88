#pragma once
// RawBlock -> the bytes of a block. Pure: no SQL. Keeps the dictionaries of one import.

#include "core/store/events/address.h"
#include "core/store/events/block_meta.h"
#include "core/store/events/codec.h"
#include "core/store/events/raw_block.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace parapet::events {

struct EncodedBlock {
    std::size_t rows = 0;
    std::int64_t first_ns = 0, last_ns = 0; // smallest and largest time
    std::uint32_t kinds = 0;                // bit by EventKind
    std::string meta;
    std::array<std::string, k_parts> parts;
};

// The import's own numbers -> what they stand for, in the workspace's ids. Index 0 is "none".
struct Dictionaries {
    std::vector<std::int64_t> strings{0};
    std::vector<AddressCode> addresses{0};
    std::vector<Shape> shapes{1};
    std::vector<Place> places{1};
    std::vector<std::string> objects{1};

    // The texts of `raw` that need an id of the workspace: new strings, then new addresses that are not IPv4.
    [[nodiscard]] static std::vector<std::string> texts_of(const RawBlock& raw);
    // Takes the new entries of `raw`; `ids` are those of texts_of(raw).
    void learn(RawBlock& raw, std::span<const std::int64_t> ids);
};

// A column of the block that was encoded last, as indexes into its sorted dictionary.
struct LocalColumn {
    std::vector<AddressCode> codes; // empty: the column is
    std::vector<std::uint16_t> indexes;
};

class BlockEncoder {
public:
    explicit BlockEncoder(const Dictionaries& dictionaries)
        : dictionaries_(dictionaries) {}
    [[nodiscard]] EncodedBlock encode(const RawBlock& raw);
    // For the counts by value: only Column::user and Column::source.
    [[nodiscard]] const LocalColumn& local(Column column) const { return column == Column::user ? user_ : source_; }

private:
    void encode_times(const RawBlock& raw);
    void encode_shapes(const RawBlock& raw);
    void encode_places(const RawBlock& raw);
    void encode_codes(Column column, const RareRows<std::uint32_t>& numbers, bool addresses);
    void encode_objects(const RawBlock& raw);
    void encode_text(const RawBlock& raw);
    template<class T>
    void encode_integers(Column column, const T* rows);
    void encode_deltas(Column column, const std::uint64_t* rows);

    void forget_used(std::size_t dictionary_size);
    void find_used(const std::uint32_t* rows, std::size_t dictionary_size);
    void index_by_sight(const std::uint32_t* rows, std::size_t dictionary_size);
    ColumnInfo& begin_column(Column column, Encoding encoding, unsigned width);
    void end_dictionary(Column column, std::string_view bytes);
    void append_indexes(Column column, std::size_t count);
    template<class T>
    void append_segments(Column column, const T* numbers);
    [[nodiscard]] std::string& part(Column column);

    const Dictionaries& dictionaries_;
    Compressor compressor_;
    EncodedBlock out_;
    BlockMeta meta_;
    std::vector<std::uint32_t> used_;     // the numbers that occur in the column
    std::vector<std::uint32_t> local_of_; // number -> index in the block's dictionary + 1; 0: does not occur
    std::vector<std::uint16_t> indexes_;
    LocalColumn user_, source_;
    std::vector<std::uint32_t> small_differences_;
    std::vector<std::uint64_t> scaled_, differences_, sort_texts_, sort_ipv4s_, sort_spare_;
};

} // namespace parapet::events
