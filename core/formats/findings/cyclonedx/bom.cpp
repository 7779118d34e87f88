#include "core/formats/findings/cyclonedx/bom.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/fact_sink.h"

#include <fmt/format.h>

#include <array>

namespace parapet::cyclonedx {

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"none", Severity::info},
    // "unknown" is its own word
}};

// The vector of a rating; versions of the specification before 1.5 leave "CVSS:3.1/" out and say CVSSv31 instead.
std::string full_vector(const Rating& rating) {
    if (rating.vector.empty() || rating.vector.find("CVSS:") == 0) return rating.vector;
    if (rating.method == "CVSSv4") return "CVSS:4.0/" + rating.vector;
    if (rating.method == "CVSSv31") return "CVSS:3.1/" + rating.vector;
    if (rating.method == "CVSSv3") return "CVSS:3.0/" + rating.vector;
    return rating.method == "CVSSv2" ? rating.vector : std::string();
}

// The method is optional: then the vector tells, or a score that no method claims.
bool of_cvss(const Rating& rating) {
    return rating.vector.empty() || rating.vector.find("CVSS:") == 0;
}

int rank_of(std::string_view method) {
    if (method == "CVSSv4") return 5;
    if (method == "CVSSv31") return 4;
    if (method == "CVSSv3") return 3;
    if (method == "CVSSv2") return 2;
    return 1;
}

void read_ratings(const Vulnerability& v, RawFinding& finding, ParseStats& stats) {
    fields::CvssPick cvss;
    const Rating* best = nullptr;
    for (const Rating& rating : v.ratings) {
        const bool is_cvss = rating.method.find("CVSS") == 0 || (rating.method.empty() && of_cvss(rating));
        if (is_cvss) cvss.offer(full_vector(rating), rating.score);
        const bool says = !rating.severity.empty() && !iequals(rating.severity, "unknown");
        if (says && (best == nullptr || rank_of(rating.method) > rank_of(best->method))) best = &rating;
    }
    cvss.put(finding);
    if (best != nullptr) return fields::set_severity(finding, best->severity, k_severities, stats);
    if (!finding.score && !finding.cvss_vector.empty()) finding.score = fields::cvss_base_score(finding.cvss_vector);
    if (finding.score) {
        finding.severity = severity_of_score(*finding.score);
        finding.severity_raw = fmt::format("{}", *finding.score);
        finding.severity_known = true;
        return;
    }
    fields::set_severity(finding, v.ratings.empty() ? std::string_view() : std::string_view(v.ratings.front().severity),
                         k_severities, stats);
}

void read_analysis(const Vulnerability& v, RawFinding& finding) {
    if (v.state != "not_affected" && v.state != "false_positive" && v.state != "resolved" &&
        v.state != "resolved_with_pedigree")
        return;
    finding.suppressed = true;
    finding.suppression = v.state;
    if (!v.justification.empty()) finding.suppression += fmt::format(" ({})", v.justification);
    if (!v.analysis.empty()) finding.suppression += ": " + v.analysis;
    finding.suppression = elide(finding.suppression, 2000);
}

} // namespace

void Components::add(std::string_view bom_ref, Component component) {
    if (bom_ref.empty()) bom_ref = component.purl;
    if (!bom_ref.empty()) by_ref_.emplace(bom_ref, std::move(component));
}

void Components::tell(RecordSink& out) const {
    for (const auto& [ref, component] : by_ref_)
        if (!component.version.empty()) tell_fact(out, {FactKind::package, {}, component.name, component.version});
}

void Components::put(std::string_view ref, Location& at) const {
    auto found = by_ref_.find(std::string(ref));
    if (const auto hash = ref.rfind('#'); found == by_ref_.end() && hash != std::string_view::npos)
        found = by_ref_.find(fields::percent_decoded(ref.substr(hash + 1)));
    if (found == by_ref_.end()) {
        fields::set_purl(at, ref);
        if (at.package.empty()) fields::put(at.package, ref);
        return;
    }
    const Component& component = found->second;
    fields::put(at.package, component.name);
    fields::put(at.version, component.version);
    fields::set_purl(at, component.purl);
    at.file = fields::normal_path(component.file);
}

void read(const Vulnerability& v, const Components& components, RawFinding& finding, ParseStats& stats,
          const Limits& limits) {
    finding.identity = IdentityKind::vuln;
    finding.cause = Cause::missing_patch;
    fields::put(finding.rule, v.id);
    fields::add_alias(finding, v.id);
    for (const std::string& other : v.references)
        fields::add_alias(finding, other);
    fields::LocationCount count;
    bool first = true;
    for (const std::string& ref : v.affects) {
        Location at;
        components.put(ref, at);
        if (first)
            finding.location = std::move(at);
        else
            fields::add_location(finding, std::move(at), count, limits);
        first = false;
    }
    fields::finish_locations(count, finding.place.path, stats);
    const Location& at = finding.location;
    finding.title = elide(at.package.empty() ? finding.rule
                                             : fmt::format("{} in {}{}{}", finding.rule, at.package,
                                                           at.version.empty() ? "" : " ", at.version),
                          limits.max_title_bytes);
    std::string text = v.description;
    if (!v.detail.empty()) text += (text.empty() ? "" : "\n\n") + v.detail;
    fields::set_text(finding.description, text, stats, finding.place.path, limits);
    fields::set_text(finding.remediation, v.recommendation, stats, finding.place.path, limits);
    read_ratings(v, finding, stats);
    for (const std::int64_t cwe : v.cwes)
        fields::add_cwe(finding, cwe);
    fields::add_link(finding, v.source_url);
    for (const std::string& link : v.links)
        fields::add_link(finding, link);
    read_analysis(v, finding);
}

ScanInfo scan_of(const Metadata& about, bool has_vulnerabilities) {
    ScanInfo scan;
    fields::put(scan.tool, about.tool.empty() ? "CycloneDX" : about.tool, 100);
    fields::put(scan.tool_version, about.tool_version, 60);
    scan.finished = parse_rfc3339(about.timestamp);
    fields::put(scan.target, about.name);
    if (about.type == "container")
        scan.target_kind = "image";
    else
        scan.target_kind = about.type == "file" ? "filesystem" : "other";
    scan.policy = "CycloneDX";
    scan.complete = has_vulnerabilities;
    return scan;
}

} // namespace parapet::cyclonedx
