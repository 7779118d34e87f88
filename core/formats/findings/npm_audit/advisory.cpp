#include "core/formats/findings/npm_audit/advisory.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <array>
#include <set>

namespace parapet::npm {

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"moderate", Severity::medium},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
}};

constexpr std::size_t k_max_depth = 64; // of "vulnerable because of"

void start(RawFinding& finding) {
    finding.identity = IdentityKind::vuln;
    finding.cause = Cause::missing_patch;
    finding.location.ecosystem = "npm";
}

// A string, or an array of them.
void read_cwe(json::Value cwe, RawFinding& finding) {
    fields::add_cwes_of(finding, cwe.str());
    for (const json::Value one : cwe.items())
        fields::add_cwes_of(finding, one.str());
}

void read_url(std::string_view url, RawFinding& finding) {
    fields::add_link(finding, url);
    fields::add_ids_of(finding, url); // .../advisories/GHSA-...
}

// ">=4.7.7" or "0.2.1 <1.0.0 || >=1.2.3" -> the words; "<0.0.0" means that there is none.
void read_fixed(std::string_view patched, Location& at) {
    patched = trim(patched);
    if (patched.empty() || patched == "<0.0.0" || iequals(patched, "no patch available")) return;
    if (patched.substr(0, 2) == ">=" && patched.find_first_of(" |<") == std::string_view::npos)
        patched = trim(patched.substr(2));
    fields::put(at.fixed_version, patched, 200);
}

void read_findings(json::Value advisory, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    fields::LocationCount count;
    bool first = true;
    for (const json::Value found : advisory["findings"].items()) {
        for (const json::Value path : found["paths"].items()) {
            Location at = finding.location;
            fields::put(at.version, found["version"].str(), 100);
            fields::put(at.resource, path.str(), 1000);
            if (first)
                finding.location = std::move(at);
            else
                fields::add_location(finding, std::move(at), count, limits);
            first = false;
        }
        if (first) fields::put(finding.location.version, found["version"].str(), 100);
    }
    fields::finish_locations(count, finding.place.path, stats);
}

} // namespace

void read_advisory(std::string_view key, json::Value advisory, RawFinding& finding, ParseStats& stats,
                   const Limits& limits) {
    start(finding);
    const std::string id = advisory["id"].text();
    fields::put(finding.rule, id.empty() ? key : std::string_view(id));
    if (finding.location.package.empty()) fields::put(finding.location.package, advisory["module_name"].str());
    read_fixed(advisory["patched_versions"].str(), finding.location);
    fields::set_title(finding, {advisory["title"].str(), finding.rule}, limits);
    fields::set_text(finding.description, advisory["overview"].str(), stats, finding.place.path, limits);
    if (finding.description.empty()) {
        finding.description = fmt::format("{} in the versions {} of {}.", finding.title,
                                          elide(advisory["vulnerable_versions"].str(), 200), finding.location.package);
    }
    fields::set_text(finding.remediation, advisory["recommendation"].str(), stats, finding.place.path, limits);
    fields::set_severity(finding, advisory["severity"].str(), k_severities, stats);
    for (const json::Value cve : advisory["cves"].items())
        fields::add_id(finding, cve.str());
    fields::add_id(finding, advisory["github_advisory_id"].str());
    read_cwe(advisory["cwe"], finding);
    read_url(advisory["url"].str(), finding);
    for (const std::string_view line : split(advisory["references"].str(), '\n')) {
        const auto at = line.find("http");
        if (at == std::string_view::npos) continue;
        const auto end = line.find_first_of(" )\r", at);
        fields::add_link(finding, line.substr(at, end == std::string_view::npos ? end : end - at));
    }
    fields::CvssPick cvss;
    cvss.offer(advisory["cvss"]["vectorString"].str(), advisory["cvss"]["score"].number());
    cvss.put(finding);
    read_findings(advisory, finding, stats, limits);
}

namespace {

// All advisories that reach a package, its own and those of what it depends on.
class Causes {
public:
    Causes(json::Value packages, RawFinding& finding)
        : packages_(packages)
        , finding_(finding) {}

    void take(json::Value via, std::size_t depth) {
        for (const json::Value cause : via.items()) {
            if (cause.is_object()) {
                advisory(cause);
            } else if (depth < k_max_depth && seen_.insert(std::string(cause.str())).second) {
                if (depth == 0) names.emplace_back(cause.str());
                take(packages_[cause.str()]["via"], depth + 1);
            }
        }
    }
    void put() { cvss_.put(finding_); }

