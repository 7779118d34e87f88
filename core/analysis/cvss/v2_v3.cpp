// Versions 2.0 ("A Complete Guide ...", section 3.2) and 3.0/3.1 (specification, sections 7 and 8, appendix A).

#include "core/analysis/cvss/score.h"

#include <algorithm>
#include <cmath>

namespace parapet::cvss {

namespace {

double to_tenths(double value) {
    return std::round(value * 10 + 1e-9) / 10;
}

double v2_requirement(std::string_view value) {
    return weight(value, {{"L", 0.5}, {"M", 1.0}, {"H", 1.51}});
}

double v2_base(const Vector& v, double impact) {
    const double exploitability = 20 * weight(v["AV"], {{"N", 1.0}, {"A", 0.646}, {"L", 0.395}}) *
                                  weight(v["AC"], {{"L", 0.71}, {"M", 0.61}, {"H", 0.35}}) *
                                  weight(v["Au"], {{"N", 0.704}, {"S", 0.56}, {"M", 0.45}});
    const double factor = impact <= 0 ? 0 : 1.176;
    return to_tenths(std::max(0.0, (0.6 * impact + 0.4 * exploitability - 1.5) * factor));
}

double v2_temporal(const Vector& v, double base) {
    return to_tenths(base * weight(v["E"], {{"U", 0.85}, {"POC", 0.9}, {"F", 0.95}, {"H", 1.0}}) *
                     weight(v["RL"], {{"OF", 0.87}, {"TF", 0.9}, {"W", 0.95}, {"U", 1.0}}) *
                     weight(v["RC"], {{"UC", 0.9}, {"UR", 0.95}, {"C", 1.0}}));
}

// Rounds up to one decimal. Version 3.1 says how to do it so that every machine gets the same.
double round_up(double value, Version version) {
    if (version == Version::v3_0) return std::ceil(value * 10 - 1e-9) / 10;
    const auto whole = static_cast<std::int64_t>(std::llround(value * 100'000));
    if (whole % 10'000 == 0) return static_cast<double>(whole) / 100'000.0;
    return (std::floor(static_cast<double>(whole) / 10'000.0) + 1) / 10.0;
}

double v3_impact_weight(std::string_view value) {
    return weight(value, {{"H", 0.56}, {"L", 0.22}}, 0);
}

struct V3Exploit {
    std::string_view av, ac, pr, ui;
    bool changed = false;
};

double v3_exploitability(const V3Exploit& e) {
    const double pr = e.pr == "N" ? 0.85 : e.pr == "L" ? (e.changed ? 0.68 : 0.62) : (e.changed ? 0.5 : 0.27);
    return 8.22 * weight(e.av, {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}}) *
           weight(e.ac, {{"L", 0.77}, {"H", 0.44}}) * pr * weight(e.ui, {{"N", 0.85}, {"R", 0.62}});
}

double v3_combine(double impact, const V3Exploit& e, Version version) {
    if (impact <= 0) return 0;
    const double sum = impact + v3_exploitability(e);
    return round_up(std::min(e.changed ? 1.08 * sum : sum, 10.0), version);
}

double v3_temporal(const Vector& v, double score) {
    const double factor = weight(v["E"], {{"H", 1.0}, {"F", 0.97}, {"P", 0.94}, {"U", 0.91}}) *
                          weight(v["RL"], {{"U", 1.0}, {"W", 0.97}, {"T", 0.96}, {"O", 0.95}}) *
                          weight(v["RC"], {{"C", 1.0}, {"R", 0.96}, {"U", 0.92}});
    return round_up(score * factor, v.version());
}

double v3_environmental(const Vector& v) {
    const auto either = [&v](std::string_view modified, std::string_view base) {
        const std::string_view own = v[modified];
        return own.empty() ? v[base] : own;
    };
    const auto requirement = [&v](std::string_view metric) {
        return weight(v[metric], {{"L", 0.5}, {"M", 1.0}, {"H", 1.5}});
    };
    const double c = requirement("CR") * v3_impact_weight(either("MC", "C"));
    const double i = requirement("IR") * v3_impact_weight(either("MI", "I"));
    const double a = requirement("AR") * v3_impact_weight(either("MA", "A"));
    const double miss = std::min(1 - (1 - c) * (1 - i) * (1 - a), 0.915);
    const V3Exploit e{either("MAV", "AV"), either("MAC", "AC"), either("MPR", "PR"), either("MUI", "UI"),
                      either("MS", "S") == "C"};
    // The one place where 3.1 computes otherwise than 3.0.
    const double tail = v.version() == Version::v3_1 ? std::pow(miss * 0.9731 - 0.02, 13) : std::pow(miss - 0.02, 15);
    const double impact = e.changed ? 7.52 * (miss - 0.029) - 3.25 * tail : 6.42 * miss;
    return v3_temporal(v, v3_combine(impact, e, v.version()));
}

} // namespace

Scores score_v2(const Vector& v) {
    const auto part = [](std::string_view value) { return weight(value, {{"C", 0.66}, {"P", 0.275}}, 0); };
    const double c = part(v["C"]), i = part(v["I"]), a = part(v["A"]);
    Scores out;
    out.version = v.version();
    out.base = v2_base(v, 10.41 * (1 - (1 - c) * (1 - i) * (1 - a)));
    if (v.has(Group::threat)) out.threat = v2_temporal(v, out.base);
    if (!v.has(Group::environmental)) return out;
    const double adjusted_impact =
        std::min(10.0, 10.41 * (1 - (1 - c * v2_requirement(v["CR"])) * (1 - i * v2_requirement(v["IR"])) *
                                        (1 - a * v2_requirement(v["AR"]))));
    const double adjusted = v2_temporal(v, v2_base(v, adjusted_impact));
    const double collateral = weight(v["CDP"], {{"N", 0.0}, {"L", 0.1}, {"LM", 0.3}, {"MH", 0.4}, {"H", 0.5}}, 0);
    const double targets = weight(v["TD"], {{"N", 0.0}, {"L", 0.25}, {"M", 0.75}, {"H", 1.0}});
    out.environmental = to_tenths((adjusted + (10 - adjusted) * collateral) * targets);
    return out;
}

Scores score_v3(const Vector& v) {
    const double iss =
        1 - (1 - v3_impact_weight(v["C"])) * (1 - v3_impact_weight(v["I"])) * (1 - v3_impact_weight(v["A"]));
    const V3Exploit e{v["AV"], v["AC"], v["PR"], v["UI"], v["S"] == "C"};
    const double impact = e.changed ? 7.52 * (iss - 0.029) - 3.25 * std::pow(iss - 0.02, 15) : 6.42 * iss;
    Scores out;
    out.version = v.version();
    out.base = v3_combine(impact, e, v.version());
    if (v.has(Group::threat)) out.threat = v3_temporal(v, out.base);
    if (v.has(Group::environmental)) out.environmental = v3_environmental(v);
    return out;
}

} // namespace parapet::cvss
