// NeuVector's scan report: vulnerabilities of an image; and its compliance checks.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_neuvector_format;

namespace {

void read_vulnerability(json::Value v, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, v["package_name"].str());
    fields::put(at.version, v["package_version"].str());
    fields::put(at.fixed_version, v["fixed_version"].str());
    at.file = fields::normal_path(v["file_name"].str());
    fields::set_vulnerability(finding, v["name"].str(), report.limits);
    for (const json::Value cve : v["cves"].items())
        fields::add_id(finding, cve.str());
    report.text(finding.description, v["description"].str());
    fields::add_link(finding, v["link"].str());
    fields::CvssPick cvss;
    cvss.offer(v["vectors_v3"].str(), v["score_v3"].number());
    cvss.offer(v["vectors"].str(), v["score"].number());
    cvss.put(finding);
    fields::rate(finding, v["severity"].str(), Severity::info, report.stats);
    for (const json::Value tag : v["tags"].items())
        fields::add_tag(finding, tag.str());
    if (v["in_base_image"].boolean().value_or(false)) fields::add_tag(finding, "in base image");
    fields::set_update_remedy(finding);
    report.emit();
}

struct Level {
    std::string_view word;
    CheckOutcome outcome;
    Severity severity;
};
constexpr std::array<Level, 7> k_levels{{
    {"PASS", CheckOutcome::pass, Severity::info},
    {"HIGH", CheckOutcome::fail, Severity::high},
    {"WARN", CheckOutcome::fail, Severity::medium},
    {"NOTE", CheckOutcome::not_reviewed, Severity::info},
    {"MANUAL", CheckOutcome::not_reviewed, Severity::info},
    {"INFO", CheckOutcome::informational, Severity::info},
    {"ERROR", CheckOutcome::error, Severity::info},
}};

void read_check(json::Value v, RawFinding& finding, DomReport& report) {
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    fields::put(finding.rule, v["test_number"].text());
    fields::set_title(finding, {v["description"].str(), finding.rule}, report.limits);
    std::string text;
    for (const json::Value message : v["message"].items()) {
        if (text.size() > 4000) break;
        text += fmt::format("{}{}", text.empty() ? "" : "\n", message.str());
    }
    report.text(finding.description, text.empty() ? std::string(v["description"].str()) : text);
    report.text(finding.evidence, v["evidence"].str());
    report.text(finding.remediation, v["remediation"].str());
    fields::put(finding.location.resource, v["location"].str(), 500);
    for (const std::string_view tag : {v.any({"category", "catalog"}).str(), v["type"].str(), v["profile"].str()})
        fields::add_tag(finding, tag);
    for (const json::Value tag : v["tags"].items())
        fields::add_tag(finding, tag.str());
    fields::put(finding.severity_raw, v["level"].str(), 40);
    finding.outcome = CheckOutcome::error;
    for (const Level& level : k_levels) {
        if (!iequals(level.word, finding.severity_raw)) continue;
        finding.outcome = level.outcome;
        finding.severity = level.severity;
        finding.severity_known = true;
    }
    if (!finding.severity_known)
        report.stats.warn(finding.place.path,
                          fmt::format("the level \"{}\" is not known", visible(finding.severity_raw)));
    report.emit();
}

// The benchmarks of Docker and Kubernetes on a host, or in a container.
void read_compliance(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "NeuVector";
    scan.target_kind = "other";
    scan.policy = "compliance";
    scan.finished = parse_rfc3339(root["run_at"].str());
    report.tell(scan);
    const bool bare = root["items"].is_array();
    std::size_t i = 0;
    for (const json::Value v : bare ? root["items"].items() : root["report"]["checks"].items())
        read_check(v, report.record(bare ? "/items" : "/report/checks", i++), report);
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value body = root["report"];
    if (root["items"].is_array() || (body["checks"].is_array() && !body["vulnerabilities"].exists())) {
        read_compliance(root, report);
        return {};
    }
    ScanInfo scan;
    scan.tool = "NeuVector";
    scan.target_kind = "image";
    if (!body["repository"].str().empty()) {
        std::string_view registry = body["registry"].str();
        if (const auto scheme = registry.find("://"); scheme != std::string_view::npos)
            registry.remove_prefix(scheme + 3);
        scan.target = elide(fmt::format("{}{}{}{}{}", registry, registry.empty() ? "" : "/", body["repository"].str(),
                                        body["tag"].str().empty() ? "" : ":", body["tag"].str()),
                            500);
    }
    scan.digest = elide(body["digest"].str(), 80);
    const std::string_view error = root["error_message"].str();
    scan.failed = !error.empty();
    if (scan.failed) report.stats.warn("/error_message", "NeuVector says: " + visible(elide(error, 300)));
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value v : body["vulnerabilities"].items())
        read_vulnerability(v, report.record("/report/vulnerabilities", i++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("items") && (head.has_key("kubernetes_cis_version") || head.has_key("docker_cis_version")))
        return {88, "top-level keys docker_cis_version, kubernetes_cis_version and items", {}};
    const bool check = head.contains("\"test_number\"") && head.contains("\"level\"") && head.contains("\"scored\"");
    if (check && (head.has_key("items") || head.has_key("report")))
        return {80, "checks with test_number, level and scored", {}};
    if (!head.has_key("report")) return {};
    if (head.contains("\"package_name\"") && head.contains("\"score_v3\"") && head.contains("\"vectors_v3\""))
        return {85, "a report of vulnerabilities with package_name and vectors_v3", {}};
    if (head.contains("\"cvedb_version\"")) return {82, "a report with cvedb_version", {}};
    if (head.contains("\"setid_perms\"") || (head.contains("\"modules\"") && head.contains("\"cmds\"")))
        return {76, "a report with modules and cmds", {}};
    if (head.contains("\"signature_data\"") && (head.contains("\"cmds\"") || head.contains("\"labels\"")))
        return {74, "a report with signature_data and cmds", {}};
    if (head.contains("\"cpes\"") && head.contains("\"cves\"") && head.contains("\"source\""))
        return {70, "a report of modules with cpes and cves", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_neuvector_format{"neuvector-json",
                                    FormatKind::findings,
                                    "NeuVector",
                                    "application/json",
                                    "NeuVector: vulnerabilities of images, and checks",
                                    sniff,
                                    parse};

} // namespace parapet
