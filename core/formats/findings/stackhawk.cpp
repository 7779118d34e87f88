// StackHawk's webhook of a completed scan: findings with all their paths.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_stackhawk_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Informational", Severity::info},
    {"Info", Severity::info},
}};

class StackHawkReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (const json::Value service = root["service"]; service && service.str() != "StackHawk")
            return fail(Errc::malformed, "the service is not StackHawk", "/service");
        const json::Value node = root["scanCompleted"]["scan"];
        ScanInfo scan;
        scan.tool = "StackHawk";
        fields::put(scan.tool_version, node["hawkscanVersion"].str(), 40);
        fields::put(scan.target, node["application"].str());
        scan.target_kind = "url";
        fields::put(scan.policy, node["env"].str(), 80);
        scan.started = parse_rfc3339(node["startedTimestamp"].str());
        const std::string_view status = node["status"].str();
        if (!status.empty() && status != "COMPLETED") scan.complete = false;
        return scan;
    }

    bool read(json::Value item, const json::Element& /*element*/, RawFinding& finding) override {
        finding.identity = IdentityKind::web;
        finding.phase = Phase::test;
        fields::put(finding.rule, item["pluginId"].text(), 40);
        fields::put(finding.rule_name, item["pluginName"].str());
        fields::set_title(finding, {finding.rule_name, finding.rule}, limits);
        fields::set_severity(finding, item["severity"].str(), k_severities, stats);
        const std::string_view host = item["host"].str();
        fields::LocationCount count;
        std::uint64_t refused = 0;
        std::uint64_t accepted = 0;
        std::uint64_t paths = 0;
        for (const json::Value path : item["paths"].items()) {
            Location at;
            fields::set_url(at, fmt::format("{}{}", host, path["path"].str()));
            fields::put(at.method, path["method"].str(), 20);
            const std::string_view status = path["status"].str();
            if (status == "FALSE_POSITIVE") ++refused;
            if (status == "RISK_ACCEPTED") ++accepted; // "PROMOTED" became a ticket, and is still open
            if (paths++ == 0)
                finding.location = at;
            else
                fields::add_location(finding, std::move(at), count, limits);
        }
        if (paths == 0) fields::set_url(finding.location, host);
        fields::finish_locations(count, finding.place.path, stats);
        if (paths > 0 && refused + accepted == paths) {
            finding.suppressed = true;
            finding.suppression = accepted == 0  ? "marked as a false positive in StackHawk"
                                  : refused == 0 ? "its risk was accepted in StackHawk"
                                                 : "a false positive or an accepted risk in StackHawk";
        }
        std::string text = fmt::format("{} on {} paths of {}", finding.rule_name, item["totalCount"].text(), host);
        fields::append_text(text, item["category"].str(), "Category");
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        fields::add_tag(finding, item["category"].str());
        fields::add_link(finding, item["findingURL"].str());
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("scanCompleted")) return {};
    if (head.contains("\"StackHawk\"")) return {92, "top-level key scanCompleted, service StackHawk", {}};
    if (head.contains("\"hawkscanVersion\"")) return {85, "top-level key scanCompleted, with hawkscanVersion", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<StackHawkReport>(in, out, job, options, {{"scanCompleted/findings"}});
}

} // namespace

const FormatInfo k_stackhawk_format{"stackhawk-json",
                                    FormatKind::findings,
                                    "StackHawk",
                                    "application/json",
                                    "StackHawk: weaknesses of web applications",
                                    sniff,
                                    parse};

} // namespace parapet
