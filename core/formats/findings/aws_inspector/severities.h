#pragma once
// What the words of Amazon Inspector mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::aws_inspector {

inline constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFORMATIONAL", Severity::info},
    // "UNTRIAGED" is its own word for what nobody rated.
}};

} // namespace parapet::aws_inspector
