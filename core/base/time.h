#pragma once
// Times are UTC, in nanoseconds since 1970. Local time exists only where something is shown.

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace parapet {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

// A half-open span of time, [from, to).
struct TimeRange {
    Time from{};
    Time to{};
    auto operator<=>(const TimeRange&) const = default;
};

// Where "now" comes from. Injected, so that tests and `--as-of` can set it.
using Clock = std::function<Time()>;
[[nodiscard]] Time system_now();

// RFC 3339 (section 5.6) with `T` or space, optional fraction up to ns, `Z` or offset; a date alone is midnight UTC;
// no zone is read as UTC. nullopt when it is no such time or out of 0001..9999 (Time itself spans 1677..2262: beyond it
// is nullopt too).
[[nodiscard]] std::optional<Time> parse_rfc3339(std::string_view text);

// "2026-11-18T14:32:05Z", with ".123456789" only as far as digits are not zero.
[[nodiscard]] std::string format_rfc3339(Time time);

// In zone `tz` ("UTC", "Europe/Berlin"); an unknown zone is an error with the name.
[[nodiscard]] Result<std::string> format_rfc3339_in(Time time, std::string_view tz);

// Civil fields in UTC, without a table of zones; all fields are checked (month 1..12, day of that month, sec 0..60).
[[nodiscard]] std::optional<Time> from_civil(int year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                                             unsigned second, std::uint32_t nanoseconds = 0);

// Seconds since 1970, rounded down. Buckets and SQL columns use these.
[[nodiscard]] inline std::int64_t unix_seconds(Time t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}
[[nodiscard]] inline Time from_unix_seconds(std::int64_t s) {
    return Time{std::chrono::seconds{s}};
}
[[nodiscard]] inline std::int64_t unix_nanos(Time t) {
    return t.time_since_epoch().count();
}
[[nodiscard]] inline Time from_unix_nanos(std::int64_t n) {
    return Time{std::chrono::nanoseconds{n}};
}

// "30d", "12h", "2w", "3mo" (30 days each), "90m", "45s", "1y" (365 days). nullopt otherwise.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// What a person or a script writes for a time: RFC 3339, a date, "-7d", "now", "today". Relative to `now`.
[[nodiscard]] Result<Time> parse_when(std::string_view text, Time now);

} // namespace parapet
