// Horusec's JSON: what the tools that it runs have found.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_horusec_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"UNKNOWN", Severity::info},
}};

// "(1/2) * Possible vulnerability detected: No use eval"
std::string_view plain_title(std::string_view details) {
    constexpr std::string_view k_head = "Possible vulnerability detected:";
    if (const auto at = details.find(k_head); at < 20) details = trim(details.substr(at + k_head.size()));
    return details.substr(0, details.find('\n'));
}

void read_state(std::string_view type, RawFinding& f) {
    if (!iequals(type, "False Positive") && !iequals(type, "Risk Accepted") && !iequals(type, "Corrected")) return;
    f.suppressed = true;
    f.suppression = to_lower(type);
}

void read_vulnerability(json::Value v, RawFinding& f, WholeReport& report) {
    fields::set_code(f, v["file"].str(), fields::line_number(v["line"]), 0, fields::line_number(v["column"]));
    const std::string_view details = v["details"].str();
    const std::string_view title = plain_title(details);
    fields::put(f.rule, v["rule_id"].str());
    if (f.rule.empty()) fields::put(f.rule, title, 200);
    fields::set_title(f, {title, f.rule, "Unnamed finding"}, report.limits);
    report.text(f.description, details);
    report.severity(f, v["severity"].str(), k_severities);
    if (iequals(f.severity_raw, "UNKNOWN")) f.severity_known = false;
    fields::add_cwes_of(f, details);
    fields::add_ids_of(f, details);
    if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    fields::add_tag(f, v["securityTool"].str());
    fields::add_tag(f, v["language"].str());
    fields::add_tag(f, fmt::format("confidence: {}", to_lower(v["confidence"].str())));
    if (iequals(v["language"].str(), "Leaks"))
        fields::set_secret(f, {}); // its code holds the secret
    else
        fields::set_code_snippet(f, v["code"].str());
    fields::put(f.fingerprint, v["vulnHash"].str());
    read_state(v["type"].str(), f);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of Horusec is an object", "/");
    ScanInfo info;
    info.tool = "Horusec";
    fields::put(info.tool_version, root["version"].str(), 40);
    fields::put(info.target, root["repositoryName"].str());
    info.target_kind = "repository";
    info.started = parse_rfc3339(root["createdAt"].str());
    info.finished = parse_rfc3339(root["finishedAt"].str());
    if (iequals(root["status"].str(), "error")) {
        info.complete = false;
        report.stats.warn("/errors", "one of Horusec's tools failed: nothing is closed by this scan");
    }
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root["analysisVulnerabilities"].items()) {
        if (!report.go_on()) break;
        const json::Value one = v["vulnerabilities"].is_object() ? v["vulnerabilities"] : v["vulnerability"];
        read_vulnerability(one, report.next(fmt::format("/analysisVulnerabilities/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("analysisVulnerabilities") || head.contains("\"securityTool\""))
        return {93, "top-level key analysisVulnerabilities", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_horusec_format{"horusec-json",
                                  FormatKind::findings,
                                  "Horusec",
                                  "application/json",
                                  "Horusec: source code, secrets and packages by many tools",
                                  sniff,
                                  parse};

} // namespace parapet
