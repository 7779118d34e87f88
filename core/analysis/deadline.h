#pragma once
// By when a finding is to be fixed.

#include "core/model/enums.h"

#include <array>
#include <cstdint>
#include <limits>

namespace parapet {

inline constexpr std::int64_t k_no_deadline = std::numeric_limits<std::int64_t>::max();

// Days from the first sight, by Severity; 0 = none. The defaults are those of most policies on this matter.
struct DeadlinePolicy {
    std::array<int, k_severity_count> days{0, 180, 90, 30, 15};
};

// Seconds since 1970, or k_no_deadline.
[[nodiscard]] inline std::int64_t deadline(const DeadlinePolicy& policy, Severity severity, std::int64_t first_seen) {
    const int days = policy.days[static_cast<std::size_t>(severity)];
    return days <= 0 ? k_no_deadline : first_seen + std::int64_t{days} * 86'400;
}

} // namespace parapet
