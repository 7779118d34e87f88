// JFrog Xray: the artifact summary of its API, on-demand scans (jf scan), vulnerability reports (rows), and the
// components of a watch or build (data).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_jfrog_xray_format;

namespace {

constexpr std::array<fields::SeverityWord, 7> k_severities{{{"Critical", Severity::critical},
                                                            {"High", Severity::high},
                                                            {"Medium", Severity::medium},
                                                            {"Low", Severity::low},
                                                            {"Information", Severity::info},
                                                            {"Minor", Severity::low},
                                                            {"Major", Severity::high}}};

// "npm://ip:2.0.0", "gav://org:name:1.0", "alpine://3.18:libssl3:3.1.1-r1", "rpm://7:name:0:1.0",
// "deb://bookworm:name:1"
void set_component(std::string_view id, Location& at) {
    const auto scheme = id.find("://");
    const std::string_view kind = scheme == std::string_view::npos ? std::string_view() : id.substr(0, scheme);
    std::string_view rest = scheme == std::string_view::npos ? id : id.substr(scheme + 3);
    fields::put(at.resource, id);
    at.ecosystem = fields::ecosystem_of(kind);
    const bool system = kind == "alpine" || kind == "deb" || kind == "rpm" || kind == "debian";
    if (system && rest.find(':') != rest.rfind(':')) rest.remove_prefix(rest.find(':') + 1);
    if (kind == "deb" && rest.find(':') != rest.rfind(':') && rest.find(':') + 1 < rest.size()) {
        const char c = rest[rest.find(':') + 1]; // "bookworm:name:1", but an epoch is a digit
        if (c < '0' || c > '9') rest.remove_prefix(rest.find(':') + 1);
    }
    const auto cut = kind == "rpm" || kind == "deb" ? rest.find(':') : rest.rfind(':');
    fields::put(at.package, rest.substr(0, cut));
    if (cut == std::string_view::npos) return;
    std::string_view version = rest.substr(cut + 1);
    if (kind == "rpm" && version.substr(0, 2) == "0:") version.remove_prefix(2);
    if (kind == "gav" && version.find_first_of("0123456789") == std::string_view::npos)
        fields::put(at.package, rest); // group and name alone
    else
        fields::put(at.version, version);
}

void add_fixed(json::Value versions, Location& at) {
    for (const json::Value one : versions.items()) {
        std::string_view text = trim(one.str());
        if (text.size() > 2 && text.front() == '[' && text.back() == ']' && text.find(',') == std::string_view::npos)
            text = text.substr(1, text.size() - 2);
        if (istarts_with(text, "\xE2\x89\xA5")) text.remove_prefix(3); // U+2265
        fields::add_fixed(at, text);
    }
}

// "7.5/CVSS:3.0/AV:N/...", "5.9"
void offer(std::string_view text, fields::CvssPick& cvss) {
    const auto slash = text.find('/');
    double score = 0;
    const bool known = parse_double(text.substr(0, slash), score);
    cvss.offer(slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1),
               known ? std::optional<double>(score) : std::nullopt);
}

void read_cves(json::Value cves, RawFinding& finding) {
    fields::CvssPick cvss;
    for (const json::Value one : cves.items()) {
        fields::add_id(finding, one["cve"].str());
        for (const json::Value cwe : one["cwe"].items())
            fields::add_cwes_of(finding, cwe.str());
        for (const char* key : {"cvss_v4", "cvss_v3", "cvss_v2"})
            offer(one[key].str(), cvss);
        for (const auto& [vector, score] :
             {std::pair{"cvss_v4_vector", "cvss_v4_score"}, std::pair{"cvss_v3_vector", "cvss_v3_score"},
              std::pair{"cvss_v2_vector", "cvss_v2_score"}})
            cvss.offer(one[vector].str(), one[score].number());
    }
    cvss.put(finding);
}

// What all shapes have in common; the location is set.
void read_issue(json::Value issue, RawFinding& finding, DomReport& report) {
    const json::Value details = issue["component_versions"]["more_details"];
    read_cves(issue["cves"].exists() ? issue["cves"] : details["cves"], finding);
    fields::set_title(finding, {issue["summary"].str()}, report.limits);
    std::string id(issue.any({"issue_id", "id"}).str());
    if (id.empty() && !finding.cve.empty()) id = finding.cve.front();
    fields::set_vulnerability(finding, id, report.limits);
    if (id.empty()) finding.rule = elide(finding.title, 200); // known by its words alone
    const std::string_view text = issue["description"].str();
    report.text(finding.description, text.empty() ? details["description"].str() : text);
    if (finding.description.empty()) report.text(finding.description, issue["summary"].str());
    for (const json::Value link : issue["references"].items())
        fields::add_link(finding, link.str());
    const json::Value extended = issue["extended_information"];
    report.text(finding.remediation, extended.any({"full_remediation", "remediation"}).str());
    fields::rate(finding, issue["severity"].str(), k_severities, Severity::info, report.stats);
    const std::string type = to_lower(elide(issue.any({"issue_type", "type"}).str(), 40));
    if (!type.empty() && type != "security") {
        fields::add_tag(finding, "type: " + type);
        if (type == "license" || type == "operational_risk") {
            finding.identity = IdentityKind::other;
            finding.cause = Cause::other;
        }
    }
    if (const auto verdict = issue["applicability_result"].str();
        verdict == "applicable" || verdict == "not_applicable")
        finding.reachable = verdict == "applicable";
    finding.seen = parse_rfc3339(issue.any({"artifact_scan_time", "created"}).str());
    fields::set_update_remedy(finding);
    report.emit();
}

