#pragma once
// How urgent a finding is, 0 to 100, as a sum of named parts.

#include "core/model/enums.h"

#include <optional>
#include <string>
#include <vector>

namespace parapet {

struct RiskInput {
    Severity severity = Severity::info;
    std::optional<double> score; // CVSS base score
    std::optional<double> epss;  // 0..1
    std::optional<bool> kev;
    std::string epss_source, kev_source; // "feed of 2026-11-20"; "": the report itself
    std::optional<bool> reachable;
    bool under_attack = false;
};
struct RiskPart {
    std::string what;
    double points = 0;
};

// The parts sum to the risk; parts of 0 are left out.
[[nodiscard]] std::vector<RiskPart> risk_parts(const RiskInput& input);
[[nodiscard]] double risk_of(const RiskInput& input);

} // namespace parapet
