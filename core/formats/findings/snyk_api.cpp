// The issues of a project or organisation as Snyk's REST API (JSON:API) answers.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_snyk_api_format;

namespace {

void read_place(json::Value attributes, Location& at) {
    for (const json::Value coordinate : attributes["coordinates"].items()) {
        for (const json::Value one : coordinate["representations"].items()) {
            const json::Value source = one["sourceLocation"];
            if (source.is_object() && at.file.empty()) {
                at.file = fields::normal_path(source["file"].str());
                at.line = fields::line_number(source["region"]["start"]["line"].integer());
                at.end_line = fields::line_number(source["region"]["end"]["line"].integer());
                at.column = fields::line_number(source["region"]["start"]["column"].integer());
            }
            const json::Value dependency = one["dependency"];
            if (dependency.is_object() && at.package.empty()) {
                fields::put(at.package, dependency["package_name"].str());
                fields::put(at.version, dependency["package_version"].str());
            }
            const json::Value resource = one["cloud_resource"]["environment"];
            if (resource.is_object() && at.resource.empty()) fields::put(at.resource, resource["native_id"].str());
        }
    }
}

class SnykApiReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "Snyk";
        scan.target_kind = "repository";
        scan.complete = false; // a page of several
        return scan;
    }

    bool read(json::Value issue, const json::Element& /*element*/, RawFinding& finding) override {
        const json::Value attributes = issue["attributes"];
        const std::string_view type = attributes["type"].str();
        read_place(attributes, finding.location);
        fields::set_title(finding, {attributes["title"].str(), attributes["key"].str(), "Unnamed issue"}, limits);
        const bool package = type == "package_vulnerability";
        if (package) {
            fields::set_vulnerability(finding, attributes["key"].str(), limits);
        } else {
            finding.identity = type == "cloud" || type == "config" ? IdentityKind::config : IdentityKind::code;
            finding.cause = type == "cloud" || type == "config" ? Cause::configuration : Cause::code;
            fields::put(finding.rule, attributes["key"].str());
        }
        fields::set_text(finding.description, attributes["description"].str(), stats, finding.place.path, limits);
        for (const json::Value one : attributes["classes"].items())
            fields::add_cwes_of(finding, one["id"].str());
        for (const json::Value one : attributes["problems"].items()) {
            if (package) fields::add_alias(finding, one["id"].str());
            fields::add_id(finding, one["id"].str());
            fields::add_link(finding, one["url"].str());
        }
        for (const json::Value one : attributes["coordinates"].items())
            if (iequals(one["reachability"].str(), "reachable")) finding.reachable = true;
        fields::CvssPick cvss;
        for (const json::Value one : attributes["severities"].items())
            cvss.offer(one["vector"].str(), one["score"].number());
        cvss.put(finding);
        fields::rate(finding, attributes["effective_severity_level"].str(), Severity::info, stats);
        finding.seen = parse_rfc3339(attributes["created_at"].str());
        if (attributes["ignored"].boolean().value_or(false)) finding.suppressed = true;
        if (attributes["status"].str() == "resolved") fields::set_fixed(finding);
        finding.asset = elide(issue["relationships"]["scan_item"]["data"]["id"].str(), 200);
        finding.fingerprint = elide(issue["id"].str(), 200);
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("data")) return {};
    if (head.contains("\"effective_severity_level\"")) return {88, "JSON:API data with effective_severity_level", {}};
    if (!head.has_key("jsonapi")) return {};
    if (head.contains("/rest/orgs/")) return {60, "JSON:API data with links to /rest/orgs", {}};
    if (head.json_keys.size() <= 3 && !head.truncated && head.text.size() < 4000 && !head.contains("\"attributes\""))
        return {42, "the top-level keys jsonapi and data, without data", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<SnykApiReport>(in, out, job, options, {{"data"}});
}

} // namespace

const FormatInfo k_snyk_api_format{
    "snyk-api-json", FormatKind::findings, "Snyk", "application/json", "Issues from Snyk's REST API", sniff, parse};

} // namespace parapet
