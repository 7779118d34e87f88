// auditjs ossi --json: OSS Index's answer for each package.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_auditjs_format;

namespace {

void read_vulnerability(json::Value v, std::string_view coordinates, RawFinding& finding, DomReport& report) {
    fields::set_purl(finding.location, coordinates);
    fields::set_title(finding, {fields::folded(v["title"].str())}, report.limits);
    const std::string_view cve = v["cve"].str();
    fields::set_vulnerability(finding, cve.empty() ? v["id"].str() : cve, report.limits);
    fields::add_ids_of(finding, v["title"].str());
    fields::add_cwes_of(finding, v["cwe"].str());
    fields::add_cwes_of(finding, v["title"].str());
    report.text(finding.description, v["description"].str());
    fields::add_link(finding, v["reference"].str());
    for (const json::Value link : v["externalReferences"].items())
        fields::add_link(finding, link.str());
    fields::CvssPick cvss;
    cvss.offer(v["cvssVector"].str(), v["cvssScore"].number());
    cvss.put(finding);
    fields::rate(finding, {}, Severity::medium, report.stats);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "AuditJS";
    scan.target_kind = "repository";
    report.tell(scan);
    std::size_t p = 0;
    for (const json::Value package : root.items()) {
        std::size_t i = 0;
        for (const json::Value v : package["vulnerabilities"].items())
            read_vulnerability(v, package["coordinates"].str(), report.record("", p, "vulnerabilities", i++), report);
        ++p;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("coordinates") &&
        (head.has_element_key("vulnerabilities") || head.has_element_key("reference")))
        return {82, "an array of objects with the keys coordinates and vulnerabilities", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_auditjs_format{"auditjs-json",
                                  FormatKind::findings,
                                  "AuditJS",
                                  "application/json",
                                  "AuditJS: OSS Index on JavaScript packages",
                                  sniff,
                                  parse};

} // namespace parapet
