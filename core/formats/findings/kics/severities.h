#pragma once
// What the words of KICS mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::kics {

inline constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"TRACE", Severity::info},
}};

} // namespace parapet::kics
