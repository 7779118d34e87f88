#pragma once
// Counts by minute x kind x outcome x asset, an hour a cell. Kept in memory while an import runs, then added to
// event_hour and event_day.

#include "core/model/enums.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::events {

using Minutes = std::array<std::uint64_t, 60>;

[[nodiscard]] std::string encode_minutes(const Minutes& minutes);
// Adds what `bytes` say to `into`; false when they are damaged.
[[nodiscard]] bool add_minutes(std::string_view bytes, Minutes& into);

struct HourKey {
    std::int64_t asset = 0, hour = 0;
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    auto operator<=>(const HourKey&) const = default;
};

struct HourCell {
    HourKey key;
    std::uint64_t count = 0;
    std::int64_t first_ns = 0, last_ns = 0; // smallest and largest time in it
    Minutes minutes{};
};

class HourCells {
public:
    void add(std::int64_t asset, EventKind kind, Outcome outcome, std::int64_t time_ns, std::uint64_t count) {
        Recent& recent = recent_[recent_slot(asset, kind, outcome)];
        // Both bounds at once: the time lies within the hour of the cell that was used last.
        const std::uint64_t in_hour = static_cast<std::uint64_t>(time_ns) - static_cast<std::uint64_t>(recent.begin_ns);
        if (in_hour < k_hour_ns && recent.asset == asset && recent.kind == kind && recent.outcome == outcome) {
            HourCell& cell = cells_[recent.cell];
            cell.minutes[in_hour / k_minute_ns] += count;
            cell.count += count;
            if (time_ns < cell.first_ns) cell.first_ns = time_ns;
            if (time_ns > cell.last_ns) cell.last_ns = time_ns;
            return;
        }
        add_slowly(recent, {asset, 0, kind, outcome}, time_ns, count);
    }
    [[nodiscard]] bool empty() const { return cells_.empty(); }
    [[nodiscard]] bool is_large() const { return cells_.size() >= 8192; }
    // In the order of their keys; empties it.
    [[nodiscard]] std::vector<HourCell> take();
    void add(const HourCell& cell);

private:
    struct Recent {
        std::int64_t asset = -1, begin_ns = 0;
        EventKind kind{};
        Outcome outcome{};
        std::uint32_t cell = 0;
    };
    [[nodiscard]] static std::size_t recent_slot(std::int64_t asset, EventKind kind, Outcome outcome) {
        return (static_cast<std::size_t>(asset) * 131 + static_cast<std::size_t>(kind) * 5 +
                static_cast<std::size_t>(outcome)) %
               k_recent;
    }
    [[nodiscard]] std::uint32_t find_or_add(const HourKey& key);
    void add_slowly(Recent& recent, HourKey key, std::int64_t time_ns, std::uint64_t count);
    void grow();

    static constexpr std::size_t k_recent = 1024;
    static constexpr std::uint64_t k_minute_ns = 60'000'000'000, k_hour_ns = 60 * k_minute_ns;
    std::vector<Recent> recent_{k_recent};
    std::vector<HourCell> cells_;
    std::vector<std::uint32_t> index_; // open addressing: cell + 1; 0: free
};

[[nodiscard]] inline std::int64_t floor_divide(std::int64_t n, std::int64_t by) {
    return n / by - (n % by < 0 ? 1 : 0);
}

} // namespace parapet::events
