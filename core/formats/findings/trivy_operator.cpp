// Trivy Operator: the reports it keeps as Kubernetes objects, one, a List, an array, or a map by kind (kubectl get -o
// json).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/common/with_reader.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_trivy_operator_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"NONE", Severity::info},
}};

constexpr std::string_view k_group = "aquasecurity.github.io";

class OperatorReports {
public:
    OperatorReports(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> read(json::Value root) {
        if (root.is_array()) return list(root, "");
        if (root["items"].is_array()) return list(root["items"], "/items");
        if (root["kind"].is_string()) return object(root, "");
        for (const json::Member m : root.members()) {
            if (m.key.find(k_group) == std::string_view::npos) continue;
            if (auto ok = list(m.value, fmt::format("/{}", m.key)); !ok) return ok;
        }
        return {};
    }

private:
    Result<void> list(json::Value items, const std::string& where) {
        std::size_t n = 0;
        for (const json::Value item : items.items()) {
            if (auto ok = object(item, fmt::format("{}/{}", where, n++)); !ok) return ok;
        }
        return {};
    }

    // One report is one scan: of one workload, by one of the operator's scanners.
    Result<void> object(json::Value report, const std::string& where) {
        if (auto ok = job_.check(); !ok) return ok;
        where_ = where;
        const json::Value labels = report["metadata"]["labels"];
        const std::string_view kind = labels["trivy-operator.resource.kind"].str();
        const std::string_view name = labels["trivy-operator.resource.name"].str();
        const std::string_view space = labels["trivy-operator.resource.namespace"].str();
        const std::string_view container = labels["trivy-operator.container.name"].str();
        resource_ =
            name.empty() ? elide(report["metadata"]["name"].str(), 300) : elide(fmt::format("{}/{}", kind, name), 400);
        tell(report, space, container);
        const json::Value body = report["report"];
        for (const json::Value v : body["vulnerabilities"].items())
            vulnerability(v);
        for (const json::Value v : body["checks"].items())
            check(v, {});
        for (const json::Value v : body["secrets"].items())
            secret(v);
        for (const json::Value control : report["status"]["detailReport"]["results"].items())
            for (const json::Value v : control["checks"].items())
                check(v, control);
        const json::Value summary = report["status"]["summaryReport"];
        for (const json::Value control : summary["controlCheck"].items())
            control_of_summary(control, report["spec"]["compliance"]["controls"]);
        return {};
    }

    void tell(json::Value report, std::string_view space, std::string_view container) {
        const json::Value body = report["report"];
        ScanInfo scan;
        scan.tool = stats_.tool = "Trivy Operator";
        fields::put(scan.tool_version, body["scanner"]["version"].str(), 60);
        scan.target = elide(space.empty() ? resource_ : fmt::format("{}/{}", space, resource_), 500);
        scan.target_kind = "other";
        scan.policy = fmt::format("{}{}{}", report["kind"].str(), container.empty() ? "" : "/", container);
        scan.digest = elide(body["artifact"]["digest"].str(), 80);
        scan.finished = parse_rfc3339(body["updateTimestamp"].str());
        if (!scan.finished) scan.finished = parse_rfc3339(report["status"]["updateTimestamp"].str());
        out_.scan(scan);
    }

    void start(std::string_view list) {
        ++stats_.records;
        finding_.clear();
        finding_.place.path = fmt::format("{}/report/{}", where_, list);
        finding_.location.resource = resource_;
    }

    void vulnerability(json::Value v) {
        start("vulnerabilities");
        RawFinding& f = finding_;
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::put(f.rule, v["vulnerabilityID"].str());
        fields::add_alias(f, f.rule);
        Location& at = f.location;
        fields::put(at.package, v["resource"].str());
        fields::put(at.version, v["installedVersion"].str());
        fields::put(at.fixed_version, v["fixedVersion"].str());
        fields::set_purl(at, v["packagePURL"].str());
        at.file = fields::normal_path(v["packagePath"].str());
        if (const auto target = v["target"].str(); !target.empty()) fields::put(at.resource, target, 500);
        const std::string other = fmt::format("{} in {}", f.rule, at.package);
        fields::set_title(f, {v["title"].str(), other}, limits_);
        fields::set_text(f.description, v["description"].str(), stats_, f.place.path, limits_);
        if (!at.fixed_version.empty()) f.remediation = fmt::format("Update {} to {}.", at.package, at.fixed_version);
        fields::set_severity(f, v["severity"].str(), k_severities, stats_);
        fields::CvssPick cvss;
        for (const json::Member m : v["cvss"].members()) {
            cvss.offer(m.value["V40Vector"].str(), m.value["V40Score"].number());
            cvss.offer(m.value["V3Vector"].str(), m.value["V3Score"].number());
            cvss.offer(m.value["V2Vector"].str(), m.value["V2Score"].number());
        }
        cvss.offer({}, v["score"].number());
        cvss.put(f);
        fields::add_link(f, v["primaryLink"].str());
        for (const json::Value link : v["links"].items())
            fields::add_link(f, link.str());
        out_.finding(f);
    }

    void check(json::Value v, json::Value control) {
        start("checks");
        RawFinding& f = finding_;
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, v["checkID"].str());
        fields::set_title(f, {v["title"].str(), f.rule, v["description"].str()}, limits_);
        if (f.rule.empty()) f.rule = f.title;
        std::string text;
        for (const json::Value message : v["messages"].items())
            text += fmt::format("{}\n", message.str());
        text += v["description"].str();
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        fields::set_text(f.remediation, v["remediation"].str(), stats_, f.place.path, limits_);
        std::string_view severity = v["severity"].str();
        if (severity.empty()) severity = control["severity"].str();
        fields::set_severity(f, severity, k_severities, stats_);
        if (const auto target = v["target"].str(); !target.empty()) fields::put(f.location.resource, target, 500);
        if (const auto id = control["id"].str(); !id.empty()) fields::add_control(f, "benchmark", id);
        if (v["success"].boolean().value_or(false)) f.outcome = CheckOutcome::pass;
        out_.finding(f);
    }

