// Terrascan's YAML.

#include "core/formats/common/terrascan_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_terrascan_yaml_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text || !head.contains("results:")) return {};
    if (head.contains("violations:") && (head.contains("rule_id:") || head.contains("scan_summary:")))
        return {85, "YAML with results, violations and rule_id", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_yaml(in, out, job, options, terrascan::read);
}

} // namespace

const FormatInfo k_terrascan_yaml_format{"terrascan-yaml",
                                         FormatKind::findings,
                                         "Terrascan",
                                         "application/yaml",
                                         "Terrascan: infrastructure as code, as YAML",
                                         sniff,
                                         parse};

} // namespace parapet
