// bundle-audit check --format json.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_bundler_audit_format;

namespace {

// Ids stand without their scheme: cve 2020-8161, ghsa 5f9h-9pjv-v6j7.
void add_ids(json::Value advisory, RawFinding& finding) {
    for (const auto& [key, head] :
         {std::pair{"cve", "CVE-"}, std::pair{"ghsa", "GHSA-"}, std::pair{"osvdb", "OSVDB-"}}) {
        const std::string id = advisory[key].text();
        if (!id.empty()) fields::add_alias(finding, istarts_with(id, head) ? id : head + id);
    }
}

void read_gem(json::Value result, RawFinding& finding, DomReport& report) {
    const json::Value advisory = result["advisory"];
    Location& at = finding.location;
    fields::put(at.package, result["gem"]["name"].str());
    fields::put(at.version, result["gem"]["version"].str());
    at.ecosystem = "gem";
    at.file = "Gemfile.lock";
    for (const json::Value version : advisory["patched_versions"].items())
        fields::add_fixed(at, version.str());
    fields::set_title(finding, {advisory["title"].str()}, report.limits);
    fields::set_vulnerability(finding, advisory["id"].str(), report.limits);
    add_ids(advisory, finding);
    report.text(finding.description, advisory["description"].str());
    fields::add_link(finding, advisory["url"].str());
    fields::CvssPick cvss;
    cvss.offer({}, advisory["cvss_v3"].exists() && advisory["cvss_v3"].number() ? advisory["cvss_v3"].number()
                                                                                : advisory["cvss_v2"].number());
    cvss.put(finding);
    fields::rate(finding, advisory["criticality"].str(), Severity::medium, report.stats);
    fields::set_update_remedy(finding);
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "bundler-audit";
    scan.target_kind = "repository";
    fields::put(scan.tool_version, root["version"].str(), 60);
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value result : root["results"].items()) {
        RawFinding& finding = report.record("/results", i++);
        if (result["type"].str() == "insecure_source") {
            finding.identity = IdentityKind::config;
            finding.cause = Cause::configuration;
            finding.rule = "insecure_source";
            finding.title = elide(fmt::format("Gems come unprotected from {}", result["source"].str()),
                                  report.limits.max_title_bytes);
            fields::put(finding.location.resource, result["source"].str());
            finding.location.file = "Gemfile.lock";
            finding.severity = Severity::medium;
            finding.severity_known = true;
            finding.remediation = "Fetch gems over https.";
        } else {
            read_gem(result, finding, report);
        }
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("results")) return {};
    if (head.contains("\"unpatched_gem\"") || head.contains("\"insecure_source\""))
        return {86, "results of the type unpatched_gem", {}};
    if (head.json_keys.size() == 3 && head.has_key("version") && head.has_key("created_at"))
        return {60, "just the top-level keys version, created_at and results", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_bundler_audit_format{"bundler-audit-json",
                                        FormatKind::findings,
                                        "bundler-audit",
                                        "application/json",
                                        "bundler-audit: advisories for Ruby gems",
                                        sniff,
                                        parse};

} // namespace parapet
