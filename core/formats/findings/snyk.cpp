// Snyk's JSON (snyk test --json, container, iac): one project, or an array of them.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_snyk_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
}};

// In the order of the paths below.
enum List : std::size_t {
    k_vulnerabilities,
    k_iac,
    k_projects_vulnerabilities,
    k_projects_iac,
    k_applications,
    k_projects_applications,
    k_ignored, // from here on what is filtered out
    k_projects_ignored,
    k_applications_ignored,
    k_projects_applications_ignored,
    k_patched,
    k_projects_patched
};

std::string path_of(json::Value from) {
    std::string path;
    for (const json::Value step : from.items()) {
        if (!path.empty()) path += " > ";
        path += step.str();
        if (path.size() > 1000) break;
    }
    return elide(path, 1000);
}

// "not reachable (not-vulnerable), until 2026-09-01T00:00:00Z"
std::string reasons_of(json::Value decisions) {
    std::string why;
    for (const json::Value d : decisions.items()) {
        std::string one = elide(trim(d["reason"].str()), 1000);
        if (const auto type = d["reasonType"].str(); !type.empty())
            one += fmt::format("{}{}", one.empty() ? "" : ", ", elide(type, 60));
        if (const auto until = d["expires"].str(); !until.empty())
            one += fmt::format("{}until {}", one.empty() ? "" : ", ", elide(until, 40));
        if (one.empty() || why.find(one) != std::string::npos) continue;
        if (!why.empty()) why += "; ";
        why += one;
        if (why.size() > 2000) break;
    }
    return why;
}

class SnykReport final : public ListReport {
public:
    SnykReport(RecordSink& sink, ParseStats& parse_stats, const ParseOptions& options)
        : ListReport(sink, parse_stats, options) {}

    Result<void> document(json::Value root, bool whole) override {
        scan_per_owner = root.is_array();
        if (root["error"].is_string() && !root["vulnerabilities"] && !root["infrastructureAsCodeIssues"])
            return fail(Errc::malformed, "Snyk could not test: " + visible(elide(root["error"].str(), 300)), "/error");
        return ListReport::document(root, whole);
    }
    // The project's name stands behind its vulnerabilities.
    bool enough(json::Value owner, std::uint64_t /*waiting*/) override {
        return owner["projectName"].exists() && owner["packageManager"].exists();
    }
    // The applications in an image are parts of its scan.
    Result<void> begin(json::Value owner, std::string_view path, std::uint64_t index) override {
        apps_.clear();
        if (!scan_per_owner) {
            apps_.push_back(app_of(owner));
            return {};
        }
        for (const json::Value app : owner["applications"].items())
            apps_.push_back(app_of(app));
        return ListReport::begin(owner, path, index);
    }

protected:
    Result<ScanInfo> scan_of(json::Value project) override {
        ScanInfo scan;
        scan.tool = "Snyk";
        const bool image = project["docker"].is_object();
        fields::put(scan.target, project["projectName"].str());
        if (image && !project["path"].str().empty()) fields::put(scan.target, project["path"].str());
        scan.target_kind = image ? "image" : "repository";
        manager_ = project["packageManager"].str();
        file_ = fields::normal_path(project.any({"displayTargetFile", "targetFile"}).str());
        fields::put(scan.policy, file_);
        return scan;
    }

    bool read(json::Value value, const json::Element& element, RawFinding& finding) override {
        if (element.array == k_iac || element.array == k_projects_iac) {
            read_issue(value, finding);
        } else {
            const auto is = [&](List one, List other) { return element.array == one || element.array == other; };
            const bool within_project = is(k_projects_applications, k_projects_applications_ignored);
            const std::size_t at = within_project ? element.outer : 0;
            const bool of_app = (within_project || is(k_applications, k_applications_ignored)) && at < apps_.size();
            read_vulnerability(value, of_app ? apps_[at].manager : manager_, of_app ? apps_[at].file : file_, finding);
            if (element.array >= k_ignored) read_filter(value, element.array >= k_patched, finding);
        }
        return true;
    }

private:
    void read_common(json::Value value, RawFinding& finding) {
        fields::put(finding.rule, value["id"].str());
        fields::set_severity(finding, value.any({"severityWithCritical", "severity"}).str(), k_severities, stats);
        for (const json::Value link : value["references"].items())
            fields::add_link(finding, link.is_string() ? link.str() : link["url"].str());
    }

