// XCCDF results as oscap and others write them: a Benchmark with TestResult, or a bare TestResult.

#include "core/formats/findings/xccdf/results.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_xccdf_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root != "Benchmark" && head.xml_root != "TestResult") return {};
    const bool ns = head.xml_ns.find("checklists.nist.gov/xccdf") != std::string::npos;
    const std::string version = head.xml_ns.find("xccdf/1.1") != std::string::npos ? "1.1" : ns ? "1.2" : "";
    if (ns) return {90, "root element " + head.xml_root + " of XCCDF's namespace", version};
    if (head.contains("xccdf") || head.contains("rule-result"))
        return {60, "root element " + head.xml_root + ", and XCCDF's words", version};
    return {};
}

} // namespace

const FormatInfo k_xccdf_format{
    "xccdf", FormatKind::findings, "OpenSCAP", "application/xml", "XCCDF 1.1 and 1.2 results, of oscap and others",
    sniff,   xccdf::parse_results};

} // namespace parapet
