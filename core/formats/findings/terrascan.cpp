// Terrascan: infrastructure as code; JSON and YAML, which have one shape.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/terrascan_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_terrascan_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("results")) return {};
    if (head.contains("\"scan_summary\"") && head.contains("\"policies_validated\""))
        return {92, "results with violations and a scan_summary", {}};
    if (head.contains("\"violations\"") && (head.contains("\"skipped_violations\"") || head.contains("\"rule_id\"")))
        return {88, "results with violations and skipped_violations", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, terrascan::read);
}

} // namespace

const FormatInfo k_terrascan_format{"terrascan-json",
                                    FormatKind::findings,
                                    "Terrascan",
                                    "application/json",
                                    "Terrascan: infrastructure as code",
                                    sniff,
                                    parse};

} // namespace parapet
