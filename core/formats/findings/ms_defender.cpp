// Microsoft Defender for Endpoint: the API's list of machines' vulnerabilities, and its list of machines. Exports hold
// both, in files of their own, so a machine is known by its id here.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_ms_defender_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"None", Severity::info},
    {"Informational", Severity::info},
}};

class DefenderReport final : public ListReport {
public:
    using ListReport::ListReport;

    // Machines are an inventory: they are what was scanned, not a result.
    Result<void> result(json::Value value, const json::Element& element) override {
        if (value["cveId"] || value["id"].str().find("-_-") != std::string_view::npos || !value["osPlatform"].exists())
            return ListReport::result(value, element);
        return {};
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Microsoft Defender";
        scan.target_kind = "host";
        const bool machines = root["@odata.context"].str().find("#Machines") != std::string_view::npos;
        // A page of several, or a list of machines, closes nothing.
        scan.complete = !machines && root["@odata.nextLink"].str().empty();
        return scan;
    }

    bool read(json::Value item, const json::Element& /*element*/, RawFinding& finding) override {
        finding.identity = IdentityKind::vuln;
        finding.cause = Cause::missing_patch;
        const std::string_view cve = item["cveId"].str();
        if (!fields::add_id(finding, cve)) fields::add_alias(finding, cve);
        fields::put(finding.rule, cve, 80);
        Location& at = finding.location;
        fields::put(at.package, item.any({"productName", "softwareName"}).str());
        fields::put(at.version, item.any({"productVersion", "softwareVersion"}).str(), 80);
        const std::string_view vendor = item.any({"productVendor", "softwareVendor"}).str();
        const std::string_view computer = item.any({"deviceName", "computerDnsName", "machineId", "deviceId"}).str();
        fields::put(finding.asset, computer);
        fields::put(at.host, item.any({"machineId", "deviceId"}).str());
        fields::set_title(finding,
                          {fmt::format("{} in {}{}{}", cve.empty() ? "A weakness" : cve, vendor,
                                       vendor.empty() ? "" : " ", at.package)},
                          limits);
        fields::set_severity(finding, item.any({"severity", "vulnerabilitySeverityLevel"}).str(), k_severities, stats);
        if (const auto score = item.any({"cvssScore", "cvssV3"}).number(); score && *score >= 0 && *score <= 10)
            finding.score = *score;
        std::string text = fmt::format("{} {} {} on the machine {}", vendor, at.package, at.version, at.host);
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        if (const std::string kb = item["fixingKbId"].text(); !kb.empty()) {
            finding.remediation = fmt::format("Install the update KB{}.", elide(kb, 40));
            fields::put(at.fixed_version, "KB" + kb, 60);
        } else if (const std::string_view update = item["recommendedSecurityUpdate"].str(); !update.empty()) {
            fields::set_text(finding.remediation, update, stats, finding.place.path, limits);
        }
        fields::put(finding.fingerprint, item["id"].str(), 300);
        if (!vendor.empty()) fields::add_tag(finding, vendor);
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("value")) return {};
    if (head.contains("\"cveId\"") && head.contains("\"machineId\""))
        return {88, "a list of values with cveId and machineId", {}};
    if (head.contains("\"computerDnsName\"") && head.contains("\"osPlatform\""))
        return {75, "a list of values with computerDnsName and osPlatform", {}};
    if (head.contains("\"cveId\"") && head.contains("\"softwareVendor\""))
        return {75, "a list of values with cveId and softwareVendor", {}};
    if (head.has_key("@odata.context") &&
        (head.contains("securitycenter.windows.com") || head.contains("securitycenter.microsoft.com") ||
         head.contains("security.microsoft.com")))
        return {80, "top-level keys @odata.context, of the security centre, and value", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<DefenderReport>(in, out, job, options, {{"value"}});
}

} // namespace

const FormatInfo k_ms_defender_format{"ms-defender-json",
                                      FormatKind::findings,
                                      "Microsoft Defender",
                                      "application/json",
                                      "Microsoft Defender for Endpoint: vulnerabilities of machines",
                                      sniff,
                                      parse};

} // namespace parapet
