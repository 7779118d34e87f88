// PMD's XML.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/pmd/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_pmd_xml_format;

namespace {

using pmd::k_severities;

void read_place(xml::Node v, RawFinding& f) {
    fields::set_code(f, v.parent().attr("name"), fields::line_number(v.attr("beginline")),
                     fields::line_number(v.attr("endline")), fields::line_number(v.attr("begincolumn")));
    std::string function;
    for (const char* part : {"package", "class", "method"})
        if (const auto name = v.attr(part); !name.empty())
            function += fmt::format("{}{}", function.empty() ? "" : ".", name);
    fields::put(f.location.function, function, 500);
}

void read_violation(xml::Node v, RawFinding& f, WholeReport& report) {
    read_place(v, f);
    fields::put(f.rule, v.attr("rule"));
    fields::set_title(f, {fields::folded(v.text()), f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, trim(v.text()));
    report.severity(f, v.attr("priority"), k_severities);
    fields::add_tag(f, v.attr("ruleset"));
    fields::add_link(f, v.attr("externalInfoUrl"));
}

void read_suppressed(xml::Node v, RawFinding& f, WholeReport& report) {
    fields::set_code(f, v.attr("filename"), 0);
    fields::set_title(f, {v.attr("msg"), "Suppressed violation"}, report.limits);
    report.text(f.description, v.attr("msg"));
    f.severity_known = false;
    f.suppressed = true;
    fields::put(f.suppression, fmt::format("{} {}", v.attr("suppressiontype"), v.attr("usermsg")), 2000);
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) {
        ScanInfo info;
        info.tool = "PMD";
        fields::put(info.tool_version, root.attr("version"), 40);
        info.target_kind = "repository";
        info.finished = parse_rfc3339(root.attr("timestamp"));
        report.tell(info);
    }
    if (!at.node) return {};
    RawFinding& f =
        report.next(fmt::format("/pmd/{}[{}]", at.node.name(), report.stats.records + 1), at.line, at.offset);
    if (at.node.name() == "violation")
        read_violation(at.node, f, report);
    else
        read_suppressed(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "pmd") return {93, "root element pmd", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "pmd", {"violation", "suppressedviolation"}, read);
}

} // namespace

const FormatInfo k_pmd_xml_format{
    "pmd-xml", FormatKind::findings, "PMD", "application/xml", "PMD's XML: Java and other languages", sniff, parse};

} // namespace parapet
