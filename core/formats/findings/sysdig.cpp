// sysdig-cli-scanner's JSON (packages with vulnerabilities, in two layouts), and the vulnerability reports of Sysdig
// Secure (data).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

namespace parapet {

extern const FormatInfo k_sysdig_format;

namespace {

void rate(json::Value v, RawFinding& finding, DomReport& report) {
    const json::Value severity = v.any({"severity", "vulnSeverity"});
    fields::rate(finding, severity.is_object() ? severity["value"].str() : severity.str(), Severity::info,
                 report.stats);
}

void read_scanned(json::Value v, json::Value package, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, package["name"].str());
    fields::put(at.version, package["version"].str());
    at.ecosystem = fields::ecosystem_of(package["type"].str());
    at.file = fields::normal_path(package["path"].str());
    fields::put(at.fixed_version, v.any({"fixedInVersion", "fixVersion"}).str());
    fields::set_vulnerability(finding, v["name"].str(), report.limits);
    const json::Value score = v["cvssScore"]["value"].is_object() ? v["cvssScore"]["value"] : v["cvssScore"];
    fields::CvssPick cvss;
    cvss.offer(score["vector"].str(), score["score"].number());
    if (v["cvssScore"].is_number()) cvss.offer({}, v["cvssScore"].number());
    cvss.put(finding);
    rate(v, finding, report);
    if (v["exploitable"].boolean().value_or(false)) fields::add_tag(finding, "exploitable");
    if (v["acceptedRisks"].size() > 0 || v["riskAcceptRefs"].size() > 0) {
        finding.suppressed = true;
        fields::put(finding.suppression, v["acceptedRisks"].at(0)["description"].str(), 500);
    }
    fields::set_update_remedy(finding);
    report.emit();
}

void read_row(json::Value v, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, v["packageName"].str());
    fields::put(at.version, v["packageVersion"].str());
    at.ecosystem = fields::ecosystem_of(v["packageType"].str());
    at.file = fields::normal_path(v["packagePath"].str());
    fields::put(at.fixed_version, v["vulnFixVersion"].str());
    fields::set_vulnerability(finding, v["vulnName"].str(), report.limits);
    fields::add_link(finding, v["vulnLink"].str());
    fields::CvssPick cvss;
    cvss.offer(v["vulnCvssVector"].str(), v["vulnCvssScore"].number());
    cvss.put(finding);
    rate(v, finding, report);
    fields::put(finding.asset, v["imagePullString"].str(), 500);
    if (const auto name = v["k8sWorkloadName"].str(); !name.empty())
        at.resource = elide(fmt::format("{}/{}/{}/{}", v["k8sClusterName"].str(), v["k8sNamespaceName"].str(),
                                        v["k8sWorkloadType"].str(), name),
                            500);
    if (v["vulnExploitable"].boolean().value_or(false)) fields::add_tag(finding, "exploitable");
    fields::set_update_remedy(finding);
    report.emit();
}

// Of newer scanners packages and vulnerabilities are objects by their ids.
void read_by_reference(json::Value result, DomReport& report) {
    std::unordered_map<std::string_view, json::Value> known;
    for (const json::Member v : result["vulnerabilities"].members())
        known.emplace(v.key, v.value);
    std::size_t p = 0;
    bool referred = false;
    for (const json::Member package : result["packages"].members()) {
        std::size_t i = 0;
        referred = referred || package.value["vulnerabilitiesRefs"].size() > 0;
        for (const json::Value reference : package.value["vulnerabilitiesRefs"].items()) {
            RawFinding& finding = report.record("/result/packages", p, "vulnerabilitiesRefs", i++);
            const auto v = known.find(reference.str());
            if (v != known.end())
                read_scanned(v->second, package.value, finding, report);
            else
                report.stats.skip("a vulnerability that is not described");
        }
        ++p;
    }
    if (referred) return;
    std::size_t i = 0;
    for (const json::Member v : result["vulnerabilities"].members()) // where they refer to their packages
        read_scanned(v.value, result["packages"][v.value["packageRef"].str()],
                     report.record("/result/vulnerabilities", i++), report);
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value result = root["result"].is_object() ? root["result"] : root; // the API leaves the rest out
    const json::Value about = result["metadata"];
    ScanInfo scan;
    scan.tool = "Sysdig";
    fields::put(scan.tool_version, root["scanner"]["version"].str(), 60);
    scan.target_kind = "image";
    fields::put(scan.target, about["pullString"].str(), 500);
    scan.digest = elide(about["digest"].str(), 80);
    scan.finished = parse_rfc3339(root["info"]["scanTime"].str());
    report.tell(scan);
    std::size_t p = 0;
    for (const json::Value package : result["packages"].items()) {
        std::size_t i = 0;
        for (const json::Value v : package["vulns"].items())
            read_scanned(v, package, report.record("/result/packages", p, "vulns", i++), report);
        ++p;
    }
    read_by_reference(result, report);
    p = 0;
    for (const json::Value v : root["data"].items())
        read_row(v, report.record("/data", p++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("scanner") && head.has_key("result") && head.contains("\"sysdig-cli-scanner\""))
        return {90, "a scanner of the name sysdig-cli-scanner, and result", {}};
    if (head.has_key("assetType") && head.has_key("packages") &&
        (head.has_key("policies") || head.contains("\"vulnerabilitiesRefs\"")))
        return {82, "top-level keys assetType, packages and policies", {}};
    if (head.has_key("result") && head.contains("\"vulnTotalBySeverity\""))
        return {82, "a result with vulnTotalBySeverity", {}};
    if (head.has_key("data") && head.contains("\"vulnName\"") && head.contains("\"imagePullString\""))
        return {86, "data with vulnName and imagePullString", {}};
    if (head.has_key("result") && head.contains("\"policyEvaluations") && head.contains("\"evaluationResult\""))
        return {78, "a result with policyEvaluations", {}};
    if (head.has_key("result") && head.contains("\"layerDigest\"") && head.contains("\"packages\""))
        return {72, "a result with packages of layers", {}};
    if (head.has_key("result") && head.contains("\"layers\"") && head.contains("\"exploitsCount\""))
        return {74, "a result with exploitsCount and layers", {}};
    if (head.has_key("data") && head.contains("\"vulnSeverity\"") && head.contains("\"vulnCvssScore\""))
        return {78, "data with vulnSeverity and vulnCvssScore", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_sysdig_format{"sysdig-json",
                                 FormatKind::findings,
                                 "Sysdig",
                                 "application/json",
                                 "Sysdig: vulnerabilities of images (scanner and reports)",
                                 sniff,
                                 parse};

} // namespace parapet
