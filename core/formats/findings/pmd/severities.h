#pragma once
// What the words of PMD mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::pmd {

// Its priorities: 1 "change absolutely required" to 5 "change highly optional".
inline constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"1", Severity::critical},
    {"2", Severity::high},
    {"3", Severity::medium},
    {"4", Severity::low},
    {"5", Severity::info},
}};

} // namespace parapet::pmd
