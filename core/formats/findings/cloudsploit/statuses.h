#pragma once
// What the statuses of CloudSploit mean, in each of its reports.

#include "core/model/finding.h"

#include <array>
#include <string_view>

namespace parapet::cloudsploit {

struct Status {
    std::string_view word;
    CheckOutcome outcome;
    Severity severity;
};
inline constexpr std::array<Status, 4> k_statuses{{
    {"FAIL", CheckOutcome::fail, Severity::high},
    {"WARN", CheckOutcome::fail, Severity::medium},
    {"OK", CheckOutcome::pass, Severity::info},
    {"UNKNOWN", CheckOutcome::error, Severity::info}, // it could not ask
}};

} // namespace parapet::cloudsploit
