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
    Minutes minutes{};
};

class HourCells {
public:
    void add(std::int64_t asset, EventKind kind, Outcome outcome, std::int64_t unix_minute, std::uint64_t count) {
        Recent& recent = recent_[recent_slot(asset, kind, outcome)];
        // Both bounds at once: the minute lies within the hour of the cell that was used last.
        const auto minute = static_cast<std::uint64_t>(unix_minute - recent.first_minute);
        if (minute < 60 && recent.asset == asset && recent.kind == kind && recent.outcome == outcome) {
            HourCell& cell = cells_[recent.cell];
            cell.minutes[minute] += count;
            cell.count += count;
            return;
        }
        add_slowly(recent, {asset, 0, kind, outcome}, unix_minute, count);
    }
    [[nodiscard]] bool empty() const { return cells_.empty(); }
    [[nodiscard]] bool is_large() const { return cells_.size() >= 8192; }
    // In the order of their keys; empties it.
    [[nodiscard]] std::vector<HourCell> take();
    void add(const HourCell& cell);

private:
    struct Recent {
        std::int64_t asset = -1, first_minute = 0;
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
    void add_slowly(Recent& recent, HourKey key, std::int64_t unix_minute, std::uint64_t count);
    void grow();

    static constexpr std::size_t k_recent = 1024;
    std::vector<Recent> recent_{k_recent};
    std::vector<HourCell> cells_;
    std::vector<std::uint32_t> index_; // open addressing: cell + 1; 0: free
};

[[nodiscard]] inline std::int64_t floor_divide(std::int64_t n, std::int64_t by) {
    return n / by - (n % by < 0 ? 1 : 0);
}

} // namespace parapet::events
