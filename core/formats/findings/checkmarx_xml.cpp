// Checkmarx SAST, XML: queries, each with results whose path leads from source to sink.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/checkmarx/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_checkmarx_xml_format;

namespace {

using checkmarx::k_severities;

constexpr std::array<std::string_view, 5> k_states{"to verify", "not exploitable", "confirmed", "urgent",
                                                   "proposed not exploitable"};

std::string spaced(std::string_view name) {
    std::string out(name);
    for (char& c : out)
        if (c == '_') c = ' ';
    return out;
}

void tell(xml::Node root, WholeReport& report) {
    ScanInfo info;
    info.tool = "Checkmarx";
    fields::put(info.tool_version, root.attr("CheckmarxVersion"), 40);
    fields::put(info.target, root.attr("ProjectName"));
    info.target_kind = "repository";
    fields::put(info.policy, root.attr("Preset"), 200);
    if (iequals(root.attr("ScanType"), "Incremental")) info.complete = false;
    report.tell(info);
}

xml::Node last_of(xml::Node path) {
    xml::Node last;
    for (const xml::Node node : path.children("PathNode"))
        last = node;
    return last;
}

void read_flow(xml::Node path, RawFinding& f, const Limits& limits) {
    fields::LocationCount count;
    const xml::Node last = last_of(path);
    for (const xml::Node node : path.children("PathNode")) {
        if (node == last) continue;
        Location step;
        step.file = fields::normal_path(node.child_text("FileName"));
        step.line = fields::line_number(node.child_text("Line"));
        step.column = fields::line_number(node.child_text("Column"));
        fields::put(step.function, node.child_text("Name"));
        fields::add_location(f, std::move(step), count, limits);
    }
}

void read_state(xml::Node result, RawFinding& f) {
    const std::int64_t state = fields::line_number(result.attr("state"));
    if (state > 0 && state < static_cast<std::int64_t>(k_states.size()))
        fields::add_tag(f, k_states[static_cast<std::size_t>(state)]);
    if (!iequals(result.attr("FalsePositive"), "true") && state != 1) return;
    f.suppressed = true;
    fields::put(f.suppression, result.attr("Remark"), 2000);
    if (f.suppression.empty()) f.suppression = "not exploitable";
}

void read_result(xml::Node result, RawFinding& f, WholeReport& report) {
    const xml::Node query = result.parent();
    const xml::Node path = result.child("Path");
    const xml::Node sink = last_of(path);
    std::string_view file = sink.child_text("FileName");
    if (file.empty()) file = result.attr("FileName");
    std::int64_t line = fields::line_number(sink.child_text("Line"));
    if (line == 0) line = fields::line_number(result.attr("Line"));
    fields::set_code(f, file, line, 0, fields::line_number(sink.child_text("Column")));
    fields::put(f.location.function, sink.child_text("Name"));
    fields::put(f.rule, query.attr("id"));
    fields::put(f.rule_name, spaced(query.attr("name")));
    fields::set_title(f, {spaced(query.attr("name")), f.rule, "Unnamed query"}, report.limits);
    fields::set_code_snippet(f, sink.path({"Snippet", "Line", "Code"}).text());
    const std::string_view severity = result.attr("Severity");
    report.severity(f, severity.empty() ? query.attr("Severity") : severity, k_severities);
    std::int64_t cwe = 0;
    if (parse_int(query.attr("cweId"), cwe)) fields::add_cwe(f, cwe);
    fields::add_link(f, result.attr("DeepLink"));
    for (const std::string_view category : split(query.attr("categories"), ','))
        fields::add_tag(f, category);
    fields::add_tag(f, query.attr("Language"));
    fields::put(f.fingerprint, path.attr("SimilarityId"));
    if (!f.fingerprint.empty()) f.fingerprint = fmt::format("{}:{}", f.rule, f.fingerprint);
    std::string text = fmt::format("{} in {}", spaced(query.attr("group")), query.attr("Language"));
    if (sink) text += fmt::format(": data flows to {} in {}.", sink.child_text("Name"), f.location.file);
    report.text(f.description, text);
    read_state(result, f);
    read_flow(path, f, report.limits);
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) tell(root, report);
    if (!at.node) return {};
    RawFinding& f = report.next(fmt::format("/CxXMLResults/Result[{}]", report.stats.records), at.line, at.offset);
    read_result(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "CxXMLResults") return {};
    return {97, "root element CxXMLResults", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "CxXMLResults", {"Result"}, read);
}

} // namespace

const FormatInfo k_checkmarx_xml_format{"checkmarx-xml",
                                        FormatKind::findings,
                                        "Checkmarx",
                                        "application/xml",
                                        "Checkmarx SAST: weaknesses in source code, with their data flow",
                                        sniff,
                                        parse};

} // namespace parapet
