#include "core/formats/common/veracode_library.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace parapet::veracode {

namespace {

// "maven:commons-jxpath:commons-jxpath:1.3:"
void read_library(xml::Node component, RawFinding& f) {
    const auto parts = split(component.attr("library_id"), ':');
    fields::put(f.location.package, component.attr("library"));
    if (parts.size() >= 4) {
        fields::put(f.location.ecosystem, parts[0], 40);
        std::string name(parts[1]);
        if (!parts[2].empty()) name += fmt::format(":{}", parts[2]);
        fields::put(f.location.package, name);
    } else if (const auto vendor = component.attr("vendor"); !vendor.empty() && f.location.package.empty()) {
        fields::put(f.location.package, vendor);
    }
    fields::put(f.location.version, component.attr("version"));
    fields::put(f.location.file, component.child("file_paths").child("file_path").attr("value"), 1000);
}

} // namespace

std::optional<Time> time_of(std::string_view text) {
    return parse_rfc3339(text.substr(0, 19));
}

void tell(xml::Node root, WholeReport& report) {
    ScanInfo info;
    info.tool = "Veracode";
    fields::put(info.tool_version, root.child("static-analysis").attr("engine_version"), 40);
    fields::put(info.target, root.attr("app_name"));
    info.target_kind = "repository";
    fields::put(info.policy, root.attr("policy_name"), 200);
    info.finished = time_of(root.attr("generation_date"));
    report.tell(info);
}

void read_state(xml::Node node, RawFinding& f) {
    const std::string_view status = node.attr("remediation_status");
    const std::string_view mitigation = node.attr("mitigation_status");
    if (!status.empty()) fields::add_tag(f, fmt::format("remediation: {}", to_lower(elide(status, 60))));
    if (iequals(status, "Fixed")) {
        fields::set_fixed(f);
    } else if (iequals(mitigation, "accepted") || iequals(node.attr("mitigation"), "true")) {
        f.suppressed = true;
        f.suppression = "mitigation accepted";
    }
    std::string_view text;
    for (const xml::Node m : node.child("mitigations").children("mitigation"))
        text = m.attr("description");
    if (f.suppressed && !text.empty()) f.suppression = elide(fmt::format("{}: {}", f.suppression, text), 2000);
}

void read_vulnerability(xml::Node v, RawFinding& f, WholeReport& report) {
    const xml::Node component = v.parent().parent();
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    read_library(component, f);
    const std::string_view id = v.attr("cve_id");
    fields::add_alias(f, id);
    fields::put(f.rule, id);
    fields::set_title(f, {fmt::format("{} in {}", id, component.attr("library"))}, report.limits);
    report.text(f.description, v.attr("cve_summary"));
    report.severity(f, v.attr("severity"), k_severities);
    fields::add_cwes_of(f, v.attr("cwe_id"));
    double score = 0;
    fields::CvssPick cvss;
    if (parse_double(v.attr("cvss_score"), score)) cvss.offer({}, score);
    cvss.put(f);
    f.seen = time_of(v.attr("first_found_date"));
    read_state(v, f);
}

} // namespace parapet::veracode
