// Popeye's JSON: issues of the resources of a cluster, by linter (once sanitizer).

#include "core/formats/common/popeye_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_popeye_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("popeye")) return {};
    if (head.contains("\"sanitizers\"") || head.contains("\"sections\"") || head.contains("\"grade\""))
        return {92, "top-level key popeye, with grade and sections", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, popeye::read);
}

} // namespace

const FormatInfo k_popeye_format{
    "popeye-json", FormatKind::findings, "Popeye", "application/json", "Popeye: hygiene of a cluster", sniff, parse};

} // namespace parapet
