// Popeye's YAML.

#include "core/formats/common/popeye_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_popeye_yaml_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text || !head.contains("popeye:")) return {};
    if (head.contains("sanitizers:") || head.contains("sections:") || head.contains("grade:"))
        return {85, "YAML with popeye, grade and sections", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_yaml(in, out, job, options, popeye::read);
}

} // namespace

const FormatInfo k_popeye_yaml_format{
    "popeye-yaml", FormatKind::findings, "Popeye", "application/yaml", "Popeye: hygiene of a cluster, as YAML", sniff,
    parse};

} // namespace parapet