// Without components the impact path tells: ".../sha256__12.tar.gz/3.18:libssl3:3.1.1-r1", release, name and version.
bool set_of_path(std::string_view path, Location& at) {
    std::string_view last = path.substr(path.rfind('/') + 1);
    const auto version = last.rfind(':');
    if (version == std::string_view::npos || version == 0 || version + 1 == last.size()) return false;
    fields::put(at.resource, path);
    fields::put(at.version, last.substr(version + 1));
    last = last.substr(0, version);
    const auto colon = last.find(':');
    const bool release = colon != std::string_view::npos && last.front() >= '0' && last.front() <= '9';
    fields::put(at.package, release ? last.substr(colon + 1) : last);
    return true;
}

void read_summary(json::Value root, DomReport& report) {
    std::size_t a = 0;
    for (const json::Value artifact : root["artifacts"].items()) {
        const json::Value general = artifact["general"];
        std::size_t i = 0;
        for (const json::Value issue : artifact["issues"].items()) {
            RawFinding& finding = report.record("/artifacts", a, "issues", i++);
            Location& at = finding.location;
            const json::Value component = issue["components"].at(0);
            if (component.is_object()) {
                set_component(component["component_id"].str(), at);
                add_fixed(component["fixed_versions"], at);
            } else if (!set_of_path(issue["impact_path"].at(0).str(), at)) {
                set_component(general["component_id"].str(), at);
            }
            fields::put(at.file, fields::normal_path(issue["impact_path"].at(0).str()), 1000);
            fields::put(finding.asset, general["name"].str(), 500);
            read_issue(issue, finding, report);
        }
        ++a;
    }
}

void read_scan(json::Value scan, std::string_view where, std::size_t s, DomReport& report) {
    for (const char* list : {"vulnerabilities", "violations"}) {
        std::size_t i = 0;
        for (const json::Value issue : scan[list].items()) {
            RawFinding& finding = report.record(where, s, list, i++);
            const std::string path = finding.place.path;
            for (const json::Member component : issue["components"].members()) {
                finding.clear();
                finding.place.path = path;
                set_component(component.key, finding.location);
                add_fixed(component.value["fixed_versions"], finding.location);
                const json::Value impact = component.value["impact_paths"].at(0);
                for (const json::Value step : impact.items())
                    if (!step["full_path"].str().empty())
                        finding.location.file = elide(fields::normal_path(step["full_path"].str()), 1000);
                fields::put(finding.asset, scan["component_id"].str(), 500);
                read_issue(issue, finding, report);
            }
            if (issue["components"].size() == 0) read_issue(issue, finding, report);
        }
    }
}

void set_impacted(json::Value row, Location& at) {
    fields::put(at.package, row["impactedPackageName"].str());
    fields::put(at.version, row["impactedPackageVersion"].str());
    at.ecosystem = fields::ecosystem_of(row["impactedPackageType"].str());
    add_fixed(row["fixedVersions"], at);
    const json::Value place = row["components"].at(0)["location"]; // of the file that asks for it
    at.file = fields::normal_path(place["file"].str());
    at.line = fields::line_number(place["startLine"].integer());
}

// What its own scanners found in source: secrets, infrastructure as code, code.
struct SourceList {
    const char *findings, *violations;
    Cause cause;
};
constexpr std::array<SourceList, 4> k_source_lists{{{"secrets", "secretsViolations", Cause::secret},
                                                    {"iac", "iacViolations", Cause::configuration},
                                                    {"sast", "sastViolations", Cause::code},
                                                    {"maliciousCode", "maliciousViolations", Cause::code}}};

