// nancy sleuth --output json.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_nancy_format;

namespace {

void read_vulnerability(json::Value v, std::string_view coordinates, RawFinding& finding, DomReport& report) {
    fields::set_purl(finding.location, coordinates);
    fields::set_title(finding, {fields::folded(v["Title"].str())}, report.limits);
    const std::string_view cve = v["Cve"].str();
    fields::set_vulnerability(finding, cve.empty() ? v.any({"ID", "Id"}).str() : cve, report.limits);
    fields::add_ids_of(finding, v["Title"].str());
    fields::add_cwes_of(finding, v["Cwe"].str());
    fields::add_cwes_of(finding, v["Title"].str());
    report.text(finding.description, v["Description"].str());
    fields::add_link(finding, v["Reference"].str());
    fields::CvssPick cvss;
    cvss.offer(v["CvssVector"].str(), v["CvssScore"].number());
    cvss.put(finding);
    fields::rate(finding, {}, Severity::medium, report.stats);
    if (v["Excluded"].boolean().value_or(false)) finding.suppressed = true;
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Nancy";
    fields::put(scan.tool_version, root["version"].str(), 60);
    scan.target_kind = "repository";
    report.tell(scan);
    std::size_t p = 0;
    for (const json::Value package : root["vulnerable"].items()) {
        std::size_t i = 0;
        for (const json::Value v : package["Vulnerabilities"].items())
            read_vulnerability(v, package["Coordinates"].str(), report.record("/vulnerable", p, "Vulnerabilities", i++),
                               report);
        ++p;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("num_audited") && head.has_key("vulnerable"))
        return {86, "top-level keys audited, vulnerable and num_audited", {}};
    if (head.has_key("audited") && head.contains("\"Coordinates\""))
        return {80, "audited packages with Coordinates", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_nancy_format{
    "nancy-json", FormatKind::findings, "Nancy", "application/json", "Nancy: OSS Index on Go modules", sniff, parse};

} // namespace parapet
