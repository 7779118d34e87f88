// pip-audit --format json: dependencies with their vulnerabilities; before 2.0 that list alone.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_pip_audit_format;

namespace {

void read_vulnerability(json::Value value, json::Value package, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, package["name"].str());
    fields::put(at.version, package["version"].str());
    at.ecosystem = "pypi";
    for (const json::Value version : value["fix_versions"].items())
        fields::add_fixed(at, version.str());
    fields::set_vulnerability(finding, value["id"].str(), report.limits);
    for (const json::Value alias : value["aliases"].items())
        fields::add_alias(finding, alias.str());
    report.text(finding.description, value["description"].str());
    fields::add_cwe(finding, 1395); // it depends on a vulnerable third-party component: all that pip-audit says
    fields::rate(finding, {}, Severity::medium, report.stats);
    fields::set_update_remedy(finding);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "pip-audit";
    scan.target_kind = "repository";
    const bool bare = root.is_array();
    const json::Value dependencies = bare ? root : root["dependencies"];
    std::size_t skipped = 0;
    for (const json::Value package : dependencies.items())
        if (package["skip_reason"].is_string()) ++skipped;
    report.tell(scan);
    if (skipped > 0) report.stats.warn("/dependencies", fmt::format("pip-audit could not audit {} packages", skipped));
    std::size_t p = 0;
    for (const json::Value package : dependencies.items()) {
        std::size_t i = 0;
        for (const json::Value value : package["vulns"].items())
            read_vulnerability(value, package, report.record(bare ? "" : "/dependencies", p, "vulns", i++), report);
        ++p;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("name") &&
        (head.has_element_key("vulns") || (head.has_element_key("skip_reason") && head.element_keys.size() == 2)))
        return {80, "an array of objects with the keys name, version and vulns", "1"};
    if (head.shape != Head::Shape::json_object || !head.has_key("dependencies")) return {};
    if (head.contains("\"vulns\"")) return {84, "dependencies with vulns", "2"};
    if (head.json_keys.size() == 1 && !head.truncated && head.text.size() < 200)
        return {42, "only the top-level key dependencies, and little in it", "2"};
    if (head.has_key("fixes") && head.json_keys.size() == 2)
        return {75, "just the top-level keys dependencies and fixes", "2"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_pip_audit_format{"pip-audit-json",
                                    FormatKind::findings,
                                    "pip-audit",
                                    "application/json",
                                    "pip-audit: advisories for Python packages",
                                    sniff,
                                    parse};

} // namespace parapet