void read_source_row(json::Value row, const SourceList& kind, RawFinding& finding, DomReport& report) {
    finding.cause = kind.cause;
    finding.identity = kind.cause == Cause::configuration ? IdentityKind::config : IdentityKind::code;
    Location& at = finding.location;
    at.file = fields::normal_path(row["file"].str());
    at.line = fields::line_number(row["startLine"].integer());
    at.end_line = fields::line_number(row["endLine"].integer());
    at.column = fields::line_number(row["startColumn"].integer());
    fields::put(finding.rule, row["ruleId"].str());
    const std::string_view found = row["finding"].str();
    const std::string_view about = row["scannerDescription"].str();
    fields::set_title(finding, {row["scannerShortDescription"].str(), found, finding.rule}, report.limits);
    report.text(finding.description, found.empty() ? about : found);
    if (!about.empty() && about != finding.description) {
        finding.description += "\n\n";
        finding.description += elide(about, 4000);
    }
    if (kind.cause == Cause::secret)
        fields::set_secret(finding, row["snippet"].str());
    else
        fields::put(at.snippet, row["snippet"].str(), 4000);
    for (const json::Value cwe : row["cwe"].items())
        fields::add_cwes_of(finding, cwe.str());
    fields::put(finding.fingerprint, row["fingerprint"].str());
    if (const auto watch = row["watch"].str(); !watch.empty()) fields::add_tag(finding, "watch: " + elide(watch, 80));
    fields::rate(finding, row["severity"].str(), k_severities, Severity::info, report.stats);
    report.emit();
}

void read_licence_row(json::Value row, bool risk, RawFinding& finding, DomReport& report) {
    finding.cause = Cause::other;
    set_impacted(row, finding.location);
    const Location& at = finding.location;
    fields::put(finding.rule, risk ? std::string_view("operational_risk") : row["licenseKey"].str());
    finding.title =
        elide(risk ? fmt::format("Operational risk of {} {}: {}", at.package, at.version, row["riskReason"].str())
                   : fmt::format("Licence {} of {} {}", finding.rule, at.package, at.version),
              report.limits.max_title_bytes);
    report.text(finding.description, risk ? row["endOfLifeMessage"].str() : row["licenseName"].str());
    fields::add_tag(finding, risk ? "type: operational_risk" : "type: license");
    fields::rate(finding, row["severity"].str(), k_severities, Severity::info, report.stats);
    report.emit();
}

void read_simple_others(json::Value root, DomReport& report) {
    for (const SourceList& kind : k_source_lists)
        for (const char* list : {kind.findings, kind.violations}) {
            std::size_t i = 0;
            for (const json::Value row : root[list].items())
                read_source_row(row, kind, report.record("/" + std::string(list), i++), report);
        }
    for (const char* list : {"licensesViolations", "operationalRiskViolations"}) {
        std::size_t i = 0;
        for (const json::Value row : root[list].items())
            read_licence_row(row, list[0] == 'o', report.record("/" + std::string(list), i++), report);
    }
}

// jf audit --format simple-json: a row for each component.
void read_simple(json::Value root, DomReport& report) {
    for (const char* list : {"vulnerabilities", "securityViolations"}) {
        std::size_t i = 0;
        for (const json::Value row : root[list].items()) {
            RawFinding& finding = report.record("/" + std::string(list), i++);
            set_impacted(row, finding.location);
            fields::CvssPick cvss;
            for (const json::Value one : row["cves"].items()) {
                fields::add_id(finding, one["id"].str());
                for (const auto& [vector, score] :
                     {std::pair{"cvssV3Vector", "cvssV3"}, std::pair{"cvssV2Vector", "cvssV2"}})
                    cvss.offer(one[vector].str(), one[score].number());
                for (const json::Value cwe : one["cwe"].items())
                    fields::add_cwes_of(finding, cwe.str());
            }
            cvss.put(finding);
            fields::set_title(finding, {row["summary"].str()}, report.limits);
            std::string id(row["issueId"].str());
            if (id.empty() && !finding.cve.empty()) id = finding.cve.front();
            fields::set_vulnerability(finding, id, report.limits);
            report.text(finding.description, row["summary"].str());
            for (const json::Value link : row["references"].items())
                fields::add_link(finding, link.str());
            if (const auto verdict = row["applicable"].str(); verdict == "Applicable" || verdict == "Not Applicable")
                finding.reachable = verdict == "Applicable";
            report.text(finding.remediation, row["jfrogResearchInformation"]["remediation"].str());
            fields::rate(finding, row["severity"].str(), k_severities, Severity::info, report.stats);
            fields::set_update_remedy(finding);
            report.emit();
        }
    }
}

