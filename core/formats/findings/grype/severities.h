#pragma once
// What the words of Grype mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::grype {

inline constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Negligible", Severity::info},
    // "Unknown" is its own word for what nobody rated.
}};

} // namespace parapet::grype
