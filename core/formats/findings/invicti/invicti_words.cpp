#include "core/formats/findings/invicti/invicti_words.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

namespace {

constexpr std::array<fields::SeverityWord, 9> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Important", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Information", Severity::info},
    {"Info", Severity::info},
    {"BestPractice", Severity::info},
    {"Best Practice", Severity::info},
}};

} // namespace

std::span<const fields::SeverityWord> invicti_severities() {
    return k_severities;
}

void invicti_cwes(RawFinding& finding, std::string_view list) {
    for (const std::string_view part : split(list, ',')) {
        std::int64_t number = 0;
        if (parse_int(part, number)) fields::add_cwe(finding, number);
    }
}

void invicti_class(RawFinding& finding, std::string_view key, std::string_view value) {
    if (trim(value).empty()) return;
    for (const std::string_view part : split(value, ',')) {
        if (iequals(key, "nistsp80053")) fields::add_control(finding, "nist", part);
        if (iequals(key, "pci32")) fields::add_control(finding, "pci-dss-3.2", part);
        if (iequals(key, "pcidss40")) fields::add_control(finding, "pci-dss-4.0", part);
        if (iequals(key, "asvs40")) fields::add_control(finding, "asvs-4.0", part);
        if (iequals(key, "disastig")) fields::add_control(finding, "stig", part);
        if (iequals(key, "iso27001")) fields::add_control(finding, "iso27001", part);
        if (iequals(key, "owasptopten2021")) fields::add_tag(finding, fmt::format("OWASP 2021 {}", trim(part)));
        if (iequals(key, "wasc")) fields::add_tag(finding, fmt::format("WASC-{}", trim(part)));
        if (iequals(key, "capec")) fields::add_tag(finding, fmt::format("CAPEC-{}", trim(part)));
    }
}

void invicti_state(RawFinding& finding, std::string_view state) {
    for (const std::string_view part : split(state, ',')) {
        const std::string_view word = trim(part);
        if (iequals(word, "FalsePositive")) {
            finding.suppressed = true;
            finding.suppression = "marked as a false positive in Invicti";
        } else if (iequals(word, "AcceptedRisk")) {
            finding.suppressed = true;
            finding.suppression = "its risk was accepted in Invicti";
        } else if (iequals(word, "Fixed") || istarts_with(word, "Fixed(")) {
            fields::set_fixed(finding);
        }
    }
}

} // namespace parapet