    std::vector<std::string> titles, names;
    std::string first_id;

private:
    void advisory(json::Value cause) {
        const std::string_view title = cause["title"].str();
        // The first reports of version 2 hold the advisory as version 1 wrote it.
        if (!title.empty() && titles.size() < 50)
            titles.push_back(fmt::format("{} ({} {})", title, cause.any({"name", "module_name"}).str(),
                                         cause.any({"range", "vulnerable_versions"}).str()));
        if (first_id.empty()) first_id = cause.any({"source", "id"}).text();
        for (const json::Value cve : cause["cves"].items())
            fields::add_id(finding_, cve.str());
        read_url(cause["url"].str(), finding_);
        read_cwe(cause["cwe"], finding_);
        cvss_.offer(cause["cvss"]["vectorString"].str(), cause["cvss"]["score"].number());
    }

    json::Value packages_;
    RawFinding& finding_;
    fields::CvssPick cvss_;
    std::set<std::string> seen_;
};

void read_fix(json::Value fix, RawFinding& finding) {
    if (fix.boolean().value_or(false)) {
        finding.remediation = "Run npm audit fix: a version within the allowed range has it mended.";
        return;
    }
    const std::string_view name = fix["name"].str();
    const std::string_view version = fix["version"].str();
    if (name.empty()) {
        finding.remediation = "There is no fixed version yet.";
        return;
    }
    finding.remediation = fmt::format(
        "Update {} to {}{}.", elide(name, 200), elide(version, 100),
        fix["isSemVerMajor"].boolean().value_or(false) ? " (a major version: expect breaking changes)" : "");
    if (name == finding.location.package) fields::put(finding.location.fixed_version, version, 100);
}

} // namespace

void read_package(std::string_view key, json::Value package, json::Value packages, RawFinding& finding,
                  ParseStats& stats, const Limits& limits) {
    start(finding);
    const std::string_view name = package["name"].str().empty() ? key : package["name"].str();
    fields::put(finding.location.package, name);
    Causes causes(packages, finding);
    causes.take(package["via"], 0);
    causes.put();
    fields::put(finding.rule, causes.first_id.empty() ? name : std::string_view(causes.first_id));
    fields::set_title(
        finding, {causes.titles.empty() ? std::string_view() : std::string_view(causes.titles.front()), name}, limits);
    std::string text = fmt::format("{} {}", name, package["range"].str());
    if (!causes.names.empty()) text += fmt::format(" is vulnerable through {}", join(causes.names, ", "));
    for (const std::string& title : causes.titles)
        text += "\n- " + title;
    fields::set_text(finding.description, text, stats, finding.place.path, limits);
    fields::set_severity(finding, package["severity"].str(), k_severities, stats);
    fields::LocationCount count;
    bool first = true;
    for (const json::Value node : package["nodes"].items()) {
        Location at = finding.location;
        fields::put(at.resource, node.str(), 1000);
        if (first)
            finding.location = std::move(at);
        else
            fields::add_location(finding, std::move(at), count, limits);
        first = false;
    }
    fields::finish_locations(count, finding.place.path, stats);
    read_fix(package["fixAvailable"], finding);
}

void read_yarn_entry(json::Value entry, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    start(finding);
    const json::Value about = entry["children"];
    fields::put(finding.location.package, entry["value"].str());
    fields::put(finding.rule, about["ID"].text());
    fields::set_title(finding, {about["Issue"].str(), finding.rule}, limits);
    fields::set_text(
        finding.description,
        fmt::format("{}\nVulnerable versions: {}", about["Issue"].str(), about["Vulnerable Versions"].str()), stats,
        finding.place.path, limits);
    fields::put(finding.location.version, about["Tree Versions"].at(0).str(), 100);
    fields::put(finding.location.resource, about["Dependents"].at(0).str(), 1000);
    fields::set_severity(finding, about["Severity"].str(), k_severities, stats);
    read_url(about["URL"].str(), finding);
    // "(deprecation)": an unmaintained package, not a hole in it
    if (finding.rule.find("(deprecation)") != std::string::npos) fields::add_cwe(finding, 1104);
}

} // namespace parapet::npm
