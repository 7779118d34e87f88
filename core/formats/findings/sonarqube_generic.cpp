// SonarQube's generic issue import, JSON: what gosec, Hadolint, KICS, mobsfscan and others write for its scanner.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/sonarqube/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_sonarqube_generic_format;

namespace {

using sonarqube::k_severities;

using Rules = std::map<std::string_view, json::Value>; // by id

void read_range(json::Value range, Location& at) {
    at.line = fields::line_number(range["startLine"]);
    at.end_line = fields::line_number(range["endLine"]);
    if (const json::Value column = range["startColumn"]) at.column = fields::line_number(column) + 1;
}

// The impact on security, where there are several.
std::string_view impact_of(json::Value impacts) {
    std::string_view word;
    for (const json::Value impact : impacts.items())
        if (word.empty() || impact["softwareQuality"].str() == "SECURITY") word = impact["severity"].str();
    return word;
}

void read_places(json::Value issue, RawFinding& f, WholeReport& report) {
    const json::Value primary = issue["primaryLocation"];
    fields::set_code(f, primary["filePath"].str(), 0);
    read_range(primary["textRange"], f.location);
    fields::LocationCount count;
    for (const json::Value other : issue["secondaryLocations"].items()) {
        Location more;
        more.file = fields::normal_path(other["filePath"].str());
        read_range(other["textRange"], more);
        fields::add_location(f, std::move(more), count, report.limits);
    }
    fields::finish_locations(count, f.place.path, report.stats);
}

void read_issue(json::Value issue, const Rules& rules, RawFinding& f, WholeReport& report) {
    read_places(issue, f, report);
    fields::put(f.rule, issue["ruleId"].text());
    const auto known = rules.find(issue["ruleId"].str());
    const json::Value rule = known == rules.end() ? json::Value() : known->second;
    fields::put(f.rule_name, rule["name"].str());
    const std::string_view message = issue["primaryLocation"]["message"].str();
    fields::set_title(f, {message, f.rule_name, f.rule, "Unnamed issue"}, report.limits);
    std::string text(message);
    if (const auto more = rule["description"].str(); !more.empty() && more != message)
        text += fmt::format("{}{}", text.empty() ? "" : "\n\n", more);
    report.text(f.description, text);
    std::string_view word = issue["severity"].str();
    if (word.empty()) word = impact_of(rule["impacts"]);
    if (word.empty()) word = rule["severity"].str();
    report.severity(f, word, k_severities);
    fields::add_cwes_of(f, text);
    fields::add_ids_of(f, text);
    fields::add_tag(f, issue["type"].str().empty() ? rule["type"].str() : issue["type"].str());
    for (const json::Value impact : rule["impacts"].items())
        fields::add_tag(f, impact["softwareQuality"].str());
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root["issues"].is_array()) return fail(Errc::malformed, "there are no issues", "/");
    Rules rules;
    for (const json::Value rule : root["rules"].items())
        rules.emplace(rule["id"].str(), rule);
    ScanInfo info;
    fields::put(info.tool, root["issues"].at(0)["engineId"].str(), 100);
    if (info.tool.empty()) fields::put(info.tool, root["rules"].at(0)["engineId"].str(), 100);
    if (info.tool.empty()) info.tool = "SonarQube import";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value issue : root["issues"].items()) {
        if (!report.go_on()) return {};
        RawFinding& f = report.next(fmt::format("/issues/{}", n++));
        if (!issue.is_object()) {
            report.skip("an issue that is no object");
            continue;
        }
        read_issue(issue, rules, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"primaryLocation\"") && head.contains("\"ruleId\"") &&
        (head.has_key("issues") || head.has_key("rules")))
        return {86, "issues with ruleId and primaryLocation", {}};
    if (head.has_key("issues") && head.has_key("rules") && head.contains("\"engineId\"") &&
        head.contains("\"softwareQuality\""))
        return {80, "issues and rules with engineId and softwareQuality", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_sonarqube_generic_format{"sonarqube-generic-json",
                                            FormatKind::findings,
                                            "SonarQube import",
                                            "application/json",
                                            "SonarQube's generic issue import, of any tool",
                                            sniff,
                                            parse};

} // namespace parapet
