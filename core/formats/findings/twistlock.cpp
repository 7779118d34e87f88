// twistcli images scan --output-file, and the image reports of the console's API.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_twistlock_format;

namespace {

constexpr std::array<fields::SeverityWord, 9> k_severities{{{"critical", Severity::critical},
                                                            {"important", Severity::high},
                                                            {"high", Severity::high},
                                                            {"moderate", Severity::medium},
                                                            {"medium", Severity::medium},
                                                            {"low", Severity::low},
                                                            {"negligible", Severity::info},
                                                            {"unimportant", Severity::info},
                                                            {"information", Severity::info}}};

void read_risks(json::Value risks, RawFinding& finding) {
    for (const json::Member one : risks.members())
        fields::add_tag(finding, one.key);
    for (const json::Value one : risks.items())
        fields::add_tag(finding, one.str());
}

void read_vulnerability(json::Value value, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, value["packageName"].str());
    fields::put(at.version, value["packageVersion"].str());
    at.ecosystem = fields::ecosystem_of(value["packageType"].str());
    at.file = fields::normal_path(value.any({"packagePath", "path"}).str());
    const std::string_view status = value["status"].str();
    if (istarts_with(status, "fixed in ")) fields::put(at.fixed_version, status.substr(9));
    std::string_view id = value["id"].str();
    if (id.empty()) id = value["cve"].str();
    fields::set_vulnerability(finding, id, report.limits);
    fields::add_id(finding, value["cve"].str());
    report.text(finding.description, value["description"].str());
    fields::add_link(finding, value["link"].str());
    fields::CvssPick cvss;
    cvss.offer(value.any({"vector", "vecStr"}).str(), value["cvss"].number());
    cvss.put(finding);
    fields::rate(finding, value["severity"].str(), k_severities, Severity::info, report.stats);
    read_risks(value["riskFactors"], finding);
    if (!status.empty()) fields::add_tag(finding, "status: " + elide(status, 100));
    finding.seen = parse_rfc3339(value["discoveredDate"].str());
    fields::set_update_remedy(finding);
    report.emit();
}

void read_compliance(json::Value value, RawFinding& finding, DomReport& report) {
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    fields::put(finding.rule, value["id"].text());
    fields::set_title(finding, {value["title"].str(), value["cause"].str(), finding.rule}, report.limits);
    if (finding.rule.empty()) finding.rule = elide(finding.title, 200);
    report.text(finding.description, value["description"].str());
    report.text(finding.evidence, value["cause"].str());
    if (const auto category = value.any({"category", "type"}).str(); !category.empty())
        fields::add_tag(finding, category);
    fields::rate(finding, value["severity"].str(), k_severities, Severity::info, report.stats);
    report.emit();
}

ScanInfo scan_of(json::Value image) {
    ScanInfo scan;
    scan.tool = "Prisma Cloud Compute";
    scan.target_kind = "image";
    fields::put(scan.target, image.any({"name", "repository"}).str(), 500);
    if (image["repository"].is_string()) scan.target_kind = "repository";
    const json::Value tag = image["repoTag"];
    if (scan.target.empty() && tag.is_object())
        scan.target = elide(fmt::format("{}/{}:{}", tag["registry"].str(), tag["repo"].str(), tag["tag"].str()), 500);
    scan.digest = elide(image["digest"].str().empty() ? image["id"].str() : image["digest"].str(), 80);
    if (scan.target.empty()) scan.target = scan.digest;
    scan.finished = parse_rfc3339(image["scanTime"].str());
    return scan;
}

void read_lists(json::Value image, const std::string& path, DomReport& report) {
    for (const std::string_view list : {"vulnerabilities", "compliances", "complianceIssues"}) {
        std::size_t i = 0;
        for (const json::Value value : image[list].items()) {
            RawFinding& finding = report.record(fmt::format("{}/{}", path, list), i++);
            if (list == "vulnerabilities")
                read_vulnerability(value, finding, report);
            else
                read_compliance(value, finding, report);
        }
    }
}

void read_image(json::Value image, const std::string& path, DomReport& report) {
    const json::Value entity = image["entityInfo"]; // of the scans of the console's API
    if (!entity.is_object()) {
        report.tell(scan_of(image));
        read_lists(image, path, report);
        return;
    }
    report.tell(scan_of(entity));
    read_lists(entity, path + "/entityInfo", report);
    std::size_t r = 0;
    for (const json::Value one : image["results"].items())
        read_lists(one, fmt::format("{}/results/{}", path, r++), report);
}

Result<void> read(json::Value root, DomReport& report) {
    std::size_t r = 0;
    const bool bare = root.is_array();
    for (const json::Value image : bare ? root.items() : root["results"].items())
        read_image(image, fmt::format("{}/{}", bare ? "" : "/results", r++), report);
    if (r == 0) read_image(root, "", report); // a repository alone, or nothing
    return {};
}

Sniff sniff(const Head& head) {
    const bool distribution =
        head.contains("\"complianceDistribution\"") || head.contains("\"vulnerabilityDistribution\"");
    if (head.shape == Head::Shape::json_object && head.has_key("results") && distribution)
        return {86, "results with complianceDistribution and vulnerabilityDistribution", {}};
    if (head.shape == Head::Shape::json_object && head.has_key("results") && head.contains("\"complianceScanPassed\""))
        return {84, "results with complianceScanPassed", {}};
    if (head.shape == Head::Shape::json_array &&
        (head.has_element_key("complianceDistribution") || head.has_element_key("vulnerabilityDistribution")))
        return {86, "an array of images with vulnerabilityDistribution", {}};
    if (head.shape == Head::Shape::json_array && head.has_element_key("entityInfo"))
        return {head.contains("\"packageName\"") || distribution || head.has_element_key("pass") ? 82 : 60,
                "an array of objects with the key entityInfo",
                {}};
    if (head.shape == Head::Shape::json_object && head.has_key("vulnerabilities") &&
        (head.has_key("vulnerabilityDistribution") || (head.has_key("repository") && head.contains("\"packageName\""))))
        return {76, "top-level keys repository, vulnerabilities and vulnerabilityDistribution", {}};
    // Of large images packages or vulnerabilities may fill the head.
    if (!head.has_key("results") && head.shape != Head::Shape::json_array) return {};
    if (head.contains("\"packageName\"") && head.contains("\"riskFactors\""))
        return {76, "vulnerabilities with packageName and riskFactors", {}};
    if (head.contains("\"distroRelease\"") || (head.contains("\"distro\"") && head.contains("\"collections\"")))
        return {72, "results with distro and collections", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_twistlock_format{"twistlock-json",
                                    FormatKind::findings,
                                    "Prisma Cloud Compute",
                                    "application/json",
                                    "Prisma Cloud Compute (Twistlock): vulnerabilities and compliance of images",
                                    sniff,
                                    parse};

} // namespace parapet
