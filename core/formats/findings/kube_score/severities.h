#pragma once
// What the grades of kube-score mean, in each of its reports.

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::kube_score {

inline constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"CRITICAL", Severity::high}, // how a manifest is written, not what somebody could do with it
    {"WARNING", Severity::medium},
    {"ALMOST OK", Severity::low},
    {"ALMOST_OK", Severity::low},
    {"OK", Severity::info},
    {"SKIPPED", Severity::info},
}};

} // namespace parapet::kube_score
