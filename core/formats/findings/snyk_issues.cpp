// What Snyk writes as issues apart from what is known of them: snyk unmanaged test --json (C and C++), and the answers
// of its first API: tests of a package, aggregated issues of a project, latest issues of an organisation.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_snyk_issues_format;

namespace {

struct Issue {
    json::Value known;    // title, severity, identifiers ...
    json::Value use;      // of which package, and what mends it
    json::Value versions; // of the package, where there are several
    std::string_view name, version;
};

// "https://curl.se|curl"
std::string_view name_of(std::string_view name) {
    const auto bar = name.rfind('|');
    return bar == std::string_view::npos ? name : name.substr(bar + 1);
}

void read_place(const Issue& issue, json::Value paths, RawFinding& finding) {
    const json::Value known = issue.known;
    Location& at = finding.location;
    fields::put(at.package, name_of(issue.name));
    fields::put(at.version, issue.version);
    for (const json::Value version : issue.versions.items()) {
        if (at.version.size() > 200) break;
        if (!at.version.empty()) at.version += ", ";
        at.version += elide(version.str(), 80);
    }
    const std::string_view manager = known["packageManager"].str();
    if (manager.find(' ') == std::string_view::npos) // "Unmanaged (C/C++)"
        at.ecosystem = fields::ecosystem_of(manager.empty() ? known["language"].str() : manager);
    for (const json::Value version : known["fixedIn"].items())
        fields::add_fixed(at, version.str());
    for (const json::Value version : issue.use["fixInfo"]["fixedIn"].items())
        fields::add_fixed(at, version.str());
    if (at.fixed_version.empty())
        fields::add_fixed(at, issue.use["fixInfo"].any({"nearestFixedInVersion"}).exists()
                                  ? issue.use["fixInfo"]["nearestFixedInVersion"].str()
                                  : known["nearestFixedInVersion"].str());
    std::string path;
    for (const json::Value step : known["from"].items()) {
        if (path.size() > 1000) break;
        path += fmt::format("{}{}", path.empty() ? "" : " > ", step.str());
    }
    fields::put(at.resource, path, 1000);
    const json::Value files = paths[fmt::format("{}@{}", issue.name, issue.version)];
    at.file = fields::normal_path((files.is_array() ? files : files["filePaths"]).at(0).str());
}

void read_issue(const Issue& issue, json::Value paths, RawFinding& finding, DomReport& report) {
    const json::Value known = issue.known;
    read_place(issue, paths, finding);
    fields::set_title(finding, {known["title"].str()}, report.limits);
    const std::string_view id = known["id"].str().empty() ? issue.use.any({"issueId", "id"}).str() : known["id"].str();
    fields::set_vulnerability(finding, id, report.limits);
    if (!finding.location.package.empty() && finding.title == known["title"].str())
        finding.title = elide(finding.title + " in " + finding.location.package, report.limits.max_title_bytes);
    const json::Value ids = known["identifiers"];
    for (const char* scheme : {"CVE", "GHSA"})
        for (const json::Value one : ids[scheme].items())
            fields::add_id(finding, one.str());
    for (const json::Value cwe : ids["CWE"].items())
        fields::add_cwes_of(finding, cwe.str());
    report.text(finding.description, known["description"].str());
    fields::add_link(finding, known["url"].str());
    for (const json::Value link : known["references"].items())
        fields::add_link(finding, link.is_string() ? link.str() : link["url"].str());
    fields::CvssPick cvss;
    cvss.offer(known["CVSSv3"].str(), known["cvssScore"].number());
    cvss.put(finding);
    fields::set_epss(finding, known["epssDetails"]["probability"].number());
    fields::rate(finding, known["severity"].str(), Severity::info, report.stats);
    const std::string_view type = known["type"].str().empty() ? issue.use["issueType"].str() : known["type"].str();
    if (type == "license") {
        finding.cause = Cause::other;
        finding.identity = IdentityKind::other;
    }
    if (issue.use["isIgnored"].boolean().value_or(false) || known["isIgnored"].boolean().value_or(false)) {
        finding.suppressed = true;
        fields::put(finding.suppression, issue.use["ignoreReasons"].at(0)["reason"].str(), 600);
    }
    if (issue.use["isFixed"].boolean().value_or(false)) fields::set_fixed(finding);
    finding.seen = parse_rfc3339(issue.use["introducedDate"].str());
    fields::put(finding.asset, issue.use["project"]["name"].str());
    fields::set_update_remedy(finding);
    report.emit();
}

void read_project(json::Value project, const std::string& path, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Snyk";
    scan.target_kind = "repository";
    fields::put(scan.target, project.any({"projectName", "displayTargetFile", "path"}).str());
    report.tell(scan);
    const json::Value known = project["issuesData"];
    std::size_t i = 0;
    for (const json::Value use : project["issues"].items()) {
        const json::Value inside = use["issueData"];
        const Issue issue{inside.is_object() ? inside : known[use["issueId"].str()], use, use["pkgVersions"],
                          use["pkgName"].str(), use["pkgVersion"].str()};
        read_issue(issue, project["depsFilePaths"], report.record(path + "/issues", i++), report);
    }
    for (const char* list : {"vulnerabilities", "licenses"}) { // a test of the API
        i = 0;
        for (const json::Value one : project["issues"][list].items())
            read_issue({one, {}, {}, one["package"].str(), one["version"].str()}, {},
                       report.record(fmt::format("{}/issues/{}", path, list), i++), report);
    }
    i = 0;
    for (const json::Value one : project["results"].items()) { // latest issues
        const json::Value issue = one["issue"];
        const json::Value package = issue["package"];
        read_issue({issue, one, {}, package.str(), issue["version"].str()}, {}, report.record(path + "/results", i++),
                   report);
    }
}

Result<void> read(json::Value root, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value project : root.items())
        read_project(project, fmt::format("/{}", i++), report);
    if (!root.is_array()) read_project(root, "", report);
    return {};
}

Sniff sniff(const Head& head) {
    const bool words = head.contains("\"issueId\"") || head.contains("\"fixInfo\"") || head.contains("\"issueData\"");
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("issuesData") || (head.has_element_key("issues") && words))
            return {84, "an array of objects with the keys issues and issuesData", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("issues") && (head.has_key("issuesData") || (words && head.contains("\"pkgName\""))))
        return {84, "issues with pkgName, and issuesData", {}};
    if (head.has_key("issues") && head.has_key("dependencyCount") && head.has_key("packageManager"))
        return {78, "top-level keys issues, dependencyCount and packageManager", {}};
    if (head.has_key("results") && head.contains("\"issue\"") && head.contains("\"exploitMaturity\"") &&
        head.contains("\"isUpgradable\""))
        return {78, "results with an issue that is upgradable", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_snyk_issues_format{"snyk-issues-json",
                                      FormatKind::findings,
                                      "Snyk",
                                      "application/json",
                                      "snyk unmanaged test --json, and issues from Snyk's first API",
                                      sniff,
                                      parse};

} // namespace parapet