    // A summary tells how many resources fail a control, not which.
    void control_of_summary(json::Value v, json::Value controls) {
        start("controlCheck");
        RawFinding& f = finding_;
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view id = v["id"].str();
        fields::put(f.rule, id);
        fields::set_title(f, {v["name"].str(), id}, limits_);
        fields::add_control(f, "benchmark", id);
        std::string text;
        for (const json::Value known : controls.items()) {
            if (known["id"].str() != id) continue;
            text = elide(known["description"].str(), 4000);
            for (const json::Value one : known["checks"].items())
                fields::add_tag(f, one["id"].str());
        }
        const auto failed = v["totalFail"].integer();
        if (failed && *failed > 0) text += fmt::format("{}{} resources fail it.", text.empty() ? "" : "\n", *failed);
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        fields::set_severity(f, v["severity"].str(), k_severities, stats_);
        f.outcome = !failed        ? CheckOutcome::not_reviewed // no check of it is automatic
                    : *failed == 0 ? CheckOutcome::pass
                                   : CheckOutcome::fail;
        out_.finding(f);
    }

    void secret(json::Value v) {
        start("secrets");
        RawFinding& f = finding_;
        fields::put(f.rule, v["ruleID"].str());
        fields::set_title(f, {v["title"].str(), f.rule}, limits_);
        fields::set_severity(f, v["severity"].str(), k_severities, stats_);
        fields::add_tag(f, v["category"].str());
        const std::string_view match = v["match"].str();
        const bool masked = match.find("***") != std::string_view::npos;
        fields::set_secret(f, masked ? std::string_view() : match);
        if (masked) fields::put(f.evidence, match, 500);
        f.location.file = fields::normal_path(v["target"].str());
        out_.finding(f);
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    std::string where_, resource_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    const bool group = head.contains("aquasecurity.github.io");
    if (!group) return {};
    if (head.shape == Head::Shape::json_object) {
        for (const std::string& key : head.json_keys)
            if (key.find(".aquasecurity.github.io") != std::string::npos)
                return {92, "a top-level key that ends in .aquasecurity.github.io", {}};
        if (head.has_key("kind") && head.has_key("apiVersion"))
            return {88, "a Kubernetes object of the group aquasecurity.github.io", {}};
        if (head.has_key("kind") || head.has_key("items"))
            return {80, "Kubernetes objects of the group aquasecurity.github.io", {}};
    }
    if (head.shape == Head::Shape::json_array && (head.has_element_key("kind") || head.has_element_key("apiVersion")))
        return {88, "an array of Kubernetes objects of the group aquasecurity.github.io", {}};
    return {};
}

} // namespace

const FormatInfo k_trivy_operator_format{"trivy-operator-json",
                                         FormatKind::findings,
                                         "Trivy Operator",
                                         "application/json",
                                         "Trivy Operator: vulnerability, config audit, secret and compliance reports",
                                         sniff,
                                         parse_json_with<OperatorReports>};

} // namespace parapet
