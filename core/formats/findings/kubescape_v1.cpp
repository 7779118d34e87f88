// Kubescape's JSON, format v1: controls by framework, each with the rules that found something (version 1 and, by
// default, version 2).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kubescape_v1_format;

namespace {

// Kubescape rates a control by its base score, 0 to 10.
void rate(json::Value control, RawFinding& f) {
    const auto score = control["baseScore"].number();
    f.severity_known = score && *score >= 1;
    f.severity_raw = score ? fmt::format("base score {}", *score) : std::string();
    const double value = score.value_or(0);
    f.severity = value >= 9   ? Severity::critical
                 : value >= 7 ? Severity::high
                 : value >= 4 ? Severity::medium
                 : value >= 1 ? Severity::low
                              : Severity::info;
}

std::string resource_of(json::Value response) {
    const json::Value alert = response["alertObject"];
    json::Value object = alert["k8sApiObjects"].at(0);
    if (!object.exists()) object = alert["externalObjects"];
    const std::string_view kind = object["kind"].str();
    std::string_view name = object["metadata"]["name"].str();
    if (name.empty()) name = object["name"].str();
    const std::string_view space = object["metadata"]["namespace"].str();
    return elide(space.empty() ? fmt::format("{}/{}", kind, name) : fmt::format("{}/{}/{}", kind, space, name), 500);
}

void read_control(json::Value control, RawFinding& f, DomReport& report) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, control.any({"controlID", "id"}).str());
    fields::set_title(f, {fields::folded(control["name"].str()), f.rule, "Unnamed control"}, report.limits);
    fields::add_control(f, "kubescape", f.rule);
    report.text(f.description, control["description"].str());
    report.text(f.remediation, control["remediation"].str());
    rate(control, f);
}

void read_response(json::Value response, json::Value rule, RawFinding& f, DomReport& report) {
    fields::put(f.rule_name, rule["name"].str());
    f.location.resource = resource_of(response);
    std::string paths(response["alertMessage"].str());
    for (const json::Value path : response["failedPaths"].items())
        if (paths.size() < 8000) paths += fmt::format("\n{}", elide(path.str(), 300));
    report.text(f.evidence, paths);
    const json::Value status = response["ruleStatus"].is_string() ? response["ruleStatus"] : json::Value();
    if (status.str() == "success" || response["exception"].is_object()) {
        f.suppressed = true;
        f.suppression = "an exception of Kubescape's covers it";
    }
}

void read_controls(json::Value controls, const std::string& path, DomReport& report) {
    std::size_t c = 0;
    for (const json::Value control : controls.items()) {
        const std::size_t here = c++;
        if (!report.go_on()) return;
        std::size_t seen = 0;
        for (const json::Value rule : control["ruleReports"].items()) {
            for (const json::Value response : rule["ruleResponses"].items()) {
                RawFinding& f = report.record(path, here, "ruleResponses", seen++);
                read_control(control, f, report);
                read_response(response, rule, f, report);
                report.emit();
            }
        }
        if (seen > 0) continue;
        RawFinding& f = report.record(path, here);
        read_control(control, f, report);
        f.outcome =
            control["totalResources"].integer().value_or(1) == 0 ? CheckOutcome::not_applicable : CheckOutcome::pass;
        report.emit();
    }
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value frameworks = root.is_array() ? root : root["frameworks"];
    if (!frameworks.is_array() && !root["controlReports"].is_array())
        return fail(Errc::malformed, "there are no controls of Kubescape", "/frameworks");
    ScanInfo scan;
    scan.tool = "Kubescape";
    fields::put(scan.target, root["clusterName"].str());
    scan.target_kind = "cluster";
    const auto when = parse_rfc3339(root["generationTime"].str());
    if (when && unix_seconds(*when) > 0) scan.finished = when; // "0001-01-01" is none
    for (const json::Value framework : frameworks.items())
        if (scan.policy.size() < 200)
            scan.policy += fmt::format("{}{}", scan.policy.empty() ? "" : ",", elide(framework["name"].str(), 60));
    report.tell(scan);
    read_controls(root["controlReports"], "/controlReports", report);
    std::size_t i = 0;
    for (const json::Value framework : frameworks.items())
        read_controls(framework["controlReports"], fmt::format("/frameworks/{}/controlReports", i++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object && head.shape != Head::Shape::json_array) return {};
    if (head.contains("\"controlReports\"") &&
        (head.has_key("frameworks") || head.has_key("controlReports") || head.has_element_key("controlReports")))
        return {88, "frameworks with controlReports", "v1"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_kubescape_v1_format{"kubescape-v1-json",
                                       FormatKind::findings,
                                       "Kubescape",
                                       "application/json",
                                       "Kubescape: controls of Kubernetes, format v1",
                                       sniff,
                                       parse};

} // namespace parapet
