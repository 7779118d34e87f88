// ARF 1.1 (asset report collection), as oscap writes with --results-arf: the XCCDF results inside.

#include "core/formats/findings/xccdf/results.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_arf_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "asset-report-collection") return {};
    return {95, "root element asset-report-collection", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    auto root = document.parse(in, xccdf::reading_options(), *options.limits);
    if (!root) return fail(root.error());
    if (auto ok = xccdf::read_results(document, *root, out, stats, job, *options.limits); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_arf_format{"arf",
                              FormatKind::findings,
                              "OpenSCAP",
                              "application/xml",
                              "ARF 1.1: XCCDF results with their data stream, as oscap writes with --results-arf",
                              sniff,
                              parse};

} // namespace parapet
