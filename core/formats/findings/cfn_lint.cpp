// cfn-lint's JSON: an array of matches.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_cfn_lint_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"Error", Severity::high},
    {"Warning", Severity::medium},
    {"Informational", Severity::info},
    {"Unknown", Severity::info},
}};

void read_match(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value at = v["Location"];
    fields::set_config(f, v["Filename"].str(), fields::line_number(at["Start"]["LineNumber"]),
                       fields::line_number(at["End"]["LineNumber"]), fields::line_number(at["Start"]["ColumnNumber"]));
    const json::Value rule = v["Rule"];
    fields::put(f.rule, rule["Id"].str());
    fields::put(f.rule_name, rule["ShortDescription"].str());
    fields::set_title(f, {v["Message"].str(), f.rule_name, f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, fmt::format("{}\n\n{}", v["Message"].str(), rule["Description"].str()));
    report.severity(f, v["Level"].str(), k_severities);
    fields::add_link(f, rule["Source"].str());
    std::string path;
    for (const json::Value part : at["Path"].items())
        if (path.size() < 400) path += fmt::format("{}{}", path.empty() ? "" : "/", part.text());
    fields::put(f.location.resource, path, 500);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "a report of cfn-lint is an array", "/");
    ScanInfo info;
    info.tool = "cfn-lint";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root.items()) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/{}", n++));
        if (v["Rule"]["Id"].str().empty()) {
            report.skip("a match without a rule");
            continue;
        }
        read_match(v, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array || !head.has_element_key("Filename") || !head.has_element_key("Rule"))
        return {};
    return {88, "an array of matches with Filename, Level, Location and Rule", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_cfn_lint_format{"cfn-lint-json",
                                   FormatKind::findings,
                                   "cfn-lint",
                                   "application/json",
                                   "cfn-lint: CloudFormation templates",
                                   sniff,
                                   parse};

} // namespace parapet
