// Terrascan's XML.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/terrascan_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_terrascan_xml_format;

namespace {

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    const xml::Node summary = root.child("scan_summary");
    ScanInfo info;
    info.tool = "Terrascan";
    fields::put(info.target, summary.attr("file_folder"));
    info.target_kind = "repository";
    fields::put(info.policy, summary.attr("iac_type"), 100);
    info.finished = parse_rfc3339(summary.attr("scanned_at").substr(0, 19));
    report.tell(info);
    for (const bool skipped : {false, true}) {
        const xml::Node list = root.child(skipped ? "skipped_violations" : "violations");
        std::size_t n = 0;
        for (const xml::Node v : list.children()) {
            if (!report.go_on()) return {};
            RawFinding& f = report.next(fmt::format("/results/{}/{}[{}]", list.name(), v.name(), ++n), document, v);
            terrascan::read_violation([&](std::string_view key) { return std::string(v.attr(key)); }, skipped, f,
                                      report);
            report.emit();
        }
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "results") return {};
    if (head.contains("<violation") || head.contains("policies_validated="))
        return {85, "root element results with violations", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, "results", read);
}

} // namespace

const FormatInfo k_terrascan_xml_format{"terrascan-xml",
                                        FormatKind::findings,
                                        "Terrascan",
                                        "application/xml",
                                        "Terrascan: infrastructure as code, as XML",
                                        sniff,
                                        parse};

} // namespace parapet
