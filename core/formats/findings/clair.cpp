// Clair: clair-scanner's and Klar's JSON, Clair v4's report (clairctl), and the answer of the v1 API.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace parapet {

extern const FormatInfo k_clair_format;

namespace {

constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"Defcon1", Severity::critical},
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Negligible", Severity::info},
    {"Important", Severity::high},
    {"Moderate", Severity::medium},
}};

// "debian:11", "ubuntu:18.04", "pyupio"
void set_distribution(std::string_view space, Location& at) {
    if (!space.empty()) at.ecosystem = fields::ecosystem_of(space);
}

// Klar and the v1 API; the feature is in the vulnerability or around it.
void read_v1(json::Value value, json::Value feature, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, feature.any({"FeatureName", "Name", "featurename"}).str());
    fields::put(at.version, feature.any({"FeatureVersion", "Version", "featureversion"}).str());
    set_distribution(value.any({"NamespaceName", "namespace"}).str(), at);
    fields::add_fixed(at, value.any({"FixedBy", "fixedby"}).str());
    fields::set_vulnerability(finding, value.any({"vulnerability", "Name"}).str(), report.limits);
    fields::add_ids_of(finding, value.any({"vulnerability", "Name"}).str()); // "CVE-2031-1234 on Ubuntu 22.04"
    report.text(finding.description, value.any({"Description", "description"}).str());
    fields::add_link(finding, value.any({"Link", "link"}).str());
    const json::Value nvd = value["Metadata"]["NVD"];
    fields::CvssPick cvss;
    cvss.offer(nvd["CVSSv3"]["Vectors"].str(), nvd["CVSSv3"]["Score"].number());
    cvss.offer(nvd["CVSSv2"]["Vectors"].str(), nvd["CVSSv2"]["Score"].number());
    cvss.put(finding);
    fields::rate(finding, value.any({"Severity", "severity"}).str(), k_severities, Severity::info, report.stats);
    fields::set_update_remedy(finding);
}

void read_v4(json::Value value, json::Value package, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, package["name"].str());
    fields::put(at.version, package["version"].str());
    set_distribution(value["distribution"]["did"].str(), at);
    fields::add_fixed(at, value["fixed_in_version"].str());
    fields::set_vulnerability(finding, value["name"].str(), report.limits);
    fields::add_ids_of(finding, value["name"].str());
    report.text(finding.description, value["description"].str());
    std::string_view links = value["links"].str();
    for (const std::string_view link : split(links.substr(0, 20000), ' '))
        fields::add_link(finding, link);
    fields::add_ids_of(finding, links);
    fields::rate(finding, value["normalized_severity"].str(), k_severities, Severity::info, report.stats);
    fields::set_update_remedy(finding);
}

void walk_v4(json::Value root, DomReport& report) {
    std::map<std::string_view, json::Value> packages, vulnerabilities;
    for (const json::Member m : root["packages"].members())
        packages.emplace(m.key, m.value);
    for (const json::Member m : root["vulnerabilities"].members())
        vulnerabilities.emplace(m.key, m.value);
    for (const json::Member m : root["package_vulnerabilities"].members()) {
        std::size_t i = 0;
        for (const json::Value id : m.value.items()) {
            RawFinding& finding = report.record(fmt::format("/package_vulnerabilities/{}", elide(m.key, 40)), i++);
            const auto known = vulnerabilities.find(id.str());
            if (known == vulnerabilities.end()) {
                report.stats.skip("a vulnerability that is not described");
                continue;
            }
            const auto package = packages.find(m.key);
            read_v4(known->second, package == packages.end() ? json::Value() : package->second, finding, report);
            report.emit();
        }
    }
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Clair";
    scan.target_kind = "image";
    fields::put(scan.target, root["image"].str(), 500);
    scan.digest = elide(root["manifest_hash"].str(), 80);
    if (scan.target.empty()) scan.target = scan.digest;
    report.tell(scan);
    if (root["package_vulnerabilities"].is_object()) {
        walk_v4(root, report);
        return {};
    }
    std::map<std::string_view, bool> open;
    for (const json::Value id : root["unapproved"].items())
        open[id.str()] = true;
    std::size_t i = 0;
    for (const json::Value one : root["vulnerabilities"].items()) { // clair-scanner
        RawFinding& finding = report.record("/vulnerabilities", i++);
        read_v1(one, one, finding, report);
        // What its white list approved stands in the list, but not among the unapproved.
        if (!open.empty() && open.count(one["vulnerability"].str()) == 0) {
            finding.suppressed = true;
            finding.suppression = "approved by the white list";
        }
        report.emit();
    }
    for (const json::Member list : root["Vulnerabilities"].members()) { // Klar
        i = 0;
        for (const json::Value one : list.value.items()) {
            json::Value feature = one;
            read_v1(one, feature["FeatureName"] ? feature : json::Value(),
                    report.record(fmt::format("/Vulnerabilities/{}", elide(list.key, 40)), i++), report);
            report.emit();
        }
    }
    std::size_t f = 0;
    const json::Value layer = root["Layer"].is_object() ? root["Layer"] : root["data"]["Layer"]; // Quay's has data
    for (const json::Value feature : layer["Features"].items()) {                                // v1 API
        i = 0;
        for (const json::Value one : feature["Vulnerabilities"].items()) {
            read_v1(one, feature, report.record("/Layer/Features", f, "Vulnerabilities", i++), report);
            report.emit();
        }
        ++f;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("image") && head.has_key("unapproved") && head.has_key("vulnerabilities"))
        return {88, "top-level keys image, unapproved and vulnerabilities", {}};
    if (head.has_key("LayerCount") && head.has_key("Vulnerabilities"))
        return {86, "top-level keys LayerCount and Vulnerabilities", {}};
    if (head.has_key("package_vulnerabilities") && head.has_key("vulnerabilities"))
        return {88, "top-level keys package_vulnerabilities and vulnerabilities", "4"};
    if (head.has_key("data") && head.has_key("status") && head.contains("\"Layer\"") && head.contains("\"Features\""))
        return {80, "status and data with a Layer, as Quay answers", "1"};
    if (head.has_key("Layer") && head.contains("\"IndexedByVersion\""))
        return {82, "a Layer with IndexedByVersion", "1"};
    if (head.has_key("vulnerabilities") && head.contains("\"featurename\"") && head.contains("\"fixedby\""))
        return {80, "vulnerabilities with featurename and fixedby", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_clair_format{"clair-json",
                                FormatKind::findings,
                                "Clair",
                                "application/json",
                                "Clair (v4 and v1), clair-scanner and Klar: vulnerable packages of images",
                                sniff,
                                parse};

} // namespace parapet
