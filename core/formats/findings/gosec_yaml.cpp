// gosec's YAML: the fields of its JSON under other names.

#include "core/base/text.h"
#include "core/formats/common/translated.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/common/yaml_json.h"
#include "core/formats/format.h"

#include <string>

namespace parapet {

extern const FormatInfo k_gosec_yaml_format;
extern const FormatInfo k_gosec_format;

namespace {

// A number in YAML, for want of a word.
std::string rating(json::Value value) {
    const std::string text = value.text();
    return text == "2" ? "HIGH" : text == "1" ? "MEDIUM" : text == "0" ? "LOW" : text;
}

void write_issue(json::Value issue, json::Writer& to) {
    to.begin_object();
    for (const auto& [theirs, ours] : {std::pair{"ruleid", "rule_id"},
                                       {"what", "details"},
                                       {"file", "file"},
                                       {"code", "code"},
                                       {"line", "line"},
                                       {"col", "column"},
                                       {"nosec", "nosec"},
                                       {"autofix", "autofix"}})
        if (issue[theirs].is_string()) to.key(ours).value(issue[theirs].str());
    to.key("severity").value(rating(issue["severity"]));
    to.key("confidence").value(rating(issue["confidence"]));
    to.key("cwe").begin_object().key("id").value(issue["cwe"]["id"].str()).end_object();
    to.key("suppressions").begin_array();
    for (const json::Value s : issue["suppressions"].items()) {
        to.begin_object().key("kind").value(s["kind"].str());
        to.key("justification").value(s["justification"].str()).end_object();
    }
    to.end_array().end_object();
}

std::string as_json(json::Value root) {
    std::string out;
    json::Writer to(out);
    to.begin_object().key("GosecVersion").value(root["gosecversion"].str());
    to.key("Golang errors").begin_object();
    for (const json::Member m : root["errors"].members())
        to.key(m.key).value("");
    to.end_object().key("Issues").begin_array();
    for (const json::Value issue : root["issues"].items())
        write_issue(issue, to);
    to.end_array().end_object();
    return out;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text || !head.contains("issues:")) return {};
    if (head.contains("gosecversion:")) return {92, "YAML with issues and gosecversion", {}};
    if (head.contains("ruleid: G") && head.contains("confidence: ") && head.contains("nosec: "))
        return {88, "YAML with issues, ruleid and nosec", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto json = yaml_input_to_json(in, *options.limits);
    if (!json) return fail(json.error());
    json::Document document;
    const auto root = document.parse(*json, *options.limits);
    if (!root) return fail(root.error());
    if (!root->is_object() || (!(*root)["issues"].exists() && !(*root)["gosecversion"].exists()))
        return fail(Errc::malformed, "a gosec report has issues", "/");
    return parse_translated(as_json(*root), k_gosec_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_gosec_yaml_format{
    "gosec-yaml", FormatKind::findings, "gosec", "application/yaml", "gosec: weaknesses in Go, as YAML", sniff, parse};

} // namespace parapet
