// Sonatype IQ's report of an application: components with their security issues.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_sonatype_iq_format;

namespace {

void set_component(json::Value component, Location& at) {
    fields::set_purl(at, component["packageUrl"].str());
    const json::Value identifier = component["componentIdentifier"];
    const json::Value c = identifier["coordinates"];
    if (at.package.empty()) {
        const std::string_view group = c["groupId"].str();
        const std::string_view name = c.any({"artifactId", "packageId", "name"}).str();
        fields::put(at.package, group.empty() ? std::string(name) : std::string(group) + ":" + std::string(name));
        fields::put(at.version, c["version"].str());
        at.ecosystem = fields::ecosystem_of(identifier["format"].str());
    }
    if (at.package.empty()) fields::put(at.package, component["displayName"].str());
    at.file = fields::normal_path(component["pathnames"].at(0).str());
}

void read_issue(json::Value issue, json::Value component, RawFinding& finding, DomReport& report) {
    set_component(component, finding.location);
    fields::LocationCount count;
    bool first = true;
    for (const json::Value path : component["pathnames"].items()) {
        if (!first) {
            Location more = finding.location;
            more.file = fields::normal_path(path.str());
            fields::add_location(finding, std::move(more), count, report.limits);
        }
        first = false;
    }
    fields::finish_locations(count, finding.place.path, report.stats);
    fields::set_vulnerability(finding, issue["reference"].str(), report.limits);
    fields::add_link(finding, issue["url"].str());
    fields::add_cwe(finding, issue["cwe"].integer().value_or(0));
    fields::add_cwes_of(finding, issue["cwe"].str());
    report.text(finding.description, issue["description"].str());
    fields::CvssPick cvss;
    cvss.offer(issue["cvssVector"].str(), issue["severity"].number());
    cvss.offer({}, issue["severity"].number());
    cvss.put(finding);
    fields::rate(finding, {}, Severity::medium, report.stats);
    if (const auto threat = issue["threatCategory"].str(); !threat.empty())
        fields::add_tag(finding, "threat: " + elide(threat, 40));
    const std::string_view status = issue["status"].str();
    if (iequals(status, "Not Applicable") || iequals(status, "Acknowledged")) {
        finding.suppressed = iequals(status, "Not Applicable");
        finding.suppression = finding.suppressed ? "not applicable" : "";
    }
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Sonatype IQ";
    scan.target_kind = "repository";
    fields::put(scan.target, root["application"]["publicId"].str(), 300);
    report.tell(scan);
    std::size_t c = 0;
    for (const json::Value component : root["components"].items()) {
        std::size_t i = 0;
        for (const json::Value issue : component["securityData"]["securityIssues"].items())
            read_issue(issue, component, report.record("/components", c, "securityIssues", i++), report);
        ++c;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("components") || head.has_key("bomFormat")) return {};
    if (head.contains("\"securityData\"") && head.contains("\"matchState\""))
        return {86, "components with matchState and securityData", {}};
    if (head.has_key("matchSummary")) return {80, "top-level keys components and matchSummary", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_sonatype_iq_format{"sonatype-iq-json",
                                      FormatKind::findings,
                                      "Sonatype IQ",
                                      "application/json",
                                      "Sonatype IQ (Nexus Lifecycle): components with security issues",
                                      sniff,
                                      parse};

} // namespace parapet