// What its API tells of watches: a violation of several components.
void read_violations(json::Value root, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value row : root["violations"].items()) {
        RawFinding& finding = report.record("/violations", i++);
        std::string_view component = row["infected_components"].at(0).str();
        if (component.empty()) component = row["impacted_artifacts"].at(0).str();
        set_component(component, finding.location);
        for (const json::Value one : row["infected_versions"].items())
            if (finding.location.version.empty()) fields::put(finding.location.version, one.str());
        add_fixed(row["fix_versions"], finding.location);
        fields::put(finding.asset, row["impacted_artifacts"].at(0).str(), 500);
        if (const auto watch = row["watch_name"].str(); !watch.empty())
            fields::add_tag(finding, "watch: " + elide(watch, 80));
        fields::add_link(finding, row["violation_details_url"].str());
        if (iequals(row["type"].str(), "license")) finding.cause = Cause::other;
        read_issue(row, finding, report);
    }
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "JFrog Xray";
    scan.target_kind = "other";
    const std::string_view only = root["artifacts"].size() == 1 ? root["artifacts"].at(0)["general"]["name"].str()
                                  : root.is_array() && root.size() == 1 ? root.at(0)["component_id"].str()
                                                                        : std::string_view();
    fields::put(scan.target, only, 500);
    report.tell(scan);
    read_summary(root, report);
    std::size_t s = 0;
    for (const json::Value one : root.items())
        read_scan(one, "", s++, report);
    if (root["scan_id"].exists())
        read_scan(root, "", 0, report);
    else
        read_simple(root, report);
    read_simple_others(root, report);
    if (!root["scan_id"].exists()) read_violations(root, report);
    std::size_t i = 0;
    for (const json::Value row : root["rows"].items()) {
        RawFinding& finding = report.record("/rows", i++);
        set_component(row["vulnerable_component"].str(), finding.location);
        add_fixed(row["fixed_versions"], finding.location);
        fields::put(finding.location.file, fields::normal_path(row["path"].str()), 1000);
        fields::put(finding.asset, row["impacted_artifact"].str(), 500);
        read_issue(row, finding, report);
    }
    i = 0;
    for (const json::Value row : root["data"].items()) {
        RawFinding& finding = report.record("/data", i++);
        set_component(row["source_comp_id"].str(), finding.location);
        if (finding.location.package.empty()) fields::put(finding.location.package, row["component"].str());
        add_fixed(row["component_versions"]["fixed_versions"], finding.location);
        read_issue(row, finding, report);
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("scan_id") && (head.has_element_key("component_id") ||
                                                head.has_element_key("package_type") || head.contains("\"issue_id\"")))
            return {86, "an array of objects with the keys scan_id and component_id", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("total_rows") && head.has_key("rows")) return {82, "top-level keys total_rows and rows", {}};
    if (head.has_key("artifacts") && head.contains("\"general\"") &&
        (head.contains("\"pkg_type\"") || head.contains("\"issues\"")))
        return {84, "artifacts with general and issues", {}};
    if (head.has_key("total_count") && head.has_key("data"))
        return {head.contains("\"source_comp_id\"") ? 84 : 45, "top-level keys total_count and data", {}};
    if (head.has_key("artifacts") && head.contains("\"licenses\"") && head.contains("\"more_info_url\""))
        return {76, "artifacts with licenses that have a more_info_url", {}};
    if (head.has_key("artifacts") && head.contains("\"components\"") &&
        (head.contains("\"gav://") || head.contains("\"npm://") || head.contains("\"alpine://") ||
         head.contains("\"deb://") || head.contains("\"rpm://") || head.contains("\"pypi://")))
        return {72, "artifacts with components by the names of Xray", {}};
    if (head.has_key("artifacts") && head.contains("\"impact_path\"") && head.contains("\"XRAY-"))
        return {78, "artifacts with impact_path and ids of Xray", {}};
    if (head.has_key("total_violations") && head.has_key("violations"))
        return {84, "top-level keys total_violations and violations", {}};
    if (head.has_key("violations") && head.contains("\"watch_name\"") && head.contains("\"impacted_artifacts\""))
        return {80, "violations with watch_name and impacted_artifacts", {}};
    if (head.has_key("rows") && head.contains("\"impacted_artifact\"")) return {78, "rows with impacted_artifact", {}};
    if (head.has_key("data") && head.contains("\"source_comp_id\"") && head.contains("\"component_versions\""))
        return {78, "data with source_comp_id and component_versions", {}};
    if (head.has_key("scan_id") && (head.has_key("vulnerabilities") || head.has_key("violations")))
        return {76, "top-level keys scan_id and vulnerabilities", {}};
    if (head.contains("\"impactedPackageName\"") &&
        (head.has_key("vulnerabilities") || head.has_key("securityViolations")))
        return {80, "vulnerabilities with impactedPackageName", {}};
    if (head.has_key("scansStatus") || (head.has_key("securityViolations") && head.has_key("licensesViolations")))
        return {80, "top-level keys securityViolations, licensesViolations and scansStatus", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_jfrog_xray_format{"jfrog-xray-json",
                                     FormatKind::findings,
                                     "JFrog Xray",
                                     "application/json",
                                     "JFrog Xray: summaries, on-demand scans, reports and components",
                                     sniff,
                                     parse};

} // namespace parapet
