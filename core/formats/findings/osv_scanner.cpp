// OSV-Scanner's JSON: packages of sources with OSV entries, and the flattened list of its library.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_osv_scanner_format;

namespace {

std::string fixed_in(json::Value osv, std::string_view package) {
    Location at;
    for (const json::Value affected : osv["affected"].items()) {
        if (!package.empty() && !affected["package"]["name"].str().empty() &&
            affected["package"]["name"].str() != package)
            continue;
        for (const json::Value range : affected["ranges"].items()) {
            if (range["type"].str() == "GIT") continue;
            for (const json::Value event : range["events"].items())
                fields::add_fixed(at, event["fixed"].str());
        }
    }
    return at.fixed_version;
}

void read_details(json::Value osv, RawFinding& finding, DomReport& report) {
    for (const json::Value alias : osv["aliases"].items())
        fields::add_alias(finding, alias.str());
    for (const json::Value alias : osv["upstream"].items())
        fields::add_alias(finding, alias.str());
    report.text(finding.description, osv["details"].str());
    for (const json::Value link : osv["references"].items())
        fields::add_link(finding, link["url"].str());
    for (const json::Value cwe : osv["database_specific"]["cwe_ids"].items())
        fields::add_cwes_of(finding, cwe.str());
    for (const json::Value affected : osv["affected"].items())
        for (const json::Value cwe : affected["database_specific"]["cwes"].items())
            fields::add_cwes_of(finding, cwe["cweId"].str());
    fields::CvssPick cvss;
    for (const json::Value one : osv["severity"].items())
        cvss.offer(one["score"].str(), std::nullopt);
    for (const json::Value affected : osv["affected"].items()) {
        for (const json::Value one : affected["severity"].items())
            cvss.offer(one["score"].str(), std::nullopt);
        cvss.offer(affected["database_specific"]["cvss"].str(), std::nullopt); // RustSec's
    }
    cvss.put(finding);
}

std::string_view word_of(json::Value osv) {
    std::string_view word = osv["database_specific"]["severity"].str();
    for (const json::Value affected : osv["affected"].items()) {
        if (word.empty()) word = affected["ecosystem_specific"]["severity"].str();
        if (word.empty()) word = affected["database_specific"]["severity"].str();
    }
    return word;
}

constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"IMPORTANT", Severity::high},
    {"MODERATE", Severity::medium},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"MINOR", Severity::low},
    {"NONE", Severity::info},
}};

// What the scanner found out about a group of entries for one thing: the worst score, and whether it is called.
void read_group(json::Value group, std::string_view id, RawFinding& finding) {
    if (!finding.score) {
        const auto score = group["max_severity"].number();
        if (score && *score > 0 && *score <= 10) finding.score = score;
    }
    for (const json::Value alias : group["aliases"].items())
        fields::add_alias(finding, alias.str());
    const json::Value called = group.any({"experimentalAnalysis", "experimental_analysis"})[id]["called"];
    if (called.exists()) finding.reachable = called.boolean();
}

void read_one(json::Value source, json::Value package, json::Value osv, json::Value group, RawFinding& finding,
              DomReport& report) {
    Location& at = finding.location;
    at.file = fields::normal_path(source["path"].str());
    fields::put(at.package, package["name"].str());
    fields::put(at.version, package["version"].str().empty() ? package["commit"].str() : package["version"].str());
    at.ecosystem = fields::ecosystem_of(package["ecosystem"].str());
    fields::put(at.fixed_version, fixed_in(osv, at.package));
    fields::set_title(finding, {osv["summary"].str()}, report.limits);
    const std::string_view id = osv["id"].str();
    fields::set_vulnerability(finding, id, report.limits);
    if (finding.title == osv["summary"].str())
        finding.title = elide(fmt::format("{} in {}", finding.title, at.package), report.limits.max_title_bytes);
    read_details(osv, finding, report);
    if (!finding.score && !finding.cvss_vector.empty()) finding.score = fields::cvss_base_score(finding.cvss_vector);
    read_group(group, id, finding);
    // A package that is malicious is not rated, but nothing is worse.
    const bool malicious = istarts_with(id, "MAL-");
    fields::rate(finding, word_of(osv), k_severities, malicious ? Severity::critical : Severity::low, report.stats);
    fields::set_update_remedy(finding);
    if (malicious) {
        finding.severity_known = true;
        finding.remediation = "Remove the package, and treat what ran it as compromised.";
    }
    report.emit();
}

json::Value group_of(json::Value groups, std::string_view id) {
    for (const json::Value group : groups.items())
        for (const json::Value one : group["ids"].items())
            if (one.str() == id) return group;
    return {};
}

// Licences that the user's list does not allow.
void read_licences(json::Value source, json::Value package, RawFinding& finding, DomReport& report) {
    const json::Value about = package["package"];
    finding.cause = Cause::other;
    Location& at = finding.location;
    at.file = fields::normal_path(source["path"].str());
    fields::put(at.package, about["name"].str());
    fields::put(at.version, about["version"].str());
    at.ecosystem = fields::ecosystem_of(about["ecosystem"].str());
    std::string names;
    for (const json::Value one : package["license_violations"].items())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", elide(one.str(), 100));
    fields::put(finding.rule, names);
    finding.title =
        elide(fmt::format("Licence {} of {} is not allowed", names, at.package), report.limits.max_title_bytes);
    fields::add_tag(finding, "type: license");
    finding.severity = Severity::low;
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "OSV-Scanner";
    const json::Value image = root["image_metadata"];
    scan.target_kind = image.is_object() ? "image" : "repository";
    report.tell(scan);
    std::size_t r = 0;
    for (const json::Value result : root["results"].items()) {
        std::size_t p = 0;
        for (const json::Value package : result["packages"].items()) {
            std::size_t i = 0;
            for (const json::Value osv : package["vulnerabilities"].items())
                read_one(result["source"], package["package"], osv, group_of(package["groups"], osv["id"].str()),
                         report.record(fmt::format("/results/{}/packages", r), p, "vulnerabilities", i++), report);
            if (package["license_violations"].size() > 0)
                read_licences(result["source"], package,
                              report.record(fmt::format("/results/{}/packages", r), p, "license_violations", 0),
                              report);
            ++p;
        }
        ++r;
    }
    std::size_t i = 0;
    for (const json::Value flat : root.items())
        read_one(flat.any({"Source", "source"}), flat.any({"Package", "package"}),
                 flat.any({"Vulnerability", "vulnerability"}), flat.any({"GroupInfo", "groupInfo"}),
                 report.record("", i++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("Source") && head.has_element_key("Package") && head.has_element_key("Vulnerability"))
            return {85, "an array of objects with the keys Source, Package and Vulnerability", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object || !head.has_key("results")) return {};
    if (head.has_key("experimental_config") || head.has_key("image_metadata"))
        return {82, "top-level keys results and experimental_config", {}};
    if (head.contains("\"packages\"") && head.contains("\"ecosystem\"") && head.contains("\"source\""))
        return {82, "results with source, packages and ecosystem", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_osv_scanner_format{"osv-scanner-json",
                                      FormatKind::findings,
                                      "OSV-Scanner",
                                      "application/json",
                                      "OSV-Scanner: vulnerabilities of lock files, images and SBOMs",
                                      sniff,
                                      parse};

} // namespace parapet
