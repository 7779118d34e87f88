// Codacy's API: pages of issues, of a repository or of a commit or pull request.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_codacy_format;

namespace {

// `severityLevel`; its older name for the levels is `level`.
constexpr std::array<fields::SeverityWord, 9> k_levels{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Error", Severity::high},
    {"Medium", Severity::medium},
    {"Warning", Severity::medium},
    {"Low", Severity::low},
    {"Minor", Severity::low},
    {"Info", Severity::info},
    {"Note", Severity::info},
}};

void read_issue(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value pattern = v["patternInfo"];
    fields::set_code(f, v["filePath"].str(), fields::line_number(v["lineNumber"]));
    fields::put(f.rule, pattern["id"].str());
    const std::string_view title = pattern["title"].str();
    fields::put(f.rule_name, title.empty() ? pattern["category"].str() : title);
    fields::set_title(f, {v["message"].str(), title, f.rule}, report.limits);
    report.text(f.description, v["message"].str());
    fields::put(f.fingerprint, v["issueId"].text());
    std::string_view level = pattern["severityLevel"].str();
    if (level.empty()) level = pattern["level"].str();
    report.severity(f, level.empty() ? v["severity"].str() : level, k_levels);
    fields::add_tag(f, pattern["category"].str());
    fields::add_tag(f, pattern["subCategory"].str());
    fields::add_tag(f, v["toolInfo"]["name"].str());
    fields::add_cwes_of(f, v["message"].str());
    fields::set_code_snippet(f, v["lineText"].str());
    f.seen = parse_rfc3339(v["commitInfo"]["timestamp"].str());
    fields::add_ids_of(f, v["message"].str());
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value list = root.is_array() ? root : root["data"];
    if (!list.is_array()) return fail(Errc::malformed, "a page of Codacy has data", "/data");
    ScanInfo scan;
    scan.tool = "Codacy";
    scan.target_kind = "repository";
    scan.complete = !root["pagination"]["cursor"].exists(); // more pages follow
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value one : list.items()) {
        if (!report.go_on()) return {};
        RawFinding& f = report.next(fmt::format("/data/{}", i++));
        const json::Value issue = one["commitIssue"].is_object() ? one["commitIssue"] : one;
        if (!issue["patternInfo"].is_object() && !issue["filePath"].is_string()) {
            report.skip("an entry that is no issue");
            continue;
        }
        if (iequals(one["deltaType"].str(), "Fixed")) fields::set_fixed(f);
        read_issue(issue, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    const bool issues = head.contains("\"patternInfo\"") && head.contains("\"toolInfo\"");
    if (head.shape == Head::Shape::json_object && head.has_key("data") && issues)
        return {88, "data with patternInfo and toolInfo", {}};
    if (head.shape == Head::Shape::json_array && issues) return {82, "an array with patternInfo and toolInfo", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_codacy_format{"codacy-json",
                                 FormatKind::findings,
                                 "Codacy",
                                 "application/json",
                                 "Codacy's API: issues of a repository, a commit or a pull request",
                                 sniff,
                                 parse};

} // namespace parapet
