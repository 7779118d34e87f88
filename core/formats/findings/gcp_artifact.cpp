// gcloud artifacts docker images describe --show-package-vulnerability, or list-vulnerabilities.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_gcp_artifact_format;

namespace {

std::string_view letter(std::string_view word) { // "ATTACK_VECTOR_NETWORK" -> "N"
    const auto cut = word.rfind('_');
    return cut == std::string_view::npos || cut + 1 >= word.size() ? std::string_view() : word.substr(cut + 1, 1);
}

std::string vector_of(json::Value cvss) {
    std::string out = "CVSS:3.1";
    for (const auto& [name, key] :
         {std::pair{"AV", "attackVector"}, std::pair{"AC", "attackComplexity"}, std::pair{"PR", "privilegesRequired"},
          std::pair{"UI", "userInteraction"}, std::pair{"S", "scope"}, std::pair{"C", "confidentialityImpact"},
          std::pair{"I", "integrityImpact"}, std::pair{"A", "availabilityImpact"}}) {
        const std::string_view value = letter(cvss[key].str());
        if (value.empty()) return {};
        out += fmt::format("/{}:{}", name, value);
    }
    return out;
}

constexpr std::array<fields::SeverityWord, 6> k_severities{{{"CRITICAL", Severity::critical},
                                                            {"HIGH", Severity::high},
                                                            {"MEDIUM", Severity::medium},
                                                            {"LOW", Severity::low},
                                                            {"MINIMAL", Severity::info},
                                                            {"SEVERITY_UNSPECIFIED", Severity::info}}};

void read_package(json::Value issue, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, issue["affectedPackage"].str());
    fields::put(at.version, issue["affectedVersion"]["fullName"].str());
    if (issue["fixAvailable"].boolean().value_or(true))
        fields::put(at.fixed_version, issue["fixedVersion"]["fullName"].str());
    std::string_view type = issue["packageType"].str();
    if (type == "OS") type = issue["affectedCpeUri"].str().find("debian") != std::string_view::npos ? "deb" : "os";
    at.ecosystem = fields::ecosystem_of(type);
    fields::LocationCount count;
    for (const json::Value place : issue["fileLocation"].items()) {
        const std::string file = fields::normal_path(place["filePath"].str());
        if (at.file.empty()) {
            at.file = file;
            continue;
        }
        Location more = at;
        more.file = file;
        fields::add_location(finding, std::move(more), count, report.limits);
    }
    fields::finish_locations(count, finding.place.path, report.stats);
}

void read_occurrence(json::Value value, RawFinding& finding, DomReport& report) {
    const json::Value vulnerability = value["vulnerability"];
    read_package(vulnerability["packageIssue"].at(0), finding, report);
    const std::string_view note = value["noteName"].str();
    const std::string_view id = vulnerability["shortDescription"].str().empty()
                                    ? note.substr(note.rfind('/') + 1)
                                    : vulnerability["shortDescription"].str();
    fields::set_vulnerability(finding, id, report.limits);
    report.text(finding.description, vulnerability["longDescription"].str());
    for (const json::Value link : vulnerability["relatedUrls"].items())
        fields::add_link(finding, link["url"].str());
    fields::CvssPick cvss;
    cvss.offer(vector_of(vulnerability["cvssv3"]), vulnerability["cvssv3"]["baseScore"].number());
    cvss.offer({}, vulnerability["cvssScore"].number());
    cvss.put(finding);
    fields::rate(finding, vulnerability.any({"effectiveSeverity", "severity"}).str(), k_severities, Severity::info,
                 report.stats);
    finding.seen = parse_rfc3339(value["createTime"].str());
    fields::put(finding.fingerprint, value["name"].str());
    std::string_view image = value["resourceUri"].str();
    if (istarts_with(image, "https://")) image.remove_prefix(8);
    fields::put(finding.asset, image.substr(0, image.find("@sha256:")), 500);
    fields::set_update_remedy(finding);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Google Artifact Analysis";
    scan.target_kind = "image";
    const json::Value image = root["image_summary"];
    const std::string_view whole = image["fully_qualified_digest"].str();
    fields::put(scan.target, whole.substr(0, whole.find("@sha256:")), 500);
    scan.digest = elide(image["digest"].str(), 80);
    report.tell(scan);
    for (const json::Member list : root["package_vulnerability_summary"]["vulnerabilities"].members()) {
        std::size_t i = 0;
        for (const json::Value value : list.value.items())
            read_occurrence(value,
                            report.record("/package_vulnerability_summary/vulnerabilities/" + elide(list.key, 40), i++),
                            report);
    }
    std::size_t i = 0;
    for (const json::Value value : root.items()) {
        RawFinding& finding = report.record("", i++);
        if (value["vulnerability"].is_object())
            read_occurrence(value, finding, report);
        else
            report.stats.skip("an occurrence that is no vulnerability");
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_object) {
        if (head.has_key("package_vulnerability_summary") ||
            (head.has_key("image_summary") && head.has_key("discovery_summary")))
            return {88, "top-level keys image_summary and package_vulnerability_summary", {}};
        return {};
    }
    if (head.shape == Head::Shape::json_array && head.has_element_key("noteName") &&
        (head.has_element_key("vulnerability") || head.has_element_key("discovery")))
        return {84, "an array of occurrences with noteName and vulnerability", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_gcp_artifact_format{"gcp-artifact-json",
                                       FormatKind::findings,
                                       "Google Artifact Analysis",
                                       "application/json",
                                       "Google Artifact Analysis: vulnerabilities of images",
                                       sniff,
                                       parse};

} // namespace parapet
