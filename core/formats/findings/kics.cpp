// KICS (Checkmarx's scanner of infrastructure as code), JSON: queries, each with the places where it matches.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/kics/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kics_format;

namespace {

using kics::k_severities;

void read_match(json::Value query, json::Value at, RawFinding& f, WholeReport& report) {
    fields::set_config(f, at["file_name"].str(), fields::line_number(at["line"]));
    fields::put(f.rule, query["query_id"].str());
    fields::put(f.rule_name, query["query_name"].str());
    fields::set_title(f, {query["query_name"].str(), f.rule}, report.limits);
    std::string text(query["description"].str());
    if (const auto actual = at["actual_value"].str(); !actual.empty()) text += fmt::format("\n\nFound: {}", actual);
    if (const auto platform = query["platform"].str(); !platform.empty())
        text += fmt::format("\n\nPlatform: {}", platform);
    report.text(f.description, text);
    if (const auto expected = at["expected_value"].str(); !expected.empty())
        report.text(f.remediation, fmt::format("Expected: {}", expected));
    report.severity(f, query["severity"].str(), k_severities);
    fields::add_cwe(f, query["cwe"].integer().value_or(0));
    fields::add_cwes_of(f, query["cwe"].str());
    fields::add_link(f, query["query_url"].str());
    fields::put(f.fingerprint, at["similarity_id"].str());
    fields::add_tag(f, query["platform"].str());
    fields::add_tag(f, query["category"].str());
    fields::add_tag(f, at["issue_type"].str());
    std::string resource(at["resource_type"].str());
    if (const auto name = at["resource_name"].str(); !name.empty())
        resource += fmt::format("{}{}", resource.empty() ? "" : "/", name);
    if (resource.empty()) resource = at["search_key"].str();
    fields::put(f.location.resource, resource, 500);
    if (query["category"].str() == "Secret Management") f.cause = Cause::secret;
    if (f.rule_name.find("Passwords And Secrets") != std::string::npos) fields::set_secret(f, {});
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of KICS is an object", "/");
    ScanInfo info;
    info.tool = "KICS";
    fields::put(info.tool_version, root["kics_version"].str(), 40);
    fields::put(info.target, root["paths"].at(0).str());
    info.target_kind = "repository";
    info.started = parse_rfc3339(root["start"].str());
    info.finished = parse_rfc3339(root["end"].str());
    if (root["files_failed_to_scan"].integer().value_or(0) > 0 ||
        root["queries_failed_to_execute"].integer().value_or(0) > 0) {
        info.complete = false;
        report.stats.warn("/", "KICS could not check everything: nothing is closed by this scan");
    }
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value query : root["queries"].items()) {
        std::size_t m = 0;
        for (const json::Value at : query["files"].items()) {
            if (!report.go_on()) return {};
            RawFinding& f = report.next(fmt::format("/queries/{}/files/{}", n, m++));
            read_match(query, at, f, report);
            report.emit();
        }
        ++n;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("kics_version") || head.has_key("queries_failed_to_compute_similarity_id"))
        return {93, "top-level keys of KICS: queries_total, queries and severity_counters", {}};
    if (head.has_key("queries_total") && (head.has_key("queries") || head.has_key("files_scanned")))
        return {88, "top-level keys queries_total and queries", {}};
    if (head.contains("\"query_name\"") && head.contains("\"query_id\"") && head.contains("\"similarity_id\""))
        return {85, "queries with query_name, query_id and similarity_id", {}};
    if (head.has_key("queries") && head.contains("\"query_name\"") && head.contains("\"query_id\"") &&
        head.contains("\"platform\""))
        return {82, "queries with query_name, query_id and platform", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_kics_format{
    "kics-json", FormatKind::findings, "KICS", "application/json", "KICS: infrastructure as code", sniff, parse};

} // namespace parapet
