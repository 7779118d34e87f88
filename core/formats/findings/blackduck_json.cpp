// Black Duck's JSON: the rapid scan of Detect (policy violations by component), and the vulnerable components of a
// version as its API answers.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <set>

namespace parapet {

extern const FormatInfo k_blackduck_json_format;

namespace {

// "maven:org.shop:lamp:1.0", "npmjs:lamp/1.0"
void set_component(json::Value item, Location& at) {
    fields::put(at.package, item["componentName"].str());
    fields::put(at.version, item.any({"versionName", "componentVersionName"}).str());
    const std::string_view id =
        item.any({"componentIdentifier", "componentVersionOriginId", "externalId", "originId"}).str();
    fields::put(at.resource, id, 500);
    const std::string_view origin = item["componentVersionOriginName"].str();
    std::string_view kind =
        origin.empty() && id.find(':') != std::string_view::npos ? id.substr(0, id.find(':')) : origin;
    if (kind == "npmjs") kind = "npm";
    at.ecosystem = fields::ecosystem_of(kind);
}

std::string policies_of(json::Value item) {
    std::string names;
    for (const json::Value policy : item["violatingPolicies"].items())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", elide(policy["policyName"].str(), 100));
    return names;
}

void read_rapid(json::Value v, json::Value component, RawFinding& finding, DomReport& report) {
    set_component(component, finding.location);
    const json::Value upgrade = component["shortTermUpgradeGuidance"];
    fields::add_fixed(finding.location, upgrade["versionName"].str());
    const std::string_view id = v["name"].str();
    fields::add_ids_of(finding, id);
    fields::set_vulnerability(finding, id, report.limits);
    fields::add_id(finding, v.any({"relatedVulnerability", "relatedVuln"}).str());
    report.text(finding.description, v["description"].str());
    fields::add_cwes_of(finding, v["cweId"].str());
    for (const json::Value cwe : v["cweIds"].items())
        fields::add_cwes_of(finding, cwe.str());
    fields::CvssPick cvss;
    cvss.offer({}, v["overallScore"].number());
    cvss.put(finding);
    fields::rate(finding, v.any({"vulnSeverity", "severity"}).str(), Severity::info, report.stats);
    if (const std::string names = policies_of(v); !names.empty()) fields::add_tag(finding, "policy: " + names);
    fields::set_update_remedy(finding);
    report.emit();
}

void read_policy(json::Value what, json::Value component, std::string_view kind, RawFinding& finding,
                 DomReport& report) {
    set_component(component, finding.location);
    finding.cause = Cause::other;
    const std::string_view licence = what["licenseName"].str();
    const json::Value policy = licence.empty() ? what : what["violatingPolicies"].at(0);
    fields::put(finding.rule, policy["policyName"].str());
    finding.title = elide(fmt::format("{} {} violates the policy {}{}{}", finding.location.package,
                                      finding.location.version, finding.rule, licence.empty() ? "" : ": ", licence),
                          report.limits.max_title_bytes);
    report.text(finding.description, policy["description"].str());
    fields::add_tag(finding, kind);
    std::string word = to_lower(elide(policy["policySeverity"].str(), 40));
    if (word == "blocker") word = "critical";
    if (word == "major") word = "high";
    if (word == "minor") word = "low";
    if (word == "trivial" || word == "unspecified") word = "info";
    fields::rate(finding, word, Severity::info, report.stats);
    report.emit();
}

void read_component(json::Value component, const std::string& path, std::size_t c, DomReport& report) {
    std::set<std::string_view> named;
    for (const char* list : {"policyViolationVulnerabilities", "allVulnerabilities"}) {
        std::size_t i = 0;
        for (const json::Value v : component[list].items()) {
            ++i;
            if (named.insert(v["name"].str()).second) // the second list repeats the first
                read_rapid(v, component, report.record(path, c, list, i - 1), report);
        }
    }
    std::size_t i = 0;
    for (const json::Value licence : component["policyViolationLicenses"].items())
        read_policy(licence, component, "licence", report.record(path, c, "policyViolationLicenses", i++), report);
    i = 0;
    for (const json::Value policy : component["componentViolatingPolicies"].items())
        read_policy(policy, component, "component", report.record(path, c, "componentViolatingPolicies", i++), report);
}

void read_of_version(json::Value item, RawFinding& finding, DomReport& report) {
    const json::Value v = item["vulnerabilityWithRemediation"];
    set_component(item, finding.location);
    const std::string_view id = v["vulnerabilityName"].str();
    fields::add_ids_of(finding, id);
    fields::set_vulnerability(finding, id, report.limits);
    fields::add_id(finding, v["relatedVulnerability"].str().substr(v["relatedVulnerability"].str().rfind('/') + 1));
    report.text(finding.description, v["description"].str());
    report.text(finding.remediation, v["solution"].str());
    fields::add_cwes_of(finding, v["cweId"].str());
    fields::CvssPick cvss;
    for (const char* version : {"cvss4", "cvss3", "cvss2"})
        cvss.offer(v[version]["vector"].str(), v[version]["baseScore"].number());
    cvss.offer({}, v.any({"overallScore", "baseScore"}).number());
    cvss.put(finding);
    fields::rate(finding, v["severity"].str(), Severity::info, report.stats);
    const std::string status = replace_all(to_lower(elide(v["remediationStatus"].str(), 60)), "_", " ");
    if (!status.empty()) fields::add_tag(finding, "status: " + status);
    for (const char* closed : {"ignored", "patched", "mitigated", "not affected", "remediation complete", "duplicate"})
        finding.suppressed = finding.suppressed || status == closed;
    finding.suppressed = finding.suppressed || item["ignored"].boolean().value_or(false);
    if (finding.suppressed)
        fields::put(finding.suppression, v["comment"].str().empty() ? std::string_view(status) : v["comment"].str(),
                    600);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Black Duck";
    scan.target_kind = "repository";
    report.tell(scan);
    const bool bare = root.is_array();
    const std::string path = bare ? "" : "/items";
    std::size_t c = 0;
    for (const json::Value item : bare ? root.items() : root["items"].items()) {
        if (item["vulnerabilityWithRemediation"].is_object())
            read_of_version(item, report.record(path, c), report);
        else
            read_component(item, path, c, report);
        ++c;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("componentName") && head.has_element_key("policyViolationVulnerabilities"))
            return {88, "an array of objects with componentName and policyViolationVulnerabilities", {}};
        if (head.has_element_key("componentName") && head.has_element_key("componentIdentifier") &&
            head.has_element_key("violatingPolicies"))
            return {80, "an array of objects with componentIdentifier and violatingPolicies", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object || !head.has_key("items")) return {};
    if (head.contains("\"vulnerabilityWithRemediation\"")) return {88, "items with vulnerabilityWithRemediation", {}};
    if (head.contains("\"policyViolationVulnerabilities\"") && head.contains("\"componentIdentifier\""))
        return {86, "items with policyViolationVulnerabilities", {}};
    if (head.has_key("totalCount") && head.has_key("_meta") && head.contains("vulnerable-bom-components"))
        return {76, "items of vulnerable-bom-components", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_blackduck_json_format{"blackduck-json",
                                         FormatKind::findings,
                                         "Black Duck",
                                         "application/json",
                                         "Black Duck: rapid scans of Detect, and vulnerable components from its API",
                                         sniff,
                                         parse};

} // namespace parapet
