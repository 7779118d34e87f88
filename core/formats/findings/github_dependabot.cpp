// Dependabot alerts: vulnerabilityAlerts of GraphQL wherever they stand in the answer, or the REST API's array.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_github_dependabot_format;

namespace {

constexpr int k_max_depth = 12;

void read_advisory(json::Value advisory, RawFinding& finding, DomReport& report) {
    report.text(finding.description, advisory["description"].str());
    for (const json::Value id : advisory["identifiers"].items())
        fields::add_id(finding, id["value"].str());
    fields::add_id(finding, advisory.any({"ghsa_id", "ghsaId"}).str());
    fields::add_id(finding, advisory["cve_id"].str());
    const json::Value cwes = advisory["cwes"];
    for (const json::Value cwe : cwes["nodes"].items())
        fields::add_cwes_of(finding, cwe.any({"cweId", "cwe_id"}).str());
    for (const json::Value cwe : cwes.items())
        fields::add_cwes_of(finding, cwe.any({"cweId", "cwe_id"}).str());
    for (const json::Value link : advisory["references"].items())
        fields::add_link(finding, link["url"].str());
    fields::CvssPick cvss;
    const auto offer = [&](json::Value one) {
        const auto score = one["score"].number();
        cvss.offer(one.any({"vectorString", "vector_string"}).str(), score && *score > 0 ? score : std::nullopt);
    };
    for (const char* version : {"cvss_v4", "cvssV4", "cvss_v3", "cvssV3"})
        offer(advisory.any({"cvss_severities", "cvssSeverities"})[version]);
    offer(advisory["cvss"]);
    cvss.put(finding);
    const json::Value epss = advisory["epss"];
    fields::set_epss(finding, epss.is_array() ? epss.at(0)["percentage"].number() : epss["percentage"].number());
}

std::string_view id_of(json::Value advisory, const RawFinding& finding) {
    for (const json::Value id : advisory["identifiers"].items())
        if (id["type"].str() == "GHSA") return id["value"].str();
    if (const auto ghsa = advisory.any({"ghsa_id", "ghsaId"}).str(); !ghsa.empty()) return ghsa;
    return finding.cve.empty() ? std::string_view() : std::string_view(finding.cve.front());
}

void read_state(json::Value alert, RawFinding& finding) {
    std::string state = to_lower(alert["state"].str());
    // GraphQL gives what was asked for: the time of an end, too, tells it.
    if (state.empty() && parse_rfc3339(alert["fixedAt"].str())) state = "fixed";
    if (state.empty() && parse_rfc3339(alert["dismissedAt"].str())) state = "dismissed";
    if (state.empty() || state == "open") return;
    if (state == "fixed") {
        fields::set_fixed(finding);
        return;
    }
    finding.suppressed = true;
    const std::string_view reason = alert.any({"dismissReason", "dismissed_reason"}).str();
    const std::string_view comment = alert.any({"dismissComment", "dismissed_comment"}).str();
    finding.suppression = elide(
        fmt::format("{}{}{}{}{}", state, reason.empty() ? "" : ": ", reason, comment.empty() ? "" : ": ", comment),
        600);
}

void read_alert(json::Value alert, std::string_view repository, RawFinding& finding, DomReport& report) {
    const json::Value vulnerability = alert.any({"securityVulnerability", "security_vulnerability"});
    const json::Value advisory = alert["security_advisory"] ? alert["security_advisory"] : vulnerability["advisory"];
    Location& at = finding.location;
    fields::put(at.package, vulnerability["package"]["name"].str());
    at.ecosystem = fields::ecosystem_of(vulnerability["package"]["ecosystem"].str());
    std::string_view required = alert["vulnerableRequirements"].str();
    if (istarts_with(required, "= ")) fields::put(at.version, required.substr(2));
    fields::put(at.fixed_version,
                vulnerability.any({"firstPatchedVersion", "first_patched_version"})["identifier"].str());
    at.file = fields::normal_path(alert["vulnerableManifestPath"].str());
    if (at.file.empty()) at.file = fields::normal_path(alert["dependency"]["manifest_path"].str());
    if (at.file.empty()) at.file = fields::normal_path(alert["vulnerableManifestFilename"].str());
    fields::set_title(finding, {advisory["summary"].str()}, report.limits);
    read_advisory(advisory, finding, report);
    fields::set_vulnerability(finding, id_of(advisory, finding), report.limits);
    fields::rate(finding,
                 vulnerability["severity"].str().empty() ? advisory["severity"].str() : vulnerability["severity"].str(),
                 Severity::medium, report.stats);
    fields::add_link(finding, alert["html_url"].str());
    if (const auto range = vulnerability.any({"vulnerableVersionRange", "vulnerable_version_range"}).str();
        !range.empty())
        fields::add_tag(finding, "affected: " + elide(range, 150));
    if (const auto scope = to_lower(alert["dependency"]["scope"].str()); !scope.empty())
        fields::add_tag(finding, scope);
    finding.seen = parse_rfc3339(alert.any({"createdAt", "created_at"}).str());
    fields::put(finding.asset, repository, 500);
    read_state(alert, finding);
    fields::set_update_remedy(finding);
    report.emit();
}

// Any object with vulnerabilityAlerts is a repository.
void walk(json::Value value, const std::string& path, int depth, DomReport& report) {
    if (depth > k_max_depth) return;
    const json::Value nodes = value["vulnerabilityAlerts"].any({"nodes"});
    std::size_t i = 0;
    std::string_view name = value["nameWithOwner"].str();
    if (name.empty()) name = value["name"].str();
    if (name.empty()) name = value["url"].str();
    for (const json::Value alert : nodes.items())
        read_alert(alert, name, report.record(path + "/vulnerabilityAlerts/nodes", i++), report);
    for (const json::Value edge : value["vulnerabilityAlerts"]["edges"].items())
        read_alert(edge["node"], name, report.record(path + "/vulnerabilityAlerts/edges", i++), report);
    for (const json::Member m : value.members())
        if (m.key != "vulnerabilityAlerts" && (m.value.is_object() || m.value.is_array()))
            walk(m.value, path + "/" + elide(m.key, 60), depth + 1, report);
    i = 0;
    for (const json::Value item : value.items())
        walk(item, fmt::format("{}/{}", path, i++), depth + 1, report);
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "GitHub Dependabot";
    scan.target_kind = "repository";
    scan.complete = false; // a page of several
    report.tell(scan);
    if (!root.is_array() || root.at(0)["data"].exists()) {
        walk(root, "", 0, report);
        return {};
    }
    std::size_t i = 0;
    for (const json::Value alert : root.items()) {
        std::string_view repository = alert["repository"]["full_name"].str();
        if (const auto url = alert["html_url"].str(); repository.empty()) {
            const auto end = url.find("/security/dependabot");
            const auto host = url.find("://");
            const auto from = host == std::string_view::npos ? host : url.find('/', host + 3);
            if (end != std::string_view::npos && from != std::string_view::npos && from < end)
                repository = url.substr(from + 1, end - from - 1);
        }
        read_alert(alert, repository, report.record("", i++), report);
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.contains("\"vulnerabilityAlerts\"") && (head.has_key("data") || head.has_element_key("data")))
        return {88, "a GraphQL answer with vulnerabilityAlerts", {}};
    if (head.shape == Head::Shape::json_array && head.has_element_key("security_advisory") &&
        (head.has_element_key("dependency") || head.has_element_key("security_vulnerability")))
        return {90, "an array of objects with the keys dependency and security_advisory", {}};
    if (head.shape == Head::Shape::json_object && head.has_key("security_advisory") && head.has_key("dependency"))
        return {0, {}, {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_github_dependabot_format{"github-dependabot-json",
                                            FormatKind::findings,
                                            "GitHub Dependabot",
                                            "application/json",
                                            "GitHub: Dependabot alerts from the GraphQL or REST API",
                                            sniff,
                                            parse};

} // namespace parapet
