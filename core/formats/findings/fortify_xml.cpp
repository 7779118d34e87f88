// Fortify's report as XML (ReportDefinition), which groups issues by category, and WebInspect's scan.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_fortify_xml_format;

namespace {

constexpr std::array<fields::SeverityWord, 12> k_severities{{
    {"Critical", Severity::critical},
    {"Hot", Severity::critical}, // its word before 2010
    {"High", Severity::high},
    {"Warning", Severity::medium},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    // of WebInspect
    {"4", Severity::critical},
    {"3", Severity::high},
    {"2", Severity::medium},
    {"1", Severity::low},
    {"0", Severity::info},
}};

std::string_view meta(xml::Node group, std::string_view name) {
    for (const xml::Node info : group.child("MajorAttributeSummary").children("MetaInfo"))
        if (info.child_text("Name") == name) return info.child_text("Value");
    return {};
}

// What an auditor said: "Not an Issue" is suppressed.
void read_audit(xml::Node issue, RawFinding& f) {
    for (const xml::Node tag : issue.children("Tag")) {
        const std::string_view name = tag.child_text("Name");
        const std::string_view value = tag.child_text("Value");
        if (!value.empty()) fields::add_tag(f, fmt::format("{}: {}", name, value));
        if (name != "Analysis" || !iequals(value, "Not an Issue")) continue;
        f.suppressed = true;
        f.suppression = "audited: not an issue";
    }
    for (const xml::Node comment : issue.children("Comment"))
        if (f.suppressed)
            f.suppression = elide(fmt::format("{}; {}", f.suppression, comment.child_text("Comment")), 2000);
}

Location location_of(xml::Node at) {
    Location out;
    const std::string_view path = at.child_text("FilePath");
    out.file = fields::normal_path(path.empty() ? at.child_text("FileName") : path);
    out.line = fields::line_number(at.child_text("LineStart"));
    fields::put(out.function, at.child_text("TargetFunction"), 500);
    fields::set_snippet(out, at.child("Snippet").raw_text());
    return out;
}

void read_issue(xml::Node issue, RawFinding& f, WholeReport& report) {
    const xml::Node group = issue.parent();
    const std::string_view category = issue.child_text("Category");
    f.identity = IdentityKind::code;
    f.location = location_of(issue.child("Primary"));
    if (fields::is_about_secrets(category)) f.location.snippet.clear();
    if (const xml::Node source = issue.child("Source")) f.more_locations.push_back(location_of(source));
    if (fields::is_about_secrets(category) && !f.more_locations.empty()) f.more_locations.back().snippet.clear();
    fields::put(f.rule, issue.attr("ruleID"));
    if (f.rule.empty()) fields::put(f.rule, category);
    fields::put(f.rule_name, category);
    fields::set_title(f, {category, f.rule, "Unnamed category"}, report.limits);
    std::string text(issue.child_text("Abstract"));
    if (const auto more = meta(group, "Explanation"); !more.empty())
        text += fmt::format("{}{}", text.empty() ? "" : "\n\n", more);
    report.text(f.description, text);
    report.text(f.remediation, meta(group, "Recommendations"));
    const std::string_view priority = issue.child_text("Friority"); // so spelt
    report.severity(f, priority.empty() ? issue.child_text("Folder") : priority, k_severities);
    fields::add_tag(f, issue.child_text("Kingdom"));
    fields::put(f.fingerprint, issue.attr("iid"));
    for (const xml::Node external : issue.children("ExternalCategory"))
        if (external.attr("type") == "CWE")
            fields::add_cwes_of(f, replace_all(std::string(external.text()), "CWE ID ", "CWE-"));
    read_audit(issue, f);
}

// ---- WebInspect ----

void read_web(xml::Node issue, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::web;
    f.phase = Phase::test;
    fields::put(f.rule, issue.child_text("VulnerabilityID"));
    fields::put(f.rule_name, issue.child_text("Name"));
    fields::set_title(f, {issue.child_text("Name"), f.rule, "Unnamed check"}, report.limits);
    report.severity(f, issue.child_text("Severity"), k_severities);
    fields::set_url(f.location, issue.child_text("URL"));
    fields::put(f.location.parameter, issue.child_text("AttackParamDescriptor"), 200);
    std::string text;
    for (const xml::Node section : issue.children("ReportSection")) {
        const std::string_view name = section.child_text("Name");
        const std::string words = text_of_html(section.child_text("SectionText"));
        if (name == "Fix")
            report.text(f.remediation, words);
        else if (!words.empty())
            text += fmt::format("{}{}: {}", text.empty() ? "" : "\n\n", name, words);
        fields::add_cwes_of(f, section.child_text("SectionText"));
    }
    report.text(f.description, text);
    for (const xml::Node c : issue.child("Classifications").children("Classification"))
        fields::add_cwes_of(f, c.text());
    report.text(f.evidence, fields::masked_http(issue.child_text("VulnerableSession").substr(0, 8000)));
}

void tell(xml::Node root, WholeReport& report) {
    ScanInfo info;
    const bool web = root.name() == "Scan";
    info.tool = web ? "Fortify WebInspect" : "Fortify";
    info.target_kind = web ? "url" : "repository";
    if (web) {
        fields::put(info.policy, root.child_text("PolicyName"), 200);
        fields::put(info.target, root.child_text("Name"));
    }
    report.tell(info);
}

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    const bool web = root.name() == "Scan";
    if (!web && root.name() != "ReportDefinition")
        return fail(Errc::malformed, "the root element is neither ReportDefinition nor Scan", "/");
    tell(root, report);
    std::size_t n = 0;
    for (const xml::Node issue : root.descendants("Issue")) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/{}/Issue[{}]", root.name(), ++n), document, issue);
        if (web)
            read_web(issue, f, report);
        else
            read_issue(issue, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "ReportDefinition") return {90, "root element ReportDefinition", {}};
    if (head.xml_root == "Scan" && head.contains("<PolicyName>") && head.contains("<Issue"))
        return {80, "root element Scan with PolicyName and Issues", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, {}, read);
}

} // namespace

const FormatInfo k_fortify_xml_format{"fortify-xml",
                                      FormatKind::findings,
                                      "Fortify",
                                      "application/xml",
                                      "Fortify's report and WebInspect's scan as XML",
                                      sniff,
                                      parse};

} // namespace parapet
