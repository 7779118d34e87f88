#include "core/formats/findings/wiz/words.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <array>

namespace parapet::wiz {

namespace {

constexpr std::array<fields::SeverityWord, 7> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFORMATIONAL", Severity::info},
    {"INFO", Severity::info},
    {"NONE", Severity::info},
}};

} // namespace

std::span<const fields::SeverityWord> severities() {
    return k_severities;
}

void read_status(std::string_view status, std::string_view why, RawFinding& f) {
    if (iequals(status, "RESOLVED")) fields::set_fixed(f);
    if (!iequals(status, "REJECTED")) return;
    f.suppressed = true;
    f.suppression = fmt::format("{} in Wiz{}{}", to_lower(status), why.empty() ? "" : ": ", elide(why, 500));
}

void set_vulnerability_title(RawFinding& f, const Limits& limits) {
    f.title = elide(fmt::format("{} in {} {}", f.rule, f.location.package, f.location.version), limits.max_title_bytes);
}

void read_risk(json::Value v, RawFinding& f) {
    if (const auto score = v["score"].number(); score && *score > 0 && *score <= 10) f.score = score;
    if (v["hasCisaKevExploit"].boolean().value_or(false)) f.kev = true;
    if (v["hasExploit"].boolean().value_or(false)) fields::add_tag(f, "exploit known");
    fields::set_epss(f, v["epssProbability"].number());
}

} // namespace parapet::wiz
