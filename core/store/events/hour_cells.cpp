#include "core/store/events/hour_cells.h"

#include "core/store/events/codec.h"

#include <algorithm>
#include <numeric>

namespace parapet::events {

namespace {

enum Layout : char { k_every_minute = 1, k_some_minutes = 2 };

std::size_t hash_of(const HourKey& key) {
    std::uint64_t h = static_cast<std::uint64_t>(key.asset) * 0x9E3779B97F4A7C15ULL;
    h ^= static_cast<std::uint64_t>(key.hour) * 0xC2B2AE3D27D4EB4FULL;
    h ^= (static_cast<std::uint64_t>(key.kind) << 8U | static_cast<std::uint64_t>(key.outcome)) * 0x165667B19E3779F9ULL;
    return static_cast<std::size_t>(h ^ (h >> 31U));
}

} // namespace

std::string encode_minutes(const Minutes& minutes) {
    VarintList every(minutes.size()), some(minutes.size() * 2);
    std::size_t gap = 0;
    for (const std::uint64_t n : minutes) {
        every.put(n);
        if (n == 0) {
            ++gap;
            continue;
        }
        some.put(gap);
        some.put(n);
        gap = 0;
    }
    const bool is_sparse = some.finish().size() < every.finish().size();
    std::string out(1, static_cast<char>(is_sparse ? k_some_minutes : k_every_minute));
    out += is_sparse ? some.finish() : every.finish();
    return out;
}

bool add_minutes(std::string_view bytes, Minutes& into) {
    ByteReader in(bytes);
    const std::uint8_t layout = in.byte();
    if (layout == k_every_minute) {
        for (std::uint64_t& n : into)
            n += in.varint();
        return in.ok() && in.at_end();
    }
    if (layout != k_some_minutes) return false;
    std::uint64_t minute = 0;
    while (!in.at_end()) {
        minute += in.varint();
        if (!in.ok() || minute >= into.size()) return false;
        into[minute++] += in.varint();
    }
    return in.ok();
}

std::uint32_t HourCells::find_or_add(const HourKey& key) {
    if (index_.empty()) index_.assign(1024, 0);
    std::size_t at = hash_of(key) & (index_.size() - 1);
    while (index_[at] != 0) {
        if (cells_[index_[at] - 1].key == key) return index_[at] - 1;
        at = (at + 1) & (index_.size() - 1);
    }
    cells_.push_back({key, 0, 0, 0, {}});
    index_[at] = static_cast<std::uint32_t>(cells_.size());
    if (cells_.size() * 2 > index_.size()) grow();
    return static_cast<std::uint32_t>(cells_.size() - 1);
}

void HourCells::grow() {
    index_.assign(index_.size() * 4, 0);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        std::size_t at = hash_of(cells_[i].key) & (index_.size() - 1);
        while (index_[at] != 0)
            at = (at + 1) & (index_.size() - 1);
        index_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

void HourCells::add_slowly(Recent& recent, HourKey key, std::int64_t time_ns, std::uint64_t count) {
    key.hour = floor_divide(time_ns, static_cast<std::int64_t>(k_hour_ns));
    const std::uint32_t at = find_or_add(key);
    // Modulo 2^64: the first hour of all begins before the first time that can be told.
    const std::uint64_t begin = static_cast<std::uint64_t>(key.hour) * k_hour_ns;
    recent = {key.asset, static_cast<std::int64_t>(begin), key.kind, key.outcome, at};
    HourCell& cell = cells_[at];
    if (cell.count == 0) cell.first_ns = cell.last_ns = time_ns;
    cell.first_ns = std::min(cell.first_ns, time_ns);
    cell.last_ns = std::max(cell.last_ns, time_ns);
    cell.minutes[(static_cast<std::uint64_t>(time_ns) - begin) / k_minute_ns] += count;
    cell.count += count;
}

void HourCells::add(const HourCell& cell) {
    HourCell& into = cells_[find_or_add(cell.key)];
    into.first_ns = into.count == 0 ? cell.first_ns : std::min(into.first_ns, cell.first_ns);
    into.last_ns = into.count == 0 ? cell.last_ns : std::max(into.last_ns, cell.last_ns);
    into.count += cell.count;
    for (std::size_t m = 0; m < into.minutes.size(); ++m)
        into.minutes[m] += cell.minutes[m];
}

std::vector<HourCell> HourCells::take() {
    // The cells are half a kilobyte each: they are moved once, not sorted in place.
    std::vector<std::uint32_t> order(cells_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return cells_[a].key < cells_[b].key; });
    std::vector<HourCell> sorted;
    sorted.reserve(cells_.size());
    for (const std::uint32_t i : order)
        sorted.push_back(cells_[i]);
    cells_.clear();
    index_.clear();
    recent_.assign(k_recent, {});
    return sorted;
}

} // namespace parapet::events
