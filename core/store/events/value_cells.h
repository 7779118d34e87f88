#pragma once
// Exact counts by day x kind x value (a user, a source address). Values are codes, sorted; days come in blocks that are
// sorted already, so that merging is all there is to do.

#include "core/model/enums.h"
#include "core/store/events/address.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet::events {

class Compressor;
class Decompressor;

enum class Dimension : std::uint8_t { user = 0, source = 1 };

struct ValueCell {
    AddressCode code = 0;
    std::uint64_t count = 0;
    bool operator==(const ValueCell&) const = default;
};
using ValueCells = std::vector<ValueCell>; // sorted by code, each once

[[nodiscard]] ValueCells merged(const ValueCells& a, const ValueCells& b);
[[nodiscard]] std::string encode_values(const ValueCells& cells, Compressor& compressor);
[[nodiscard]] bool decode_values(std::string_view bytes, Decompressor& decompressor, ValueCells& out);

using KindValues = std::vector<std::pair<EventKind, ValueCells>>; // a kind may come more than once

// Sums over many lists of cells.
class ValueSums {
public:
    ValueSums();
    void add(AddressCode code, std::uint64_t count);
    void add(const ValueCells& cells);
    [[nodiscard]] std::size_t size() const { return used_; }
    // The cells, in no order.
    [[nodiscard]] ValueCells cells() const;

private:
    void grow();
    std::vector<ValueCell> slots_; // code 0: free
    std::size_t mask_ = 0, used_ = 0;
};

struct ValueKey {
    Dimension dimension = Dimension::user;
    std::int64_t day = 0;
    EventKind kind = EventKind::other;
    auto operator<=>(const ValueKey&) const = default;
};

class DayValues {
public:
    // Rows of one block. `indexes` point into `codes` (sorted); code 0 is no value. Without `counts`, each row
    // counts 1.
    struct Rows {
        std::span<const std::int64_t> time_ns;
        std::int64_t first_ns = 0, last_ns = 0; // smallest and largest of them
        std::span<const EventKind> kinds;       // by row
        std::span<const std::uint32_t> counts;
        std::span<const std::uint16_t> indexes;
        std::span<const AddressCode> codes;
    };
    void add(Dimension dimension, const Rows& rows);
    void add(const ValueKey& key, ValueCells cells); // sorted by code

    [[nodiscard]] bool is_large() const { return size_ >= 150'000; }
    [[nodiscard]] std::map<ValueKey, ValueCells> take(); // empties it

private:
    struct Run { // rows of one day
        std::size_t from = 0, to = 0;
        std::int64_t day = 0;
    };
    void add_run(Dimension dimension, const Rows& rows, const Run& run);
    // Both give the cells by kind, in the order of `kinds`.
    void add_few(const Rows& rows, const Run& run, std::vector<ValueCells>& cells);
    template<class Count>
    void add_many(const Rows& rows, const Run& run, std::vector<Count>& totals, std::vector<ValueCells>& cells);

    // Runs of falling size: two are merged when the newer is no longer much smaller, so that late events in small
    // blocks do not make it quadratic.
    std::map<ValueKey, std::vector<ValueCells>> runs_;
    std::size_t size_ = 0;
    std::array<std::int32_t, k_event_kind_count> slot_of_{}; // of the run's kinds
    std::vector<std::uint32_t> small_totals_;
    std::vector<std::uint64_t> totals_;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> few_;
};

} // namespace parapet::events
