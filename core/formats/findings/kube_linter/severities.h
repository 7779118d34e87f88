#pragma once
// What the words of KubeLinter mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::kube_linter {

inline constexpr std::array<fields::SeverityWord, 7> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"error", Severity::high},
    {"medium", Severity::medium},
    {"warning", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
}};

} // namespace parapet::kube_linter
