// Checkmarx CxFlow's JSON: issues by file and query, each with the lines where it stands.

#include "core/base/text.h"
#include "core/formats/common/checkmarx_fields.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_checkmarx_cxflow_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    {"Information", Severity::info},
}};

json::Value flow_of(json::Value issue, std::string_view line) {
    for (const json::Value flow : issue["additionalDetails"]["results"].items())
        if (flow["source"]["line"].text() == line) return flow;
    return {};
}

void read_issue(json::Value issue, std::string_view line, json::Value detail, RawFinding& f, WholeReport& report) {
    fields::set_code(f, issue["filename"].str(), fields::line_number(line));
    fields::put(f.rule_name, checkmarx::spaced(issue["vulnerability"].str()));
    f.rule = f.rule_name;
    fields::set_title(f, {f.rule_name, "Unnamed query"}, report.limits);
    std::string text(issue["description"].str());
    if (text.empty()) text = fmt::format("{} in {}", f.rule_name, issue["language"].str());
    report.text(f.description, text);
    report.severity(f, issue["severity"].str(), k_severities);
    fields::add_cwe(f, issue["cwe"].integer().value_or(0));
    fields::add_link(f, issue["link"].str());
    fields::add_link(f, issue["additionalDetails"]["recommendedFix"].str());
    for (const std::string_view category : split(issue["additionalDetails"]["categories"].str(), ','))
        fields::add_tag(f, category);
    fields::set_code_snippet(f, trim(detail["codeSnippet"].str()));
    if (const json::Value sink = flow_of(issue, line)["sink"]; sink) {
        fields::LocationCount count;
        Location other;
        other.file = fields::normal_path(sink["file"].str());
        other.line = fields::line_number(sink["line"]);
        fields::add_location(f, std::move(other), count, report.limits);
    }
    // It is of all the issue's lines: without source text their order tells them apart, as their numbers move.
    if (!f.location.snippet.empty()) f.fingerprint = elide(issue["similarityId"].text(), 200);
    if (!detail["falsePositive"].boolean().value_or(false)) return;
    f.suppressed = true;
    fields::put(f.suppression, detail["comment"].str(), 2000);
    if (f.suppression.empty()) f.suppression = "false positive";
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of CxFlow is an object", "/");
    ScanInfo info;
    info.tool = "Checkmarx";
    fields::put(info.tool_version, root["version"].str(), 40);
    fields::put(info.target, root["project"].str());
    info.target_kind = "repository";
    if (iequals(root["scanType"].str(), "Incremental")) info.complete = false;
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value issue : root["xissues"].items()) {
        const std::string path = fmt::format("/xissues/{}", n++);
        if (!report.go_on()) break;
        if (issue["details"].size() == 0) {
            read_issue(issue, {}, {}, report.next(path), report);
            report.emit();
        }
        for (const json::Member detail : issue["details"].members()) {
            RawFinding& f = report.next(fmt::format("{}/details/{}", path, elide(detail.key, 40)));
            read_issue(issue, detail.key, detail.value, f, report);
            report.emit();
        }
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("xissues") || head.has_key("unFilteredIssues")) return {93, "top-level key xissues", {}};
    if (head.contains("\"flow-summary\"") && head.has_key("additionalDetails"))
        return {85, "additionalDetails with flow-summary", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_checkmarx_cxflow_format{"checkmarx-cxflow-json",
                                           FormatKind::findings,
                                           "Checkmarx CxFlow",
                                           "application/json",
                                           "CxFlow: issues of Checkmarx, folded by file",
                                           sniff,
                                           parse};

} // namespace parapet
