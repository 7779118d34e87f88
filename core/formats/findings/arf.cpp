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

} // namespace

const FormatInfo k_arf_format{"arf",
                              FormatKind::findings,
                              "OpenSCAP",
                              "application/xml",
                              "ARF 1.1: XCCDF results with their data stream, as oscap writes with --results-arf",
                              sniff,
                              xccdf::parse_results};

} // namespace parapet