    void read_vulnerability(json::Value value, std::string_view of_project, const std::string& file,
                            RawFinding& finding) {
        finding.identity = IdentityKind::vuln;
        finding.cause = Cause::missing_patch;
        read_common(value, finding);
        fields::add_alias(finding, finding.rule);
        const json::Value ids = value["identifiers"];
        for (const char* scheme : {"CVE", "GHSA"})
            for (const json::Value id : ids[scheme].items())
                fields::add_id(finding, id.str());
        for (const json::Value cwe : ids["CWE"].items())
            fields::add_cwes_of(finding, cwe.str());
        Location& at = finding.location;
        fields::put(at.package, value.any({"packageName", "moduleName", "name"}).str());
        fields::put(at.version, value["version"].str());
        const std::string_view manager = value["packageManager"].str();
        fields::put(at.ecosystem, ecosystem_of(manager.empty() ? of_project : manager), 40);
        read_fix(value, at);
        read_remedy(value, finding);
        at.file = file;
        at.resource = path_of(value["from"]);
        fields::set_title(finding, {value["title"].str(), finding.rule}, limits);
        if (!at.package.empty()) finding.title = elide(finding.title + " in " + at.package, limits.max_title_bytes);
        fields::set_text(finding.description, value["description"].str(), stats, finding.place.path, limits);
        fields::CvssPick cvss;
        cvss.offer(value["CVSSv3"].str(), value["cvssScore"].number());
        for (const json::Value one : value["cvssDetails"].items())
            cvss.offer(one["cvssV3Vector"].str(), one["cvssV3BaseScore"].number());
        cvss.put(finding);
        if (const auto epss = value["epssDetails"]["probability"].number(); epss && *epss >= 0 && *epss <= 1)
            finding.epss = epss;
        if (value["reachability"].str() == "Reachable" || value["reachability"].str() == "reachable")
            finding.reachable = true;
        if (value["type"].str() == "license") {
            finding.cause = Cause::other;
            finding.identity = IdentityKind::other;
        }
    }

    // The dependency of the project itself that has to be updated, "express@4.17.3".
    static void read_remedy(json::Value value, RawFinding& finding) {
        const Location& at = finding.location;
        for (const json::Value step : value["upgradePath"].items()) {
            const std::string_view to = step.str(); // false, where that step stays
            const auto cut = to.rfind('@');
            if (cut == std::string_view::npos || cut == 0) continue;
            finding.remediation =
                fmt::format("Update {} to {}{}.", elide(to.substr(0, cut), 200), elide(to.substr(cut + 1), 100),
                            to.substr(0, cut) == at.package ? "" : ", which brings the mended " + at.package);
            return;
        }
        if (!at.fixed_version.empty() && !at.package.empty())
            finding.remediation = fmt::format("Update {} to {}.", at.package, at.fixed_version);
    }

    static void read_fix(json::Value value, Location& at) {
        for (const json::Value version : value["fixedIn"].items()) {
            if (!at.fixed_version.empty()) at.fixed_version += ", ";
            at.fixed_version += elide(version.str(), 80);
            if (at.fixed_version.size() > 200) break;
        }
        if (at.fixed_version.empty()) fields::put(at.fixed_version, value["nearestFixedInVersion"].str(), 100);
    }

    // Left out of the result by a policy: .snyk, or a decision on Snyk's page.
    static void read_filter(json::Value value, bool patched, RawFinding& finding) {
        finding.suppressed = true;
        finding.suppression = reasons_of(value["filtered"].any({"ignored", "patched"}));
        if (finding.suppression.empty()) finding.suppression = patched ? "patched by Snyk" : "ignored in Snyk";
    }

