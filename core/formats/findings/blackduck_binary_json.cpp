// Black Duck Binary Analysis (once Protecode SC): the components that its API finds in a binary, with their
// vulnerabilities.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_blackduck_binary_json_format;

namespace {

void read_vulnerability(json::Value entry, json::Value component, RawFinding& finding, DomReport& report) {
    const json::Value v = entry["vuln"];
    Location& at = finding.location;
    fields::put(at.package, component["lib"].str());
    fields::put(at.version, component["version"].str());
    const json::Value object = component["extended-objects"].at(0);
    at.file =
        fields::normal_path(object["name"].str().empty() ? component["objects"].at(0).str() : object["name"].str());
    std::string path;
    for (const json::Value step : object["fullpath"].items()) {
        if (path.size() > 1000) break;
        path += fmt::format("{}{}", path.empty() ? "" : ":", step.str());
    }
    fields::put(at.resource, path, 1000);
    fields::set_vulnerability(finding, v["cve"].str(), report.limits);
    report.text(finding.description, v["summary"].str());
    fields::add_cwes_of(finding, v["cwe"].str());
    fields::CvssPick cvss;
    for (const auto& [vector, score] : {std::pair{"cvss3_vector", "cvss3_score"}, std::pair{"cvss2_vector", "cvss"}}) {
        const auto number = v[score].number();
        if (number && *number > 0) cvss.offer(v[vector].str(), number); // 0.0 is what it writes for none
    }
    cvss.put(finding);
    fields::rate(finding, {}, Severity::info, report.stats);
    if (!entry["exact"].boolean().value_or(true)) fields::add_tag(finding, "match: not exact");
    for (const json::Value triage : entry["triage"].items()) {
        finding.suppressed = true;
        fields::put(finding.suppression, triage["description"].str(), 600);
    }
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value body = root["results"].is_object() ? root["results"] : root;
    if (!body["components"].is_array()) return fail(Errc::malformed, "there is no list of components", "/results");
    ScanInfo scan;
    scan.tool = "Black Duck Binary Analysis";
    scan.target_kind = "filesystem";
    fields::put(scan.target, body["filename"].str(), 500);
    report.tell(scan);
    std::size_t c = 0;
    for (const json::Value component : body["components"].items()) {
        if (!report.go_on()) return {};
        std::size_t i = 0;
        for (const json::Value entry : component["vulns"].items())
            read_vulnerability(entry, component, report.record("/results/components", c, "vulns", i++), report);
        ++c;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    const bool lib = head.contains("\"lib\"") && head.contains("\"vulns\"");
    if ((head.has_key("results") || head.has_key("components")) && lib &&
        (head.contains("\"vuln-count\"") || head.contains("\"extended-objects\"") || head.contains("\"codetype\"")))
        return {84, "components with lib, vulns and extended-objects", {}};
    if (head.has_key("results") && head.has_key("meta") && head.contains("\"components\"") && lib)
        return {70, "top-level keys meta and results, with components that have lib and vulns", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_blackduck_binary_json_format{"blackduck-binary-json",
                                                FormatKind::findings,
                                                "Black Duck Binary Analysis",
                                                "application/json",
                                                "Black Duck Binary Analysis (Protecode SC): results of its API",
                                                sniff,
                                                parse};

} // namespace parapet
