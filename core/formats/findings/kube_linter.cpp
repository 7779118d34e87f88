// KubeLinter's JSON.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/kube_linter/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kube_linter_format;

namespace {

using kube_linter::k_severities;

void read_report(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value object = v["Object"];
    const json::Value k8s = object["K8sObject"];
    fields::set_config(f, object["Metadata"]["FilePath"].str(), 0);
    fields::put(f.rule, v["Check"].str());
    const json::Value diagnostic = v["Diagnostic"];
    const std::string_view message = diagnostic["Message"].str();
    fields::set_title(f, {message, f.rule, "Unnamed check"}, report.limits);
    report.text(f.description, message);
    const std::string_view own = diagnostic["Metadata"]["remediation"].str();
    report.text(f.remediation, own.empty() ? v["Remediation"].str() : own);
    f.severity = Severity::medium; // only checks in CEL may rate what they find
    f.severity_known = true;
    if (const auto word = diagnostic["Severity"].str(); !word.empty()) report.severity(f, word, k_severities);
    std::string name = fmt::format("{}/{}", k8s["GroupVersionKind"]["Kind"].str(), k8s["Name"].str());
    if (const auto space = k8s["Namespace"].str(); !space.empty()) name = fmt::format("{}/{}", space, name);
    fields::put(f.location.resource, name, 500);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of KubeLinter is an object", "/");
    const json::Value summary = root["Summary"];
    ScanInfo info;
    info.tool = "KubeLinter";
    fields::put(info.tool_version, summary["KubeLinterVersion"].str(), 40);
    info.target_kind = "repository";
    info.finished = parse_rfc3339(summary["CheckEndTime"].str());
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root["Reports"].items()) {
        if (!report.go_on()) break;
        read_report(v, report.next(fmt::format("/Reports/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"KubeLinterVersion\"")) return {95, "a summary with KubeLinterVersion", {}};
    if ((head.has_key("Reports") && head.has_key("Checks")) ||
        (head.contains("\"Diagnostic\"") && head.contains("\"K8sObject\"")))
        return {85, "top-level keys Checks and Reports", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_kube_linter_format{"kube-linter-json",
                                      FormatKind::findings,
                                      "KubeLinter",
                                      "application/json",
                                      "KubeLinter: manifests and charts of Kubernetes",
                                      sniff,
                                      parse};

} // namespace parapet
