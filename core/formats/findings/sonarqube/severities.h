#pragma once
// What the words of SonarQube mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::sonarqube {

inline constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"BLOCKER", Severity::critical},
    {"CRITICAL", Severity::high},
    {"MAJOR", Severity::medium},
    {"MINOR", Severity::low},
    {"INFO", Severity::info},
    // of hotspots and of the newer impacts
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
}};

} // namespace parapet::sonarqube
