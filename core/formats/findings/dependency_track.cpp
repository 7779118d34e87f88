// Dependency-Track's Finding Packaging Format, and the bare array of its findings API.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace parapet {

extern const FormatInfo k_dependency_track_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{{"CRITICAL", Severity::critical},
                                                            {"HIGH", Severity::high},
                                                            {"MEDIUM", Severity::medium},
                                                            {"LOW", Severity::low},
                                                            {"INFO", Severity::info},
                                                            {"UNASSIGNED", Severity::info}}};

std::string target_of(json::Value project) {
    std::string target(project["name"].str());
    if (!project["version"].str().empty()) target += " " + std::string(project["version"].str());
    return elide(target, 500);
}

void read_analysis(json::Value analysis, RawFinding& finding, DomReport& report) {
    const std::string_view state = analysis["state"].str();
    if (!state.empty()) fields::add_tag(finding, "analysis: " + to_lower(elide(state, 40)));
    const bool cleared = state == "NOT_AFFECTED" || state == "FALSE_POSITIVE" || state == "RESOLVED";
    if (!analysis["isSuppressed"].boolean().value_or(false) && !cleared) return;
    finding.suppressed = true;
    std::string why = replace_all(to_lower(elide(state, 40)), "_", " ");
    for (const char* key : {"justification", "detail"})
        if (const auto text = analysis[key].str(); !text.empty()) why += (why.empty() ? "" : ": ") + elide(text, 1000);
    report.text(finding.suppression, why);
}

void read_rating(json::Value vulnerability, RawFinding& finding, DomReport& report) {
    fields::CvssPick cvss;
    for (const auto& [vector, score] :
         {std::pair{"cvssV4Vector", "cvssV4Score"}, std::pair{"cvssV3Vector", "cvssV3BaseScore"},
          std::pair{"cvssV2Vector", "cvssV2BaseScore"}})
        cvss.offer(vulnerability[vector].str(), vulnerability[score].number());
    cvss.put(finding);
    fields::set_epss(finding, vulnerability["epssScore"].number());
    fields::rate(finding, vulnerability["severity"].str(), k_severities, Severity::info, report.stats);
}

// Markdown: "* [https://lamp.example/1](https://lamp.example/1)".
void read_references(std::string_view text, RawFinding& finding) {
    for (const std::string_view line : split(text.substr(0, 20'000), '\n')) {
        const auto at = line.find("http");
        if (at == std::string_view::npos) continue;
        const auto end = line.find_first_of(" )]\r", at);
        fields::add_link(finding, line.substr(at, end == std::string_view::npos ? end : end - at));
    }
}

// The ends of the ranges that are affected are what mends it.
void read_ranges(json::Value ranges, Location& at) {
    std::vector<std::string_view> seen;
    for (const json::Value range : ranges.items()) {
        const std::string_view end = range["versionEndExcluding"].str();
        if (end.empty() || std::find(seen.begin(), seen.end(), end) != seen.end()) continue;
        seen.push_back(end);
        fields::add_fixed(at, end);
    }
}

void read_finding(json::Value value, json::Value project, RawFinding& finding, DomReport& report) {
    const json::Value component = value["component"];
    const json::Value vulnerability = value["vulnerability"];
    Location& at = finding.location;
    fields::put(at.package, component["name"].str());
    fields::put(at.version, component["version"].str());
    fields::set_purl(at, component["purl"].str());
    if (vulnerability["title"].is_string() && !vulnerability["title"].str().empty())
        finding.title =
            elide(fmt::format("{}: {}", component["name"].str(), fields::folded(vulnerability["title"].str())),
                  report.limits.max_title_bytes);
    fields::set_vulnerability(finding, vulnerability["vulnId"].str(), report.limits);
    for (const json::Value alias : vulnerability["aliases"].items())
        for (const json::Member m : alias.members())
            if (m.value.is_string()) fields::add_id(finding, m.value.str());
    fields::add_cwe(finding, vulnerability["cweId"].integer().value_or(0));
    for (const json::Value cwe : vulnerability["cwes"].items())
        fields::add_cwe(finding, cwe["cweId"].integer().value_or(0));
    report.text(finding.description, vulnerability["description"].str());
    report.text(finding.remediation, vulnerability["recommendation"].str());
    read_ranges(vulnerability["affectedVersions"], at);
    fields::set_update_remedy(finding);
    fields::add_link(finding, value["attribution"]["referenceUrl"].str());
    read_references(vulnerability["references"].str(), finding);
    read_rating(vulnerability, finding, report);
    read_analysis(value["analysis"], finding, report);
    finding.seen = parse_rfc3339(value["attribution"]["attributedOn"].str());
    fields::put(finding.fingerprint, value["matrix"].str());
    if (!finding.fingerprint.empty()) fields::add_tag(finding, "matrix: " + elide(finding.fingerprint, 180));
    if (!project.is_object() && component["projectName"].is_string())
        finding.asset =
            elide(fmt::format("{} {}", component["projectName"].str(), component["projectVersion"].str()), 500);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value project = root["project"];
    ScanInfo scan;
    scan.tool = "Dependency-Track";
    fields::put(scan.tool_version, root["meta"]["version"].str(), 60);
    scan.target = target_of(project);
    scan.target_kind = "other";
    scan.finished = parse_rfc3339(root["meta"]["timestamp"].str());
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value value : root.is_array() ? root.items() : root["findings"].items())
        read_finding(value, project, report.record(root.is_array() ? "" : "/findings", i++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("component") && head.has_element_key("vulnerability") &&
            (head.has_element_key("matrix") || head.has_element_key("attribution")))
            return {85, "an array of objects with the keys component, vulnerability and matrix", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"Dependency-Track\"") && head.has_key("meta"))
        return {90, "top-level key meta, of Dependency-Track", {}};
    if (head.has_key("findings") && head.has_key("project") && head.has_key("meta"))
        return {75, "top-level keys meta, project and findings", {}};
    if (head.has_key("findings") && head.contains("\"attribution\"") && head.contains("\"matrix\""))
        return {76, "findings with attribution and matrix", {}};
    if (head.has_key("findings") && head.contains("\"vulnId\"") && head.contains("\"severityRank\""))
        return {74, "findings with vulnId and severityRank", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_dependency_track_format{"dependency-track-json",
                                           FormatKind::findings,
                                           "Dependency-Track",
                                           "application/json",
                                           "Dependency-Track: findings of a project (FPF export or API)",
                                           sniff,
                                           parse};

} // namespace parapet
