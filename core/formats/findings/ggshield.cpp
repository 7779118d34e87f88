// GitGuardian's ggshield: incidents of secrets in commits, files and images, of infrastructure as code and of packages.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_ggshield_format;

namespace {

struct Around {
    std::string_view commit, file, author;
};

void read_validity(std::string_view validity, RawFinding& f) {
    if (!validity.empty()) fields::add_tag(f, fmt::format("validity: {}", elide(validity, 60)));
    f.severity_known = true; // ggshield rates nothing: valid ones can be used at once
    f.severity = iequals(validity, "valid") ? Severity::critical : Severity::high;
    if (iequals(validity, "invalid")) f.severity = Severity::medium;
}

void read_occurrence(json::Value incident, json::Value at, const Around& around, RawFinding& f, WholeReport& report) {
    fields::set_code(f, around.file, fields::line_number(at["line_start"]), fields::line_number(at["line_end"]));
    fields::set_secret(f, at["match"].str());
    const std::string_view kind = incident.any({"type", "detector", "break_type"}).str();
    fields::put(f.rule, kind);
    fields::put(f.rule_name, incident["policy"].str());
    f.title = elide(fmt::format("Secret in the code: {}", kind), report.limits.max_title_bytes);
    f.description = fmt::format("GitGuardian sees a {} in {}", f.rule, f.location.file);
    if (!around.commit.empty()) f.description += fmt::format(", commit {}", elide(around.commit, 64));
    if (!around.author.empty()) f.description += fmt::format(", by {}", elide(around.author, 100));
    f.description += '.';
    f.remediation = "Revoke the secret first; then take it out of the code and keep it in a secret store.";
    read_validity(incident["validity"].str(), f);
    fields::add_cwe(f, 798);
    f.phase = Phase::code;
    fields::put(f.fingerprint, incident["ignore_sha"].str());
    fields::add_link(f, incident["incident_url"].str());
    if (incident["known_secret"].boolean().value_or(false)) fields::add_tag(f, "known secret");
    if (incident["ignored"].boolean().value_or(false) || incident["is_ignored"].boolean().value_or(false)) {
        f.suppressed = true;
        fields::put(f.suppression, incident["ignore_reason"].text(), 500);
    }
}

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"UNKNOWN", Severity::info},
}};

// "ggshield iac scan": a policy that a file of infrastructure as code violates.
void read_policy(json::Value incident, const Around& around, RawFinding& f, WholeReport& report) {
    fields::set_config(f, around.file, fields::line_number(incident["line_start"]),
                       fields::line_number(incident["line_end"]));
    fields::put(f.rule, incident["policy_id"].str());
    fields::put(f.rule_name, incident["policy"].str());
    fields::set_title(f, {incident["policy"].str(), incident["description"].str(), f.rule}, report.limits);
    report.text(f.description, incident["description"].str());
    report.severity(f, incident["severity"].str(), k_severities);
    fields::put(f.location.resource, incident["component"].str(), 500);
    fields::add_link(f, incident["documentation_url"].str());
    if (!iequals(incident["status"].str(), "IGNORED")) return;
    f.suppressed = true;
    fields::put(f.suppression, incident["ignore_reason"].text(), 500);
}

// "ggshield sca scan": vulnerabilities of the packages of lock files.
void read_package(json::Value package, json::Value v, std::string_view file, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    Location& at = f.location;
    fields::put(at.package, package["package_full_name"].str());
    fields::put(at.version, package["version"].str());
    fields::put(at.ecosystem, to_lower(package["ecosystem"].str()), 40);
    fields::put(at.fixed_version, v["fixed_version"].str());
    at.file = fields::normal_path(file);
    for (const json::Value cve : v["cve_ids"].items())
        fields::add_id(f, cve.str());
    const std::string_view id = v["identifier"].str();
    for (const std::string_view other : {id, v["ghsa_id"].str()})
        fields::add_id(f, other);
    fields::put(f.rule, id.empty() ? v["ghsa_id"].str() : id);
    fields::set_title(f, {v["summary"].str(), f.rule}, report.limits);
    report.text(f.description, v["summary"].str());
    report.severity(f, v["severity"].str(), k_severities);
    fields::add_link(f, v["url"].str());
    fields::add_tag(f, package["dependency_type"].str());
}

void read_packages(json::Value files, std::string_view key, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value file : files.items())
        for (const json::Value package : file["package_vulns"].items())
            for (const json::Value v : package["vulns"].items()) {
                if (!report.go_on()) return;
                read_package(package, v, file["location"].str(), report.next(fmt::format("/{}/{}", key, n++)), report);
                report.emit();
            }
}

void read_incidents(json::Value entity, const Around& around, const std::string& path, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value incident : entity["incidents"].items()) {
        const std::string here = fmt::format("{}/incidents/{}", path, n++);
        if (incident["policy_id"].exists() && !incident["occurrences"].exists()) {
            read_policy(incident, around, report.next(here), report);
            report.emit();
            continue;
        }
        const json::Value list = incident["occurrences"];
        bool any = false;
        RawFinding* f = &report.next(here);
        for (const json::Value at : list.items()) {
            if (any) f = &report.again(here);
            any = true;
            read_occurrence(incident, at, around, *f, report);
            report.emit();
        }
        if (any) continue;
        read_occurrence(incident, incident, around, *f, report);
        report.emit();
    }
}

void read_entities(json::Value scan, const Around& around, const std::string& path, WholeReport& report) {
    for (const char* key : {"entities_with_incidents", "entities"}) {
        std::size_t n = 0;
        for (const json::Value entity : scan[key].items()) {
            Around here = around;
            here.file = entity["filename"].str();
            read_incidents(entity, here, fmt::format("{}/{}/{}", path, key, n++), report);
        }
    }
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of ggshield is an object", "/");
    ScanInfo info;
    info.tool = "GitGuardian";
    info.target_kind = "repository";
    report.tell(info);
    read_entities(root, {}, "", report);
    for (const char* key : {"found_package_vulns", "added_vulns"})
        read_packages(root[key], key, report);
    std::size_t n = 0;
    for (const json::Value scan : root["scans"].items()) {
        if (!report.go_on()) break;
        Around around;
        if (scan["type"].str() == "commit") around.commit = scan["id"].str();
        around.author = scan["extra_info"]["author"].str();
        read_entities(scan, around, fmt::format("/scans/{}", n++), report);
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"entities_with_incidents\"") || head.contains("\"ignore_sha\""))
        return {92, "scans with entities_with_incidents", {}};
    if (head.has_key("scanned_files") && (head.has_key("found_package_vulns") || head.has_key("added_vulns")))
        return {88, "top-level keys scanned_files and found_package_vulns", {}};
    if (head.has_key("iac_engine_version") && head.has_key("total_incidents"))
        return {88, "top-level keys iac_engine_version and total_incidents", {}};
    if ((head.has_key("total_incidents") && head.has_key("total_occurrences")) ||
        (head.has_key("scans") && head.contains("\"total_incidents\"") && head.contains("\"total_occurrences\"")))
        return {88, "keys total_incidents and total_occurrences", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_ggshield_format{"ggshield-json",
                                   FormatKind::findings,
                                   "GitGuardian ggshield",
                                   "application/json",
                                   "GitGuardian's ggshield: secrets in code and history",
                                   sniff,
                                   parse};

} // namespace parapet
