// Microsoft Defender for Cloud as its API and its command line give it: assessments (what breaks a recommendation) and
// alerts. The portal's table is azure_recommendations.cpp.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_azure_security_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Informational", Severity::info},
}};
// The category of CWE that all misconfiguration is in.
constexpr int k_misconfiguration = 1032;

// The command line leaves out the level of "properties".
json::Value properties_of(json::Value v) {
    return v["properties"].is_object() ? v["properties"] : v;
}

bool is_alert(json::Value v) {
    return icontains(v["id"].str(), "/alerts/") || properties_of(v)["alertDisplayName"].is_string();
}

// "/subscriptions/ID/resourceGroups/..." -> ID
std::string_view subscription_of(std::string_view id) {
    const auto parts = split(id, '/');
    return parts.size() > 2 && iequals(parts[1], "subscriptions") ? parts[2] : std::string_view();
}

void read_assessment(json::Value v, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    const json::Value p = properties_of(v);
    const json::Value metadata = p["metadata"];
    const json::Value status = p["status"];
    fields::put(f.rule, v["name"].str());
    fields::set_title(f, {fields::folded(p["displayName"].str()), metadata["displayName"].str(), f.rule}, run.limits);
    fields::put(f.rule_name, f.title);
    fields::add_cwe(f, k_misconfiguration);
    for (const json::Value word : {metadata["severity"], p["severity"], status["severity"]})
        if (f.severity_raw.empty() && word.is_string()) fields::set_severity(f, word.str(), k_severities, run.stats);
    if (f.severity_raw.empty()) f.severity = Severity::medium; // it comes with the metadata only where asked for
    std::string text = text_of_html(metadata.any({"description"}).str());
    if (text.empty()) text = text_of_html(p["description"].str());
    if (const auto cause = trim(status["description"].str()); !cause.empty()) text += fmt::format("\n\n{}", cause);
    run.text(f.description, text);
    run.text(f.remediation, text_of_html(metadata["remediationDescription"].str()));
    const json::Value place = p["resourceDetails"];
    fields::put(f.location.resource, place.any({"id", "Id", "ResourceId", "resourceId"}).str(), 500);
    if (f.location.resource.empty()) { // of the assessment: "RESOURCE/providers/Microsoft.Security/assessments/NAME"
        const std::string_view id = v["id"].str();
        fields::put(f.location.resource, id.substr(0, id.find("/providers/Microsoft.Security/")), 500);
    }
    for (const json::Value category : metadata["categories"].items())
        fields::add_tag(f, category.str());
    fields::add_link(f, p["links"]["azurePortal"].str());
    if (const auto portal = p["links"].any({"azurePortal", "azurePortalUri"}).str(); portal.starts_with("portal.azure"))
        fields::add_link(f, fmt::format("https://{}", portal));
    f.seen = parse_rfc3339(status.any({"statusChangeDate", "firstEvaluationDate"}).str());
    const std::string_view code = status["code"].str();
    if (iequals(code, "Healthy")) f.outcome = CheckOutcome::pass;
    if (iequals(code, "NotApplicable")) f.outcome = CheckOutcome::not_applicable;
    if (iequals(status["cause"].str(), "Exempt")) {
        f.suppressed = true;
        f.suppression = "exempt in Defender for Cloud";
    }
}

void read_alert(json::Value v, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::other;
    f.cause = Cause::other;
    f.phase = Phase::operate;
    const json::Value p = properties_of(v);
    fields::put(f.rule, p.any({"alertType", "alertName"}).str());
    fields::set_title(f, {fields::folded(p["alertDisplayName"].str()), f.rule, "Unnamed alert"}, run.limits);
    fields::set_severity(f, p.any({"severity", "reportedSeverity"}).str(), k_severities, run.stats);
    run.text(f.description, text_of_html(p["description"].str()));
    const json::Value steps = p["remediationSteps"];
    std::string remedy(steps.str());
    for (const json::Value step : steps.items())
        remedy += fmt::format("{}{}", remedy.empty() ? "" : "\n", step.str());
    run.text(f.remediation, text_of_html(remedy));
    for (const json::Value place : p["resourceIdentifiers"].items())
        if (f.location.resource.empty()) fields::put(f.location.resource, place["azureResourceId"].str(), 500);
    fields::put(f.location.host, p["compromisedEntity"].str(), 200);
    if (f.location.resource.empty()) fields::put(f.location.resource, f.location.host, 500);
    fields::add_tag(f, p["intent"].str());
    for (const json::Value technique : p["techniques"].items())
        fields::add_tag(f, technique.str());
    fields::add_link(f, p["alertUri"].str());
    f.seen = parse_rfc3339(p.any({"endTimeUtc", "timeGeneratedUtc", "startTimeUtc"}).str());
    const std::string_view status = p.any({"status", "state"}).str();
    if (iequals(status, "Resolved")) fields::set_fixed(f);
    if (iequals(status, "Dismissed")) {
        f.suppressed = true;
        f.suppression = "dismissed in Defender for Cloud";
    }
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_array) return {};
    const bool list = head.shape == Shape::json_array || head.has_key("value") || head.has_key("properties") ||
                      head.has_key("resourceDetails") || head.has_key("alertDisplayName");
    // In an id; a policy may name the type without being an assessment.
    const bool assessments = head.contains("/providers/Microsoft.Security/assessments") ||
                             head.contains("/providers/microsoft.security/assessments");
    if (list && assessments &&
        (head.contains("\"resourceDetails\"") || head.contains("\"displayName\"") || head.has_key("nextLink")))
        return {85, "assessments of Microsoft.Security with resourceDetails", {}};
    if (list && head.contains("Microsoft.Security/") && head.contains("\"alertDisplayName\""))
        return {85, "alerts of Microsoft.Security", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"value"}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() && !properties_of(root)["status"] && !is_alert(root))
        return fail(Errc::malformed, "it holds no assessments and no alerts of Defender for Cloud", "/value");
    ScanInfo scan;
    scan.tool = "Microsoft Defender for Cloud";
    scan.target_kind = "account";
    if (!records.records().empty())
        fields::put(scan.target, subscription_of(records.records().front().value["id"].str()));
    bool alerts = false;
    for (const JsonRecord& record : records.records())
        alerts = alerts || is_alert(record.value);
    // An alert that is not told again has not gone away.
    scan.complete = !records.single() && !alerts && root["nextLink"].str().empty();
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(record.path, record.line);
        const json::Value v = record.value;
        if (!v.is_object()) {
            stats.skip("an entry that is no object");
            continue;
        }
        fields::put(f.fingerprint, v["id"].str(), 500);
        if (is_alert(v))
            read_alert(v, f, run);
        else
            read_assessment(v, f, run);
        if (const auto own = subscription_of(v["id"].str()); !own.empty() && own != scan.target) f.asset = own;
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_azure_security_format{"azure-security-json",
                                         FormatKind::findings,
                                         "Microsoft Defender for Cloud",
                                         "application/json",
                                         "Defender for Cloud: assessments and alerts of its API",
                                         sniff,
                                         parse};

} // namespace parapet
