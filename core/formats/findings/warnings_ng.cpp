// Jenkins' Warnings Next Generation plug-in: the issues of a build, of whichever linter, as its API and its own JSON
// format have them.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_warnings_ng_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"ERROR", Severity::high},
    {"HIGH", Severity::high},
    {"NORMAL", Severity::medium},
    {"LOW", Severity::low},
}};

void read_issue(json::Value v, RawFinding& f, DomReport& report) {
    const std::int64_t line = fields::line_number(v["lineStart"]);
    fields::set_code(f, v["fileName"].str(), line, fields::line_number(v["lineEnd"]),
                     fields::line_number(v["columnStart"]));
    const std::string_view type = v["type"].str();
    const std::string_view category = v["category"].str();
    fields::put(f.rule, type.empty() || type == "-" ? category : type);
    const std::string message = fields::folded(text_of_html(v["message"].str()));
    const std::string more = text_of_html(v["description"].str());
    fields::set_title(f, {message, fields::folded(more), f.rule, "Unnamed issue"}, report.limits);
    report.text(f.description, trim(more).empty() ? message : more);
    const json::Value word = v["severity"];
    report.severity(f, word.is_object() ? word["name"].str() : word.str(), k_severities);
    fields::put(f.fingerprint, v["fingerprint"].str(), 200);
    if (f.fingerprint == "FALLBACK" || f.fingerprint == "-") f.fingerprint.clear(); // it had no source to look at
    fields::add_cwes_of(f, message);
    fields::add_cwes_of(f, f.rule);
    fields::add_ids_of(f, message);
    for (const std::string_view tag : {category, v["originName"].str(), v["origin"].str()})
        if (tag != "-") fields::add_tag(f, tag);
    if (const auto name = v["packageName"].str(); name != "-") fields::put(f.location.function, name);
}

// {"_class": ..., "issues": [...]}, or an issue a line.
Result<void> read(json::Value root, DomReport& report) {
    const json::Value issues = root["issues"];
    if (!issues.is_array()) return fail(Errc::malformed, "there is no list of issues", "/issues");
    ScanInfo scan;
    scan.tool = "Jenkins Warnings";
    const std::string_view origin = issues.at(0)["origin"].str();
    if (!origin.empty()) fields::put(scan.policy, origin);
    scan.target_kind = "repository";
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value v : issues.items()) {
        if (!report.go_on()) return {};
        RawFinding& f = report.record("/issues", i++);
        if (!v.is_object()) {
            report.skip("an issue that is no object");
            continue;
        }
        read_issue(v, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("issues")) return {};
    if (head.has_key("_class") && head.contains("plugins.analysis.core.restapi"))
        return {92, "issues, and the class of Jenkins' warnings", {}};
    if (head.contains("\"lineStart\"") && head.contains("\"columnStart\"") &&
        (head.contains("\"moduleName\"") || head.contains("\"packageName\"")))
        return {72, "issues with lineStart, columnStart and moduleName", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_warnings_ng_format{"warnings-ng-json",
                                      FormatKind::findings,
                                      "Jenkins Warnings",
                                      "application/json",
                                      "Jenkins' Warnings Next Generation: issues of any linter",
                                      sniff,
                                      parse};

} // namespace parapet
