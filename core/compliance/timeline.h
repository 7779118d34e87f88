#pragma once
// How a number of counters moved over time, and what a check made of them. Evaluating "as of" any day and finding the
// day of the last change are both readings of the same line.

#include "core/base/time.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace parapet::compliance {

enum class CheckState : std::uint8_t {
    pass,
    partial,
    fail,
    error,   // the newest attempt to look failed
    stale,   // looked at, but too long ago, or not everywhere
    missing, // never looked at
};

struct StateChange {
    Time at{};
    CheckState state = CheckState::missing;
    bool operator==(const StateChange&) const = default;
};
// Ascending, never empty, neighbours differ.
using Timeline = std::vector<StateChange>;
[[nodiscard]] CheckState state_at(const Timeline& line, Time at);

struct Interval {
    Time from{}, to{}; // [from, to)
};

constexpr std::size_t k_counters = 5;
using Counters = std::array<std::int32_t, k_counters>;
using Judge = std::function<CheckState(const Counters&)>;

class Sweep {
public:
    Sweep(Time from, Time to)
        : from_(from)
        , to_(to) {}

    // `counter` is one higher within the span.
    void add(std::size_t counter, Interval span);
    // Joined spans: one higher wherever at least one of them holds.
    void add_union(std::size_t counter, std::vector<Interval> spans);

    struct Result {
        Timeline timeline;             // from `from` to `to`
        Counters last{};               // at `to`
        std::vector<Counters> samples; // at the times asked for (ascending)
    };
    [[nodiscard]] Result run(const Judge& judge, const std::vector<Time>& sample_at = {});

private:
    struct Delta {
        Time at;
        std::uint8_t counter;
        std::int8_t by;
    };
    Time from_, to_;
    std::vector<Delta> deltas_;
};

} // namespace parapet::compliance
