// What Semgrep's web API answers: findings of code, and vulns of dependencies.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_semgrep_platform_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
}};

enum List : std::size_t { k_code, k_dependencies };

std::int64_t line_number(json::Value value) {
    const auto n = value.integer().value_or(0);
    return n > 0 && n < (1LL << 31) ? n : 0;
}

class PlatformReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    // A page of an answer: it tells nothing of what is gone.
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "Semgrep";
        scan.policy = "platform";
        scan.target_kind = "repository";
        scan.complete = false;
        return scan;
    }

    bool read(json::Value value, const json::Element& element, RawFinding& finding) override {
        if (element.array == k_code)
            read_code(value, finding);
        else
            read_dependency(value, finding);
        return true;
    }

private:
    void read_code(json::Value v, RawFinding& f) {
        f.identity = IdentityKind::code;
        const json::Value rule = v["rule"];
        fields::put(f.rule, v.any({"rule_name"}).str().empty() ? rule["name"].str() : v["rule_name"].str());
        const std::string name = f.rule.substr(f.rule.rfind('.') + 1);
        fields::put(f.rule_name, name);
        fields::set_title(f, {name, f.rule}, limits);
        const std::string_view message = v["rule_message"].str();
        fields::set_text(f.description, message.empty() ? rule["message"].str() : message, stats, f.place.path, limits);
        fields::set_severity(f, v["severity"].str(), k_severities, stats);
        for (const json::Value cwe : rule["cwe_names"].items())
            fields::add_cwes_of(f, cwe.str());
        for (const json::Value word : rule["owasp_names"].items())
            fields::add_tag(f, word.str());
        const json::Value place = v["location"];
        f.location.file = fields::normal_path(place["file_path"].str());
        f.location.line = line_number(place["line"]);
        f.location.column = line_number(place["column"]);
        f.location.end_line = line_number(place["end_line"]);
        fields::add_link(f, v["line_of_code_url"].str());
        fields::put(f.asset, v["repository"]["name"].str());
        fields::put(f.fingerprint, v["match_based_id"].str());
        fields::set_text(f.remediation, v.path({"assistant", "guidance", "summary"}).str(), stats, f.place.path,
                         limits);
        f.seen = parse_rfc3339(v["relevant_since"].str());
        const std::string_view status = v.any({"status", "state"}).str();
        if (status == "fixed") fields::set_fixed(f);
        if (status == "ignored" || status == "muted") {
            f.suppressed = true;
            f.suppression =
                elide(fmt::format("{}: {} {}", status, v["triage_reason"].str(), v["triage_comment"].str()), 2000);
        }
    }

    void read_dependency(json::Value v, RawFinding& f) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        const json::Value advisory = v["advisory"];
        fields::put(f.rule, advisory["ruleId"].str());
        fields::set_title(f, {v["title"].str(), advisory["title"].str(), f.rule}, limits);
        fields::set_text(f.description, advisory["description"].str(), stats, f.place.path, limits);
        fields::set_severity(f, advisory["severity"].str(), k_severities, stats);
        const json::Value references = advisory["references"];
        for (const json::Value id : references["cveIds"].items())
            fields::add_id(f, id.str());
        for (const json::Value cwe : references["cweIds"].items())
            fields::add_cwes_of(f, cwe.str());
        for (const json::Value url : references["urls"].items()) {
            fields::add_link(f, url.str());
            fields::add_ids_of(f, url.str());
        }
        Location& at = f.location;
        fields::put(at.package, v["matchedDependency"]["name"].str());
        fields::put(at.version, v["matchedDependency"]["versionSpecifier"].str());
        fields::put(at.fixed_version, v["closestSafeDependency"]["versionSpecifier"].str());
        fields::put(at.ecosystem, advisory["ecosystem"].str(), 40);
        const json::Value place = v["dependencyFileLocation"];
        at.file = fields::normal_path(place["path"].str());
        at.line = line_number(place["startLine"]);
        if (!at.fixed_version.empty()) f.remediation = fmt::format("Update {} to {}.", at.package, at.fixed_version);
        fields::put(f.asset, v["repositoryName"].str());
        fields::put(f.fingerprint, v["groupKey"].str());
        const std::string_view exposure = v["exposureType"].str();
        if (exposure == "REACHABLE") f.reachable = true;
        if (exposure == "UNREACHABLE") f.reachable = false;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("findings") && head.contains("\"rule_name\"") && head.contains("\"match_based_id\""))
        return {85, "findings with rule_name and match_based_id", {}};
    if (head.has_key("vulns") && (head.has_key("cursor") || head.contains("\"dependencyFileLocation\"")))
        return {82, "top-level keys vulns and cursor", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<PlatformReport>(in, out, job, options, {{"findings"}, {"vulns"}});
}

} // namespace

const FormatInfo k_semgrep_platform_format{"semgrep-platform-json",
                                           FormatKind::findings,
                                           "Semgrep",
                                           "application/json",
                                           "Semgrep's web API: findings and vulnerable dependencies",
                                           sniff,
                                           parse};

} // namespace parapet
