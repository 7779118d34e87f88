// Veracode's summary report, XML: how many flaws of each category, and the vulnerable components one by one.

#include "core/base/text.h"
#include "core/formats/common/veracode_library.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_veracode_summary_format;

namespace {

void read_category(xml::Node category, std::int64_t count, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::code;
    f.cause = Cause::code;
    f.phase = Phase::code;
    const std::string_view name = category.attr("categoryname");
    fields::put(f.rule, name);
    fields::set_title(f, {name, "Unnamed category"}, report.limits);
    report.text(f.description, fmt::format("{} {} of this category: the detailed report names them.", count,
                                           count == 1 ? "flaw" : "flaws"));
    report.severity(f, category.parent().attr("level"), veracode::k_severities);
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) veracode::tell(root, report);
    if (!at.node) return {};
    const bool category = at.node.name() == "category";
    std::int64_t count = 0;
    if (category && parse_int(at.node.attr("count"), count) && count == 0) return {};
    RawFinding& f =
        report.next(fmt::format("/summaryreport/{}[{}]", at.node.name(), report.stats.records + 1), at.line, at.offset);
    if (category)
        read_category(at.node, count, f, report);
    else
        veracode::read_vulnerability(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "summaryreport") return {};
    if (!head.contains("veracode")) return {};
    return {95, "root element summaryreport of Veracode", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "summaryreport", {"category", "vulnerability"}, read);
}

} // namespace

const FormatInfo k_veracode_summary_format{"veracode-summary-xml",
                                           FormatKind::findings,
                                           "Veracode",
                                           "application/xml",
                                           "Veracode's summary report: flaws by category and vulnerable components",
                                           sniff,
                                           parse};

} // namespace parapet
