// Bandit's YAML: its JSON in other clothes.

#include "core/formats/common/translated.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/common/yaml_json.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_bandit_yaml_format;
extern const FormatInfo k_bandit_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text || !head.contains("results:")) return {};
    if (head.contains("generated_at:") && head.contains("metrics:") && head.contains("CONFIDENCE.HIGH:"))
        return {90, "YAML with results, generated_at and Bandit's metrics", {}};
    if (head.contains("test_id: B") && head.contains("issue_confidence:"))
        return {88, "YAML with test_id and issue_confidence", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto json = yaml_input_to_json(in, *options.limits);
    if (!json) return fail(json.error());
    if (json->find("\"results\"") == std::string::npos)
        return fail(Errc::malformed, "a Bandit report has results", "/");
    return parse_translated(*json, k_bandit_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_bandit_yaml_format{
    "bandit-yaml", FormatKind::findings, "Bandit", "application/yaml", "Bandit: weaknesses in Python", sniff, parse};

} // namespace parapet