    void read_issue(json::Value value, RawFinding& finding) {
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        read_common(value, finding);
        fields::set_title(finding, {value["title"].str(), finding.rule}, limits);
        const json::Value about = value["iacDescription"];
        fields::set_text(finding.description, about.any({"issue"}).str(), stats, finding.place.path, limits);
        fields::set_text(finding.remediation, about.any({"resolve"}).str(), stats, finding.place.path, limits);
        finding.location.file = file_;
        const auto line = value["lineNumber"].integer().value_or(0);
        if (line > 0 && line < (1LL << 31)) finding.location.line = line;
        finding.location.resource = path_of(value["path"]);
        fields::add_link(finding, value["documentation"].str());
        if (value["isIgnored"].boolean().value_or(false)) {
            finding.suppressed = true;
            finding.suppression = "ignored in Snyk";
        }
    }

    // "debian:11" -> "deb"; what a purl calls otherwise.
    static std::string_view ecosystem_of(std::string_view manager) {
        const std::string_view name = manager.substr(0, manager.find(':'));
        for (const auto& [theirs, ours] : {std::pair<std::string_view, std::string_view>{"pip", "pypi"},
                                           {"poetry", "pypi"},
                                           {"yarn", "npm"},
                                           {"gomodules", "golang"},
                                           {"golangdep", "golang"},
                                           {"rubygems", "gem"},
                                           {"gradle", "maven"},
                                           {"sbt", "maven"},
                                           {"debian", "deb"},
                                           {"deb", "deb"},
                                           {"ubuntu", "deb"},
                                           {"linux", ""},
                                           {"alpine", "apk"},
                                           {"apk", "apk"},
                                           {"rpm", "rpm"},
                                           {"rhel", "rpm"},
                                           {"centos", "rpm"},
                                           {"sles", "rpm"}})
            if (name == theirs) return ours;
        return name;
    }

    struct App {
        std::string manager, file;
    };
    static App app_of(json::Value app) {
        return {std::string(app["packageManager"].str()),
                fields::normal_path(app.any({"displayTargetFile", "targetFile"}).str())};
    }

    std::string manager_, file_;
    std::vector<App> apps_; // of an image; by index
};

Sniff sniff(const Head& head) {
    const bool words = head.contains("\"packageManager\"") || head.contains("\"SNYK-") || head.contains("\"snyk:") ||
                       head.contains("\"filesystemPolicy\"") || head.contains("\"dependencyCount\"");
    if (head.shape == Head::Shape::json_object) {
        if (head.has_key("infrastructureAsCodeIssues")) return {88, "top-level key infrastructureAsCodeIssues", {}};
        const bool bom = head.has_key("bomFormat") || (head.contains("\"ratings\"") && head.contains("\"affects\""));
        if (head.has_key("vulnerabilities") && words && !head.has_key("auditReportVersion") && !bom)
            return {82, "top-level key vulnerabilities, with Snyk's words", {}};
        if (head.has_key("error") && head.has_key("ok") && head.has_key("path"))
            return {62, "top-level keys ok, error and path: a test that failed", {}};
        if (head.has_key("dependencyCount") && head.has_key("ok") && head.has_key("org"))
            return {75, "top-level keys ok, dependencyCount and org", {}};
        return {};
    }
    if (head.shape == Head::Shape::json_array && head.has_element_key("vulnerabilities") && words)
        return {82, "an array of objects with the key vulnerabilities, with Snyk's words", {}};
    if (head.shape == Head::Shape::json_array && head.has_element_key("infrastructureAsCodeIssues"))
        return {85, "an array of objects with the key infrastructureAsCodeIssues", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<SnykReport>(in, out, job, options,
                                   {{"vulnerabilities"},
                                    {"infrastructureAsCodeIssues"},
                                    {"*/vulnerabilities"},
                                    {"*/infrastructureAsCodeIssues"},
                                    {"applications/*/vulnerabilities"},
                                    {"*/applications/*/vulnerabilities"},
                                    {"filtered/ignore"},
                                    {"*/filtered/ignore"},
                                    {"applications/*/filtered/ignore"},
                                    {"*/applications/*/filtered/ignore"},
                                    {"filtered/patch"},
                                    {"*/filtered/patch"}});
}

} // namespace

const FormatInfo k_snyk_format{"snyk-json",
                               FormatKind::findings,
                               "Snyk",
                               "application/json",
                               "snyk test --json, container and iac, of one project or many",
                               sniff,
                               parse};

} // namespace parapet
