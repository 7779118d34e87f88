#pragma once
// What the words of Checkmarx mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::checkmarx {

inline constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Information", Severity::info},
    {"Info", Severity::info},
}};

} // namespace parapet::checkmarx
