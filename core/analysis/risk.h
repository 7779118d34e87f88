#pragma once
// How urgent a finding is, 0 to 100, as a sum of named parts.

#include "core/model/enums.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

enum class AssetValue : std::uint8_t { low, usual, high };

struct RiskInput {
    Severity severity = Severity::info;
    std::optional<double> score; // CVSS base score
    std::optional<double> epss;  // 0..1
    std::optional<bool> kev;
    std::string epss_source, kev_source; // "feed of 2026-11-20"; "": the report itself
    std::optional<bool> reachable;
    AssetValue asset_value = AssetValue::usual;
    bool under_attack = false;
};
struct RiskPart {
    std::string what;
    double points = 0;
};

// The parts sum to the risk; parts of 0 are left out.
[[nodiscard]] std::vector<RiskPart> risk_parts(const RiskInput& input);
// The value of an asset by lines "PATTERN=low|usual|high" (* and ? as in a shell, # begins a comment); the first that
// fits counts.
[[nodiscard]] AssetValue asset_value(std::string_view lines, std::string_view asset);
[[nodiscard]] double risk_of(const RiskInput& input);

} // namespace parapet
