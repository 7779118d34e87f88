// The package that a result is about: SARIF has no field for it, so that each tool puts it somewhere else.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/findings/sarif/result.h"

namespace parapet::sarif {

namespace {

constexpr std::size_t k_looked_at = 8000; // bytes of a text

// A line each: "Package: openssl" (Trivy's message, Grype's help of the rule), "Package : pkg:npm/tea@1.0" (Docker
// Scout).
void read_lines(std::string_view text, Location& location) {
    for (const std::string_view line : split(text.substr(0, k_looked_at), '\n')) {
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        const std::string_view key = trim(line.substr(0, colon));
        const std::string_view value = trim(line.substr(colon + 2));
        if (iequals(key, "Package") && istarts_with(value, "pkg:"))
            fields::set_purl(location, value);
        else if (iequals(key, "Package"))
            fields::put(location.package, value);
        else if (iequals(key, "Installed Version") || iequals(key, "Version"))
            fields::put(location.version, value, 200);
        else if ((iequals(key, "Fixed Version") || iequals(key, "Fix Version")) && !iequals(value, "not fixed"))
            fields::put(location.fixed_version, value);
    }
}

bool has_lines(std::string_view text) {
    text = text.substr(0, k_looked_at);
    if (text.find("Package") == std::string_view::npos) return false;
    return text.find("Version: ") != std::string_view::npos || text.find(": pkg:") != std::string_view::npos;
}

// OSV-Scanner: "Package 'tea@1.0' is vulnerable to 'CVE-2020-1' (also known as ...)."
void read_sentence(std::string_view text, Location& location) {
    constexpr std::string_view k_head = "Package '";
    const auto end = text.find("' is vulnerable");
    if (!text.starts_with(k_head) || end == std::string_view::npos) return;
    const std::string_view name = text.substr(k_head.size(), end - k_head.size());
    const auto at = name.rfind('@');
    if (at == std::string_view::npos || at == 0) return;
    fields::put(location.package, name.substr(0, at));
    fields::put(location.version, name.substr(at + 1), 200);
}

// Snyk: "tea@1.0" as the logical location.
void read_logical_name(Location& location) {
    const auto mark = location.function.rfind('@');
    if (mark == std::string::npos || mark == 0 || location.function.find(' ') != std::string::npos) return;
    location.package = location.function.substr(0, mark);
    location.version = location.function.substr(mark + 1);
}

} // namespace

void read_package(const Run& run, RawFinding& finding) {
    Location& at = finding.location;
    const bool advisory = !finding.cve.empty() || !finding.aliases.empty();
    if (at.package.empty() && advisory) {
        if (has_lines(finding.description))
            read_lines(finding.description, at);
        else if (has_lines(finding.remediation))
            read_lines(finding.remediation, at);
        else
            read_sentence(finding.description, at);
    }
    if (at.package.empty() && at.function.starts_with("pkg:")) fields::set_purl(at, at.function); // Dependency-Check
    if (at.package.empty() && run.snyk) read_logical_name(at);
    if (!at.package.empty() && advisory) finding.identity = IdentityKind::vuln;
}

} // namespace parapet::sarif
