#include "core/analysis/risk.h"

#include "core/base/text.h"
#include "core/base/wildcard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

namespace {

// The middle of each band of the CVSS scale, for findings without a score.
constexpr std::array<double, k_severity_count> k_middle_of_band{0.0, 2.0, 5.5, 8.0, 9.5};

constexpr double k_points_per_score = 5;   // 10.0 -> 50
constexpr double k_points_of_epss = 20;    // probability of exploitation within 30 days
constexpr double k_points_of_kev = 20;     // someone does exploit it
constexpr double k_points_of_attack = 10;  // here and now
constexpr double k_points_of_value = 10;   // more or less is lost with the asset
constexpr double k_share_unreachable = .5; // of the base, when the code is known never to be called

} // namespace

std::vector<RiskPart> risk_parts(const RiskInput& in) {
    std::vector<RiskPart> parts;
    const auto add = [&parts](std::string what, double points) {
        if (points != 0) parts.push_back({std::move(what), points});
    };
    const double base = in.score ? *in.score : k_middle_of_band[static_cast<std::size_t>(in.severity)];
    if (in.score)
        add(fmt::format("CVSS {:.1f}", *in.score), base * k_points_per_score);
    else
        add(fmt::format("Severity {}", name_of(in.severity)), base * k_points_per_score);
    if (in.reachable == false)
        add("The vulnerable code is not called", -base * k_points_per_score * k_share_unreachable);
    const auto from = [](const std::string& source) { return source.empty() ? "" : " (" + source + ")"; };
    if (in.epss) add(fmt::format("EPSS {:.1f} %{}", *in.epss * 100, from(in.epss_source)), *in.epss * k_points_of_epss);
    if (in.kev == true)
        add("Known to be exploited" + (in.kev_source.empty() ? " (KEV)" : from(in.kev_source)), k_points_of_kev);
    if (in.asset_value == AssetValue::high) add("An asset of high value", k_points_of_value);
    if (in.asset_value == AssetValue::low) add("An asset of low value", -k_points_of_value);
    if (in.under_attack) add("Under attack here", k_points_of_attack);
    return parts;
}

AssetValue asset_value(std::string_view lines, std::string_view asset) {
    for (std::string_view line : split(lines, '\n')) {
        line = trim(line.substr(0, line.find('#')));
        const std::size_t equals = line.rfind('=');
        if (equals == std::string_view::npos || !matches_glob_nocase(trim(line.substr(0, equals)), asset)) continue;
        const std::string_view value = trim(line.substr(equals + 1));
        if (value == "high") return AssetValue::high;
        return value == "low" ? AssetValue::low : AssetValue::usual;
    }
    return AssetValue::usual;
}

double risk_of(const RiskInput& input) {
    double sum = 0;
    for (const RiskPart& part : risk_parts(input))
        sum += part.points;
    return std::clamp(sum, 0.0, 100.0);
}

} // namespace parapet
