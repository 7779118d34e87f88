#pragma once
// What the words of tfsec mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::tfsec {

inline constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    // before 0.40
    {"ERROR", Severity::high},
    {"WARNING", Severity::medium},
    {"INFO", Severity::info},
    {"NONE", Severity::info},
}};

} // namespace parapet::tfsec
