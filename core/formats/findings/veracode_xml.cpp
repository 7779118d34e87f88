// Veracode's detailed report, XML: flaws of static, dynamic and manual analysis, and vulnerable components.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_veracode_xml_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"5", Severity::critical}, // "very high"
    {"4", Severity::high},
    {"3", Severity::medium},
    {"2", Severity::low},
    {"1", Severity::info}, // "very low"
    {"0", Severity::info},
}};

// "2020-06-01 10:02:01 UTC"
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

// <para text="..."><bulletitem text="..."/></para>
std::string paragraphs(xml::Node node) {
    std::string out;
    for (const xml::Node n : node.descendants()) {
        const std::string_view text = n.attr("text");
        if (text.empty() || out.size() > 60'000) continue;
        out += fmt::format("{}{}{}", out.empty() ? "" : "\n", n.name() == "bulletitem" ? "- " : "", text);
    }
    return out;
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

void read_flaw(xml::Node flaw, RawFinding& f, WholeReport& report) {
    std::string file(flaw.attr("sourcefilepath"));
    if (!file.empty() && file.back() != '/') file += '/';
    file += flaw.attr("sourcefile");
    fields::set_code(f, file, fields::line_number(flaw.attr("line")));
    std::string function(flaw.attr("scope"));
    if (const auto prototype = flaw.attr("functionprototype"); !prototype.empty())
        function += fmt::format("{}{}", function.empty() ? "" : ": ", prototype);
    fields::put(f.location.function, function, 1000);
    const xml::Node cwe = flaw.parent().parent();
    const xml::Node category = cwe.parent();
    std::int64_t number = 0;
    if (parse_int(flaw.attr("cweid"), number)) fields::add_cwe(f, number);
    fields::put(f.rule, fmt::format("CWE-{}", flaw.attr("cweid")));
    fields::put(f.rule_name, flaw.attr("type"));
    fields::set_title(f, {flaw.attr("categoryname"), cwe.attr("cwename"), flaw.attr("type"), "Unnamed flaw"},
                      report.limits);
    report.text(f.description, flaw.attr("description"));
    if (category.name() == "category") report.text(f.remediation, paragraphs(category.child("recommendations")));
    report.severity(f, flaw.attr("severity"), k_severities);
    if (const auto issue = flaw.attr("issueid"); !issue.empty())
        f.fingerprint = elide(fmt::format("veracode:{}", issue), 100);
    if (const auto url = flaw.attr("url"); !url.empty()) {
        fields::set_url(f.location, url);
        fields::put(f.location.parameter, flaw.attr("vuln_parameter"), 200);
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
    }
    f.seen = time_of(flaw.attr("date_first_occurrence"));
    read_state(flaw, f);
}

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

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) tell(root, report);
    if (!at.node) return {};
    const bool flaw = at.node.name() == "flaw";
    RawFinding& f = report.next(fmt::format("/detailedreport/{}[{}]", at.node.name(), report.stats.records + 1),
                                at.line, at.offset);
    if (flaw)
        read_flaw(at.node, f, report);
    else
        read_vulnerability(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "detailedreport") return {};
    return {95, "root element detailedreport", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "detailedreport", {"flaw", "vulnerability"}, read);
}

} // namespace

const FormatInfo k_veracode_xml_format{"veracode-xml",
                                       FormatKind::findings,
                                       "Veracode",
                                       "application/xml",
                                       "Veracode's detailed report: flaws and vulnerable components",
                                       sniff,
                                       parse};

} // namespace parapet
