#pragma once
// What the words of Hadolint mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::hadolint {

inline constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"info", Severity::low},
    {"style", Severity::info},
    {"ignore", Severity::info},
}};

} // namespace parapet::hadolint
