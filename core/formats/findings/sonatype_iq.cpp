// Sonatype IQ's reports of an application: components with their security issues, components with the policies that
// they violate, and what its command line tool writes.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_sonatype_iq_format;

namespace {

void set_component(json::Value component, Location& at) {
    fields::set_purl(at, component["packageUrl"].str());
    const json::Value identifier = component["componentIdentifier"];
    const json::Value c = identifier["coordinates"];
    if (at.package.empty()) {
        const std::string_view group = c["groupId"].str();
        const std::string_view name = c.any({"artifactId", "packageId", "name"}).str();
        fields::put(at.package, group.empty() ? std::string(name) : std::string(group) + ":" + std::string(name));
        fields::put(at.version, c["version"].str());
        at.ecosystem = fields::ecosystem_of(identifier["format"].str());
    }
    if (at.package.empty()) fields::put(at.package, component["displayName"].str());
    at.file = fields::normal_path(component["pathnames"].at(0).str());
}

void read_issue(json::Value issue, json::Value component, RawFinding& finding, DomReport& report) {
    set_component(component, finding.location);
    fields::LocationCount count;
    bool first = true;
    for (const json::Value path : component["pathnames"].items()) {
        if (!first) {
            Location more = finding.location;
            more.file = fields::normal_path(path.str());
            fields::add_location(finding, std::move(more), count, report.limits);
        }
        first = false;
    }
    fields::finish_locations(count, finding.place.path, report.stats);
    fields::set_vulnerability(finding, issue["reference"].str(), report.limits);
    fields::add_link(finding, issue["url"].str());
    fields::add_cwe(finding, issue["cwe"].integer().value_or(0));
    fields::add_cwes_of(finding, issue["cwe"].str());
    report.text(finding.description, issue["description"].str());
    fields::CvssPick cvss;
    cvss.offer(issue["cvssVector"].str(), issue["severity"].number());
    cvss.offer({}, issue["severity"].number());
    cvss.put(finding);
    fields::rate(finding, {}, Severity::medium, report.stats);
    if (const auto threat = issue["threatCategory"].str(); !threat.empty())
        fields::add_tag(finding, "threat: " + elide(threat, 40));
    const std::string_view status = issue["status"].str();
    if (iequals(status, "Not Applicable") || iequals(status, "Acknowledged")) {
        finding.suppressed = iequals(status, "Not Applicable");
        finding.suppression = finding.suppressed ? "not applicable" : "";
    }
    report.emit();
}

// By its reference policies: 10 for a CVSS from 9, 9 from 7, 7 from 4, 3 below.
Severity severity_of_threat(std::int64_t level) {
    if (level >= 10) return Severity::critical;
    if (level >= 8) return Severity::high;
    if (level >= 4) return Severity::medium;
    return level >= 1 ? Severity::low : Severity::info;
}

// A policy that a component violates; the reasons name a vulnerability where there is one.
void read_violation(json::Value violation, json::Value constraints, json::Value component, RawFinding& finding,
                    DomReport& report) {
    set_component(component, finding.location);
    std::string why;
    std::string_view id;
    for (const json::Value constraint : constraints.items())
        for (const json::Value condition : constraint.any({"conditions", "conditionFacts"}).items()) {
            const std::string_view reason = condition.any({"conditionReason", "reason"}).str();
            if (why.size() < 4000) why += fmt::format("{}{}", why.empty() ? "" : "\n", elide(reason, 1000));
            fields::add_ids_of(finding, reason);
            const json::Value reference = condition.any({"reference", "conditionReference"});
            if (id.empty() && reference.is_object()) id = reference["value"].str();
        }
    if (id.empty() && !finding.cve.empty()) id = finding.cve.front();
    const std::string_view policy = violation["policyName"].str();
    if (id.empty()) {
        finding.cause = Cause::other;
        fields::put(finding.rule, policy);
        finding.title = elide(fmt::format("{} violates the policy {}", finding.location.package, policy),
                              report.limits.max_title_bytes);
    } else {
        fields::set_vulnerability(finding, id, report.limits);
    }
    report.text(finding.description, why);
    fields::add_tag(finding, "policy: " + elide(policy, 100));
    if (const auto kind = violation["policyThreatCategory"].str(); !kind.empty())
        fields::add_tag(finding, to_lower(elide(kind, 40)));
    const auto level = violation.any({"policyThreatLevel", "threatLevel"}).integer();
    finding.severity_known = level.has_value();
    finding.severity_raw = level ? std::to_string(*level) : std::string();
    finding.severity = severity_of_threat(level.value_or(0));
    fields::put(finding.fingerprint, violation["policyViolationId"].str());
    for (const char* key : {"waived", "legacyViolation", "grandfathered"}) {
        if (!violation[key].boolean().value_or(false)) continue;
        finding.suppressed = true;
        finding.suppression = std::string_view(key) == "waived" ? "waived" : "from before the policy";
    }
    report.emit();
}

// What the command line tool writes: alerts of policies, each of components.
void read_alerts(json::Value evaluation, DomReport& report) {
    std::size_t a = 0;
    for (const json::Value alert : evaluation["alerts"].items()) {
        std::size_t i = 0;
        const json::Value trigger = alert["trigger"];
        for (const json::Value fact : trigger["componentFacts"].items()) {
            read_violation(trigger, fact["constraintFacts"], fact,
                           report.record("/policyEvaluationResult/alerts", a, "componentFacts", i++), report);
        }
        ++a;
    }
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Sonatype IQ";
    scan.target_kind = "repository";
    fields::put(scan.target,
                root["applicationId"].is_string() ? root["applicationId"].str() : root["application"]["publicId"].str(),
                300);
    report.tell(scan);
    std::size_t c = 0;
    for (const json::Value component : root["components"].items()) {
        std::size_t i = 0;
        for (const json::Value issue : component["securityData"]["securityIssues"].items())
            read_issue(issue, component, report.record("/components", c, "securityIssues", i++), report);
        i = 0;
        for (const json::Value violation : component["violations"].items())
            read_violation(violation, violation["constraints"], component,
                           report.record("/components", c, "violations", i++), report);
        ++c;
    }
    read_alerts(root["policyEvaluationResult"], report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("policyEvaluationResult") || (head.has_key("policyAction") && head.has_key("scanId")))
        return {86, "top-level keys scanId, policyAction and policyEvaluationResult", {}};
    if (!head.has_key("components") || head.has_key("bomFormat")) return {};
    if (head.has_key("reportTime") && head.has_key("application") && head.has_key("counts"))
        return {84, "top-level keys reportTime, application, counts and components", {}};
    if (head.contains("\"matchState\"") && head.contains("\"policyThreatLevel\""))
        return {82, "components with matchState and violations of policies", {}};
    if (head.contains("\"securityData\"") && head.contains("\"matchState\""))
        return {86, "components with matchState and securityData", {}};
    if (head.has_key("matchSummary")) return {80, "top-level keys components and matchSummary", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_sonatype_iq_format{"sonatype-iq-json",
                                      FormatKind::findings,
                                      "Sonatype IQ",
                                      "application/json",
                                      "Sonatype IQ (Nexus Lifecycle): components with security issues",
                                      sniff,
                                      parse};

} // namespace parapet
