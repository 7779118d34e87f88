// Veracode's detailed report, XML: flaws of static, dynamic and manual analysis, and vulnerable components.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/veracode_library.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_veracode_xml_format;

namespace {

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
    report.severity(f, flaw.attr("severity"), veracode::k_severities);
    if (const auto issue = flaw.attr("issueid"); !issue.empty())
        f.fingerprint = elide(fmt::format("veracode:{}", issue), 100);
    if (const auto url = flaw.attr("url"); !url.empty()) {
        fields::set_url(f.location, url);
        fields::put(f.location.parameter, flaw.attr("vuln_parameter"), 200);
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
    }
    f.seen = veracode::time_of(flaw.attr("date_first_occurrence"));
    veracode::read_state(flaw, f);
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) veracode::tell(root, report);
    if (!at.node) return {};
    const bool flaw = at.node.name() == "flaw";
    RawFinding& f = report.next(fmt::format("/detailedreport/{}[{}]", at.node.name(), report.stats.records + 1),
                                at.line, at.offset);
    if (flaw)
        read_flaw(at.node, f, report);
    else
        veracode::read_vulnerability(at.node, f, report);
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
