// Alerts of Prisma Cloud as its API answers: a page of items, or a bare array.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <optional>

namespace parapet {

extern const FormatInfo k_prisma_alerts_json_format;

namespace {

std::optional<Time> time_of(json::Value milliseconds) {
    const auto value = milliseconds.integer().value_or(0);
    if (value <= 0 || value > 9'000'000'000'000) return std::nullopt;
    return from_unix_seconds(value / 1000);
}

class PrismaAlerts final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "Prisma Cloud";
        scan.target_kind = "account";
        scan.complete = false; // a page of several
        return scan;
    }

    bool read(json::Value alert, const json::Element& /*element*/, RawFinding& finding) override {
        const json::Value policy = alert["policy"];
        const json::Value resource = alert["resource"];
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        fields::put(finding.rule,
                    policy["policyId"].str().empty() ? alert["policyId"].str() : policy["policyId"].str());
        fields::set_title(finding, {policy["name"].str(), finding.rule, "An alert without a policy"}, limits);
        fields::set_text(finding.description, policy["description"].str(), stats, finding.place.path, limits);
        fields::set_text(finding.remediation, policy["recommendation"].str(), stats, finding.place.path, limits);
        fields::put(finding.location.resource,
                    resource["id"].str().empty() ? resource["rrn"].str() : resource["id"].str(), 500);
        finding.asset = elide(resource.any({"account", "accountId"}).str(), 500);
        for (const json::Value tag : {policy["policyType"], resource["cloudType"], resource["region"],
                                      resource["resourceType"], resource["name"]})
            fields::add_tag(finding, tag.str());
        for (const json::Value standard : policy["complianceMetadata"].items())
            fields::add_tag(finding, standard["requirementName"].str());
        fields::rate(finding, policy["severity"].str(), Severity::medium, stats);
        fields::put(finding.fingerprint, alert["id"].str());
        finding.seen = time_of(alert.any({"firstSeen", "alertTime"}));
        const std::string_view status = alert["status"].str();
        if (status == "resolved") {
            fields::set_fixed(finding);
        } else if (status == "dismissed" || status == "snoozed") {
            finding.suppressed = true;
            fields::put(finding.suppression,
                        alert["dismissalNote"].str().empty() ? status : alert["dismissalNote"].str(), 600);
        }
        return true;
    }
};

Sniff sniff(const Head& head) {
    const bool words = head.contains("\"policyType\"") && (head.contains("\"rrn\"") || head.contains("\"cloudType\""));
    if (head.shape == Head::Shape::json_array && head.has_element_key("policy") && head.has_element_key("resource") &&
        (words || head.has_element_key("alertTime")))
        return {80, "an array of objects with the keys policy, resource and alertTime", {}};
    if (head.shape == Head::Shape::json_object && head.has_key("items") && words && head.contains("\"alertTime\""))
        return {82, "items with policy, resource and alertTime", {}};
    if (head.shape == Head::Shape::json_object && head.has_key("totalRows") && head.has_key("items") &&
        head.json_keys.size() <= 4 && !head.truncated && head.text.size() < 500)
        return {42, "top-level keys totalRows and items, without items", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<PrismaAlerts>(in, out, job, options, {{"items"}, {""}});
}

} // namespace

const FormatInfo k_prisma_alerts_json_format{"prisma-alerts-json",
                                             FormatKind::findings,
                                             "Prisma Cloud",
                                             "application/json",
                                             "Prisma Cloud: alerts of cloud accounts from its API",
                                             sniff,
                                             parse};

} // namespace parapet
