#include "core/formats/findings/qualys/qualys_words.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

namespace {

constexpr std::array<fields::SeverityWord, 14> k_levels{{
    {"5", Severity::critical}, // urgent
    {"4", Severity::high},     // critical
    {"3", Severity::medium},   // serious
    {"2", Severity::low},      // medium
    {"1", Severity::info},     // minimal
    {"Urgent", Severity::critical},
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    {"H", Severity::high}, // of PCI scans
    {"M", Severity::medium},
    {"L", Severity::low},
}};

} // namespace

std::span<const fields::SeverityWord> qualys_severities() {
    return k_levels;
}

void set_qualys_severity(RawFinding& finding, std::string_view level, std::string_view type, ParseStats& stats) {
    fields::set_severity(finding, level, k_levels, stats);
    if (iequals(type, "Ig") || istarts_with(type, "Info")) {
        finding.severity = Severity::info;
        finding.severity_known = true;
    }
}

void set_qualys_status(RawFinding& finding, std::string_view status) {
    if (iequals(status, "Fixed")) fields::set_fixed(finding);
    if (!status.empty() && status != "-") fields::add_tag(finding, fmt::format("status: {}", to_lower(status)));
}

void offer_qualys_cvss(fields::CvssPick& cvss, std::string_view text, std::string_view prefix) {
    text = trim(text);
    const auto open = text.find('(');
    double score = 0;
    const bool scored = parse_double(text.substr(0, open), score);
    std::string vector;
    if (open != std::string_view::npos && text.back() == ')') {
        vector = prefix;
        vector += text.substr(open + 1, text.size() - open - 2);
    }
    cvss.offer(vector, scored ? std::optional(score) : std::nullopt);
}

void set_qualys_rule(RawFinding& finding, std::string_view qid, std::string_view title, const Limits& limits) {
    finding.rule = elide(istarts_with(qid, "qid_") ? qid.substr(4) : qid, 40);
    fields::put(finding.rule_name, title);
    fields::set_title(finding, {title, fmt::format("QID {}", finding.rule)}, limits);
}

void set_qualys_identity(RawFinding& finding, bool web) {
    finding.identity = !finding.cve.empty() ? IdentityKind::vuln : web ? IdentityKind::web : IdentityKind::other;
    if (web) finding.phase = Phase::test;
}

} // namespace parapet
