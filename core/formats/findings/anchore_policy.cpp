// Anchore's policy checks: of Enterprise (tables of rows), of anchorectl (an array of evaluations with details, or an
// object with evaluations).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_anchore_policy_format;

namespace {

// What a gate does when its trigger fires.
constexpr std::array<fields::SeverityWord, 3> k_actions{
    {{"stop", Severity::high}, {"warn", Severity::medium}, {"go", Severity::info}}};

struct Check {
    std::string_view id, gate, trigger, text, action, policy;
};

// "HIGH Vulnerability found in os package type (rpm) - kernel-headers (RHSA-2017:0372 - https://...)"
void read_vulnerability(const Check& check, RawFinding& finding, ParseStats& stats) {
    const auto word = check.text.substr(0, check.text.find(' '));
    fields::set_severity(finding, word, fields::common_severities(), stats);
    const auto plus = check.id.find('+');
    fields::set_vulnerability(finding, check.id.substr(0, plus));
    if (plus != std::string_view::npos) fields::put(finding.location.package, check.id.substr(plus + 1));
    fields::add_ids_of(finding, check.text);
    if (const auto from = check.text.find(" type ("); from != std::string_view::npos)
        finding.location.ecosystem =
            fields::ecosystem_of(check.text.substr(from + 7, check.text.find(')', from) - from - 7));
    if (const auto dash = check.text.find(" - /"); dash != std::string_view::npos) {
        const std::string_view path = check.text.substr(dash + 3);
        finding.location.file = fields::normal_path(path.substr(0, path.find(" (")));
    }
    if (const auto fix = check.text.find("(fixed in: "); fix != std::string_view::npos)
        fields::add_fixed(finding.location, check.text.substr(fix + 11, check.text.find(')', fix) - fix - 11));
    if (const auto url = check.text.find("http"); url != std::string_view::npos)
        fields::add_link(finding, check.text.substr(url, check.text.find_first_of(" )", url) - url));
    fields::set_update_remedy(finding);
}

void read_check(const Check& check, RawFinding& finding, DomReport& report) {
    fields::set_title(finding, {check.text, check.trigger, check.id}, report.limits);
    report.text(finding.description, check.text);
    if (check.gate == "vulnerabilities" && check.text.find(" Vulnerability found ") != std::string_view::npos) {
        read_vulnerability(check, finding, report.stats);
    } else {
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        fields::put(finding.rule, check.id);
        fields::set_severity(finding, check.action, k_actions, report.stats);
    }
    fields::put(finding.rule_name, fmt::format("{}: {}", check.gate, check.trigger));
    fields::add_tag(finding, "action: " + to_lower(elide(check.action, 20)));
    if (!check.policy.empty()) fields::add_tag(finding, fmt::format("policy: {}", elide(check.policy, 100)));
}

ScanInfo scan_of(std::string_view tag, std::string_view digest, std::string_view policy, std::string_view time) {
    ScanInfo scan;
    scan.tool = "Anchore policy";
    scan.target_kind = "image";
    fields::put(scan.target, tag.empty() ? digest : tag, 500);
    scan.digest = elide(digest, 80);
    fields::put(scan.policy, policy);
    scan.finished = parse_rfc3339(time);
    return scan;
}

void read_details(json::Value details, const std::string& path, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value one : details.items()) {
        RawFinding& finding = report.record(path, i++);
        read_check({one["triggerId"].str(), one["gate"].str(), one["triggerName"].str(), one["description"].str(),
                    one["status"].str(), one["policyId"].str()},
                   finding, report);
        if (one["allowlisted"].boolean().value_or(false)) finding.suppressed = true;
        report.emit();
    }
}

void read_rows(json::Value table, const std::string& path, DomReport& report) {
    std::vector<std::string> names;
    for (const json::Value name : table["header"].items())
        names.push_back(to_lower(name.str()));
    std::size_t i = 0;
    for (const json::Value row : table["rows"].items()) {
        const auto cell = [&](std::string_view name) -> json::Value {
            for (std::size_t c = 0; c < names.size(); ++c)
                if (names[c] == name) return row.at(c);
            return {};
        };
        RawFinding& finding = report.record(path, i++);
        read_check({cell("trigger_id").str(), cell("gate").str(), cell("trigger").str(), cell("check_output").str(),
                    cell("gate_action").str(), cell("policy_id").str()},
                   finding, report);
        if (const json::Value listed = cell("whitelisted"); listed.is_object()) {
            finding.suppressed = true;
            fields::put(finding.suppression, listed["whitelist_name"].str());
        }
        report.emit();
    }
}

// [{"sha256:...": {"repo:tag": [{"detail": {"result": {"result": {"<image>": {"result": {"header", "rows"}}}}}}]}}]
void read_enterprise(json::Value images, DomReport& report) {
    for (const json::Member image : images.members()) {
        for (const json::Member tag : image.value.members()) {
            for (const json::Value evaluation : tag.value.items()) {
                report.tell(
                    scan_of(tag.key, image.key, evaluation["policyId"].str(), evaluation["last_evaluation"].str()));
                for (const json::Member table : evaluation.path({"detail", "result", "result"}).members())
                    read_rows(table.value["result"],
                              fmt::format("{}/{}/rows", elide(tag.key, 200), elide(table.key, 80)), report);
            }
        }
    }
}

Result<void> read(json::Value root, DomReport& report) {
    if (root.is_object()) {
        std::size_t i = 0;
        for (const json::Value one : root["evaluations"].items()) {
            report.tell(scan_of(root["evaluatedTag"].str(), root["imageDigest"].str(), root["policyId"].str(),
                                one["evaluationTime"].str()));
            read_details(one["details"], fmt::format("/evaluations/{}/details", i++), report);
        }
        if (i == 0) report.tell(scan_of(root["evaluatedTag"].str(), root["imageDigest"].str(), {}, {}));
        return {};
    }
    std::size_t i = 0;
    for (const json::Value one : root.items()) {
        if (one["detail"].exists() || one["finalAction"].exists()) {
            report.tell(
                scan_of(one["tag"].str(), one["digest"].str(), one["policyId"].str(), one["lastEvaluation"].str()));
            read_details(one["detail"], fmt::format("/{}/detail", i), report);
        } else {
            read_enterprise(one, report);
        }
        ++i;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_object) {
        if (head.has_key("evaluations") && (head.has_key("evaluatedTag") || head.has_key("imageDigest")))
            return {85, "top-level keys evaluatedTag and evaluations", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("finalAction") && head.has_element_key("policyId"))
        return {85, "an array of objects with the keys finalAction and policyId", {}};
    if (head.contains("\"final_action\"") || (head.contains("\"last_evaluation\"") && head.contains("\"policyId\"")) ||
        (head.contains("\"whitelisted_images\"") && head.contains("\"policies\"")))
        return {82, "an array of images by digest with evaluations of policies", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_anchore_policy_format{"anchore-policy-json",
                                         FormatKind::findings,
                                         "Anchore policy",
                                         "application/json",
                                         "Anchore Enterprise and anchorectl: policy checks of images",
                                         sniff,
                                         parse};

} // namespace parapet
