// Checkov's JSON: one report, or an array of one for each framework. What passed is evidence, what failed a finding.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_checkov_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MODERATE", Severity::medium},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"NONE", Severity::info},
}};

enum List : std::size_t { k_failed, k_passed, k_skipped };
constexpr std::size_t k_lists = 3;

class CheckovReport final : public ListReport {
public:
    using ListReport::ListReport;

    // Counts failures only: what passed and was skipped is not a result to act on.
    Result<void> result(json::Value value, const json::Element& element) override {
        const auto before = stats.records;
        auto ok = ListReport::result(value, element);
        if (element.array % k_lists != k_failed) stats.records = before;
        return ok;
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Checkov";
        const json::Value one = root.is_array() ? root.at(0) : root;
        fields::put(scan.tool_version, one["summary"].any({"checkov_version"}).text(), 40);
        if (scan.tool_version.empty()) fields::put(scan.tool_version, one["checkov_version"].text(), 40);
        scan.target_kind = "repository";
        return scan;
    }

    bool read(json::Value check, const json::Element& element, RawFinding& finding) override {
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        fields::put(finding.rule, check["check_id"].str());
        fields::set_title(finding, {check["check_name"].str(), finding.rule}, limits);
        const std::size_t list = element.array % k_lists;
        if (list == k_passed) finding.outcome = CheckOutcome::pass;
        if (list == k_skipped) {
            finding.suppressed = true;
            fields::put(finding.suppression, check["check_result"]["suppress_comment"].str(), 2000);
        }
        const json::Value own = check["severity"];
        read_severity(own ? own : check["vulnerability_details"]["severity"], finding);
        read_place(check, finding.location);
        if (istarts_with(finding.rule, "CKV_SECRET")) hide(finding);
        fields::add_link(finding, check["guideline"].str());
        fields::add_tag(finding, check["bc_check_id"].str());
        const std::string_view text = check["description"].str();
        fields::set_text(finding.description, text.empty() ? check["short_description"].str() : text, stats,
                         finding.place.path, limits);
        if (const json::Value details = check["vulnerability_details"]; details) read_package(details, finding);
        return true;
    }

private:
    void read_severity(json::Value severity, RawFinding& finding) {
        if (severity) return fields::set_severity(finding, severity.str(), k_severities, stats);
        finding.severity = Severity::medium; // Checkov rates only when it is connected to its platform
        finding.severity_known = false;
    }

    // The lines of a secret hold it; the resource is its hash.
    static void hide(RawFinding& finding) {
        finding.location.snippet.clear();
        fields::set_secret(finding, {});
        finding.fingerprint = elide(finding.location.resource, 200);
    }

    static void read_place(json::Value check, Location& at) {
        const std::string_view path = check.any({"repo_file_path", "file_path"}).str();
        at.file = fields::normal_path(path);
        while (!at.file.empty() && at.file.front() == '/')
            at.file.erase(0, 1); // "/main.tf" is below the scanned folder
        const json::Value range = check["file_line_range"];
        at.line = std::max<std::int64_t>(0, range.at(0).integer().value_or(0));
        at.end_line = std::max<std::int64_t>(0, range.at(1).integer().value_or(0));
        fields::put(at.resource, check["resource"].str(), 500);
        for (const json::Value line : check["code_block"].items()) {
            if (at.snippet.size() > 4000) break;
            at.snippet += line.at(1).str();
        }
    }

    void read_package(json::Value details, RawFinding& finding) {
        finding.identity = IdentityKind::vuln;
        finding.cause = Cause::missing_patch;
        fields::add_id(finding, details["id"].str());
        fields::put(finding.location.package, details["package_name"].str());
        fields::put(finding.location.version, details["package_version"].str());
        fields::put(finding.location.fixed_version, details["lowest_fixed_version"].text());
        fields::CvssPick cvss;
        cvss.offer(details["vector"].str(), details["cvss"].number());
        cvss.put(finding);
        if (finding.description.empty())
            fields::set_text(finding.description, details["description"].str(), stats, finding.place.path, limits);
        fields::add_link(finding, details["link"].str());
    }
};

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_object) {
        if (head.has_key("check_type") && head.has_key("results"))
            return {92, "top-level keys check_type and results", {}};
        if (head.has_key("checkov_version") && head.has_key("failed"))
            return {88, "a summary of Checkov that found nothing to check", {}};
        if (head.has_key("results") && head.contains("\"failed_checks\"") && head.contains("\"check_id\""))
            return {80, "results with failed_checks", {}};
        return {};
    }
    if (head.shape == Head::Shape::json_array && head.has_element_key("check_type") && head.has_element_key("results"))
        return {90, "an array of objects with the keys check_type and results", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<CheckovReport>(in, out, job, options,
                                      {{"results/failed_checks"},
                                       {"results/passed_checks"},
                                       {"results/skipped_checks"},
                                       {"*/results/failed_checks"},
                                       {"*/results/passed_checks"},
                                       {"*/results/skipped_checks"}});
}

} // namespace

const FormatInfo k_checkov_format{"checkov-json",
                                  FormatKind::findings,
                                  "Checkov",
                                  "application/json",
                                  "Checkov: infrastructure as code, packages and secrets",
                                  sniff,
                                  parse};

} // namespace parapet
