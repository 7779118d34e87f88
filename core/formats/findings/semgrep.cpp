// Semgrep's JSON (semgrep scan --json), with supply-chain results.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_semgrep_format;

namespace {

constexpr std::array<fields::SeverityWord, 9> k_severities{{
    {"ERROR", Severity::high},
    {"WARNING", Severity::medium},
    {"INFO", Severity::low},
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"EXPERIMENT", Severity::info},
    {"INVENTORY", Severity::info},
}};

// A string, or an array of them.
template<class F>
void each_text(json::Value value, F&& take) {
    if (!value.str().empty()) take(value.str());
    for (const json::Value item : value.items())
        if (!item.str().empty()) take(item.str());
}

std::int64_t line_number(json::Value value) {
    const auto n = value.integer().value_or(0);
    return n > 0 && n < (1LL << 31) ? n : 0;
}

void read_metadata(json::Value metadata, RawFinding& finding) {
    each_text(metadata["cwe"], [&](std::string_view cwe) { fields::add_cwes_of(finding, cwe); });
    each_text(metadata["owasp"], [&](std::string_view word) { fields::add_tag(finding, word); });
    each_text(metadata["cve"], [&](std::string_view id) { fields::add_ids_of(finding, id); });
    fields::add_id(finding, metadata["sca-vuln-database-identifier"].str());
    fields::add_link(finding, metadata["shortlink"].str());
    fields::add_link(finding, metadata["source"].str());
    each_text(metadata["references"], [&](std::string_view url) { fields::add_link(finding, url); });
    fields::add_tag(finding, metadata["category"].str());
}

void read_dependency(json::Value sca, json::Value metadata, RawFinding& finding) {
    const json::Value found = sca["dependency_match"]["found_dependency"];
    Location& at = finding.location;
    fields::put(at.package, found["package"].str());
    fields::put(at.version, found["version"].str());
    fields::put(at.ecosystem, to_lower(found["ecosystem"].str()), 40);
    for (const json::Value fix : metadata["sca-fix-versions"].items())
        if (at.fixed_version.empty()) fields::put(at.fixed_version, fix[at.package].str());
    finding.reachable = sca["reachable"].boolean();
    finding.identity = IdentityKind::vuln;
    finding.cause = Cause::missing_patch;
}

class SemgrepReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Semgrep";
        fields::put(scan.tool_version, root["version"].str(), 60);
        scan.target_kind = "repository";
        for (const json::Value error : root["errors"].items()) {
            if (error["level"].str() == "error") scan.complete = false;
        }
        if (!scan.complete) stats.warn("/errors", "Semgrep met errors: nothing is closed by this scan");
        return scan;
    }

    bool read(json::Value result, const json::Element& /*element*/, RawFinding& finding) override {
        const json::Value extra = result["extra"];
        const json::Value metadata = extra["metadata"];
        fields::put(finding.rule, result["check_id"].str());
        const std::string_view message = extra["message"].str();
        // The last part of the id is what people know the rule by.
        const std::string name = finding.rule.substr(finding.rule.rfind('.') + 1);
        fields::set_title(finding,
                          {message.size() <= 120 ? message : std::string_view(), name, finding.rule, "Unnamed rule"},
                          limits);
        fields::put(finding.rule_name, name);
        fields::set_text(finding.description, message, stats, finding.place.path, limits);
        fields::set_text(finding.remediation, extra["fix"].str(), stats, finding.place.path, limits);
        const std::string_view of_package = metadata["sca-severity"].str(); // that of the advisory
        fields::set_severity(finding, of_package.empty() ? extra["severity"].str() : of_package, k_severities, stats);
        finding.identity = IdentityKind::code;
        Location& at = finding.location;
        at.file = fields::normal_path(result["path"].str());
        at.line = line_number(result["start"]["line"]);
        at.column = line_number(result["start"]["col"]);
        at.end_line = line_number(result["end"]["line"]);
        const std::string_view lines = extra["lines"].str();
        if (lines != "requires login") fields::put(at.snippet, lines, 4000);
        read_metadata(metadata, finding);
        if (const std::string_view print = extra["fingerprint"].str(); print != "requires login")
            fields::put(finding.fingerprint, print);
        if (extra["is_ignored"].boolean().value_or(false)) {
            finding.suppressed = true;
            finding.suppression = "ignored in source (nosemgrep)";
        }
        if (const json::Value sca = extra["sca_info"]; sca) read_dependency(sca, metadata, finding);
        if (metadata["category"].str() == "secrets" || finding.rule.find("secrets.") != std::string::npos)
            hide(finding);
        return true;
    }

private:
    static void hide(RawFinding& finding) {
        const std::string secret(trim(finding.location.snippet));
        fields::set_secret(finding, secret);
        finding.location.snippet = finding.evidence;
        finding.description = fields::without_secret(std::move(finding.description), secret);
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("results")) return {};
    if (head.contains("\"check_id\"") && head.contains("\"extra\"")) return {88, "results with check_id and extra", {}};
    const bool semgrep =
        head.has_key("paths") || head.has_key("skipped_rules") || head.has_key("interfile_languages_used");
    if (head.has_key("errors") && head.has_key("version") && semgrep)
        return {80, "top-level keys results, errors, paths and version", {}};
    if (head.has_key("errors") && head.has_key("paths") && head.contains("\"scanned\""))
        return {60, "top-level keys results, errors and paths with scanned", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<SemgrepReport>(in, out, job, options, {{"results"}});
}

} // namespace

const FormatInfo k_semgrep_format{"semgrep-json",
                                  FormatKind::findings,
                                  "Semgrep",
                                  "application/json",
                                  "Semgrep scan --json: code and supply chain",
                                  sniff,
                                  parse};

} // namespace parapet
