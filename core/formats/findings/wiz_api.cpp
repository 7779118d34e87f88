// Wiz's API: pages of issues, of vulnerabilities and of settings that broke a rule.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/wiz/words.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_wiz_api_format;

namespace {

constexpr std::array<std::string_view, 4> k_lists{"vulnerabilityFindings", "issuesV2", "issues",
                                                  "configurationFindings"};

void read_vulnerability(json::Value v, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    fields::put(f.rule, v["name"].str());
    fields::add_alias(f, f.rule);
    Location& at = f.location;
    const json::Value asset = v["vulnerableAsset"];
    fields::put(at.package, v["detailedName"].str());
    fields::put(at.version, v["version"].str());
    fields::put(at.fixed_version, v["fixedVersion"].str());
    at.file = fields::normal_path(v["locationPath"].str());
    fields::put(at.resource, asset.any({"providerUniqueId", "name"}).str(), 500);
    fields::put(at.host, asset["ipAddresses"].at(0).str(), 100);
    fields::put(f.asset, asset["name"].str());
    wiz::set_vulnerability_title(f, run.limits);
    fields::set_severity(f, v.any({"severity", "vendorSeverity", "CVSSSeverity"}).str(), wiz::severities(), run.stats);
    run.text(f.description, v.any({"CVEDescription", "description"}).str());
    run.text(f.remediation, v["remediation"].str());
    fields::add_link(f, v["link"].str());
    fields::add_link(f, v["portalUrl"].str());
    wiz::read_risk(v, f);
    f.seen = parse_rfc3339(v.any({"lastDetectedAt", "firstDetectedAt"}).str());
    wiz::read_status(v["status"].str(), v["resolutionReason"].str(), f);
}

void read_issue(json::Value v, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    json::Value rule = v.any({"sourceRule", "control"});
    if (!rule) rule = v["sourceRules"].at(0);
    fields::put(f.rule, rule["id"].str());
    fields::set_title(f, {fields::folded(rule["name"].str()), v["type"].str(), "Unnamed issue"}, run.limits);
    fields::put(f.rule_name, f.title);
    fields::set_severity(f, v["severity"].str(), wiz::severities(), run.stats);
    run.text(f.description, v.any({"description"}).str());
    if (f.description.empty()) run.text(f.description, rule.any({"controlDescription", "description"}).str());
    run.text(f.remediation, rule["resolutionRecommendation"].str());
    const json::Value entity = v.any({"entitySnapshot", "entity"});
    fields::put(f.location.resource, entity.any({"providerId", "externalId", "name"}).str(), 500);
    for (const char* tag : {"nativeType", "cloudPlatform", "region"})
        fields::add_tag(f, entity[tag].str());
    fields::add_link(f, v["url"].str());
    fields::add_link(f, entity["cloudProviderURL"].str());
    f.seen = parse_rfc3339(v.any({"updatedAt", "createdAt"}).str());
    wiz::read_status(v["status"].str(), v["resolutionReason"].str(), f);
}

void read_setting(json::Value v, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    const json::Value rule = v["rule"];
    fields::put(f.rule, rule.any({"shortId", "id"}).str());
    fields::set_title(f, {fields::folded(rule["name"].str()), v["name"].str(), f.rule}, run.limits);
    fields::put(f.rule_name, f.title);
    fields::set_severity(f, v["severity"].str(), wiz::severities(), run.stats);
    run.text(f.description, rule["description"].str());
    run.text(f.remediation, v["remediation"].str());
    if (f.remediation.empty()) run.text(f.remediation, rule["remediationInstructions"].str());
    const json::Value resource = v["resource"];
    fields::put(f.location.resource, resource.any({"providerId", "name"}).str(), 500);
    fields::add_tag(f, resource["nativeType"].str());
    fields::add_tag(f, resource["region"].str());
    f.seen = parse_rfc3339(v.any({"analyzedAt", "updatedAt", "firstSeenAt"}).str());
    const std::string_view result = v["result"].str();
    if (result == "PASS") f.outcome = CheckOutcome::pass;
    if (result == "ERROR") f.outcome = CheckOutcome::error;
    if (result == "NOT_ASSESSED") f.outcome = CheckOutcome::not_reviewed;
    wiz::read_status(v["status"].str(), {}, f);
}

ScanInfo scan_of(json::Value first) {
    ScanInfo scan;
    scan.tool = "Wiz";
    scan.target_kind = "account";
    scan.complete = false; // a page of what was asked for
    for (const json::Value place :
         {first["vulnerableAsset"]["subscriptionName"], first["entitySnapshot"]["subscriptionName"],
          first["resource"]["subscription"]["name"]})
        if (scan.target.empty()) fields::put(scan.target, place.str());
    return scan;
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object) return {};
    const bool nodes = head.contains("\"nodes\"");
    if (nodes && head.contains("\"vulnerabilityFindings\"")) // no other tool's word
        return {head.contains("\"vulnerableAsset\"") || head.contains("\"detailedName\"") ? 85 : 70,
                "vulnerabilityFindings with nodes, as Wiz's API gives them",
                {}};
    if (nodes && (head.contains("\"issuesV2\"") || head.contains("\"issues\"")) &&
        (head.contains("\"entitySnapshot\"") || head.contains("\"sourceRule\"")))
        return {85, "issues with nodes and entitySnapshot, as Wiz's API gives them", {}};
    if (nodes && head.contains("\"configurationFindings\"") && head.contains("\"rule\""))
        return {80, "configurationFindings with nodes, as Wiz's API gives them", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    std::vector<std::string> paths;
    for (const std::string_view list : k_lists)
        for (const char* head : {"data/", ""})
            paths.push_back(fmt::format("{}{}/nodes", head, list));
    const std::vector<std::string_view> lists(paths.begin(), paths.end());
    JsonRecords records;
    if (auto ok = records.read(in, lists, stats, *options.limits); !ok) return fail(ok.error());
    if (records.single()) return fail(Errc::malformed, "it holds no nodes of Wiz", "/data");
    RecordRun run(out, stats, job, options);
    run.tell(scan_of(records.records().empty() ? json::Value() : records.records().front().value));
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(record.path, record.line);
        const json::Value v = record.value;
        if (!v.is_object()) {
            stats.skip("a node that is no object");
            continue;
        }
        fields::put(f.fingerprint, v["id"].str());
        if (v["vulnerableAsset"] || v["detailedName"])
            read_vulnerability(v, f, run);
        else if (v["rule"] && v["result"])
            read_setting(v, f, run);
        else
            read_issue(v, f, run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_wiz_api_format{"wiz-api-json",
                                  FormatKind::findings,
                                  "Wiz",
                                  "application/json",
                                  "Wiz's API: issues, vulnerabilities and settings",
                                  sniff,
                                  parse};

} // namespace parapet
