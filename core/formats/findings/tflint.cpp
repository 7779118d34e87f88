// TFLint's JSON: issues of Terraform modules.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_tflint_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"notice", Severity::low},
    {"info", Severity::low}, // notice, as it is written
}};

void read_issue(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value range = v["range"];
    fields::set_config(f, range["filename"].str(), fields::line_number(range["start"]["line"]),
                       fields::line_number(range["end"]["line"]), fields::line_number(range["start"]["column"]));
    const json::Value rule = v["rule"];
    fields::put(f.rule, rule["name"].str());
    fields::set_title(f, {v["message"].str(), f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, v["message"].str());
    report.severity(f, rule["severity"].str(), k_severities);
    fields::add_link(f, rule["link"].str());
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of TFLint is an object", "/");
    ScanInfo info;
    info.tool = "TFLint";
    info.target_kind = "repository";
    if (root["errors"].size() > 0) {
        info.complete = false;
        report.stats.warn("/errors", "TFLint could not read everything: nothing is closed by this scan");
    }
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root["issues"].items()) {
        if (!report.go_on()) break;
        read_issue(v, report.next(fmt::format("/issues/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("issues")) return {};
    if (head.contains("\"rule\"") && head.contains("\"range\"") && head.contains("\"callers\""))
        return {90, "issues with rule, range and callers", {}};
    // Without issues and errors it may be of any tool.
    if (head.has_key("errors") && head.json_keys.size() == 2 && head.contains("\"message\"") &&
        head.contains("\"severity\""))
        return {68, "top-level keys issues and errors", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_tflint_format{
    "tflint-json", FormatKind::findings, "TFLint", "application/json", "TFLint: Terraform modules", sniff, parse};

} // namespace parapet
