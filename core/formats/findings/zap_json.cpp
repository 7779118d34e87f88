// ZAP's traditional JSON report, of 2.7 and later, and the alerts of its API, where each place is an alert of its own.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framed.h"
#include "core/formats/findings/zap/alert.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_zap_json_format;

namespace {

constexpr std::size_t k_api_alerts = 2; // of the lists in parse()

zap::Instance instance_of(json::Value value) {
    zap::Instance at;
    at.uri = value["uri"].str();
    at.method = value["method"].str();
    at.parameter = value["param"].str();
    at.attack = value["attack"].str();
    at.evidence = value["evidence"].str();
    at.other = value["otherinfo"].str();
    at.request = value.any({"request-header", "requestheader"}).str();
    at.response = value.any({"response-header", "responseheader"}).str();
    return at;
}

// Of /JSON/alert/view/alerts.
void read_api_alert(json::Value item, zap::Alert& alert) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> k_confidences{
        {{"False Positive", "0"}, {"Low", "1"}, {"Medium", "2"}, {"High", "3"}, {"Confirmed", "4"}}};
    alert.clear();
    alert.plugin = item["pluginId"].text();
    alert.reference_id = item["alertRef"].text();
    alert.name = item.any({"alert", "name"}).text();
    alert.risk = item["risk"].text();
    for (const auto& [word, code] : k_confidences)
        if (iequals(item["confidence"].str(), word)) alert.confidence = code;
    alert.description = item["description"].str();
    alert.solution = item["solution"].str();
    alert.other = item["other"].str();
    alert.references = item["reference"].str();
    alert.cwe = item["cweid"].text();
    alert.wasc = item["wascid"].text();
    zap::Instance at;
    at.uri = item["url"].str();
    at.method = item["method"].str();
    at.parameter = item["param"].str();
    at.attack = item["attack"].str();
    at.evidence = item["evidence"].str();
    alert.instances.push_back(std::move(at));
}

void read_item(json::Value item, zap::Alert& alert, const Limits& limits) {
    alert.clear();
    alert.plugin = item["pluginid"].text();
    alert.reference_id = item["alertRef"].text();
    alert.name = item.any({"alert", "name"}).text();
    alert.risk_code = item["riskcode"].text();
    alert.confidence = item["confidence"].text();
    alert.risk = item["riskdesc"].text();
    alert.description = item["desc"].str();
    alert.solution = item["solution"].str();
    alert.other = item["otherinfo"].str();
    alert.references = item["reference"].str();
    alert.cwe = item["cweid"].text();
    alert.wasc = item["wascid"].text();
    for (const json::Value instance : item["instances"].items())
        alert.keep(instance_of(instance), limits);
}

class ZapJson final : public FramedReport {
public:
    ZapJson(RecordSink& out, ParseStats& stats, const ParseOptions& options)
        : out_(out)
        , stats_(stats)
        , limits_(*options.limits) {}

    Result<void> document(json::Value root, bool /*whole*/) override {
        version_ = root["@version"].text();
        generated_ = root.any({"created", "@generated"}).text();
        if (root["site"].is_object()) tell(root["site"]); // a single site need not be an array
        return {};
    }
    bool enough(json::Value owner, std::uint64_t /*waiting*/) override { return !owner["@name"].str().empty(); }
    Result<void> begin(json::Value owner, std::string_view /*path*/, std::uint64_t /*index*/) override {
        tell(owner);
        return {};
    }
    Result<void> end(json::Value /*owner*/) override { return {}; }

    Result<void> result(json::Value value, const json::Element& element) override {
        ++stats_.records;
        if (!value.is_object()) {
            stats_.skip("an alert that is no object");
            return {};
        }
        if (element.array == k_api_alerts)
            tell_origin(fields::url_origin(value["url"].str()));
        else if (!told_)
            tell({});
        element.array == k_api_alerts ? read_api_alert(value, alert_) : read_item(value, alert_, limits_);
        finding_.clear();
        element.write_pointer(finding_.place.path);
        finding_.place.line = element.line;
        finding_.place.offset = static_cast<std::int64_t>(element.offset);
        zap::read_alert(alert_, finding_, stats_, limits_);
        out_.finding(finding_);
        return {};
    }
    void finish() {
        if (!told_) tell({});
    }

private:
    // Alerts of several sites follow each other as they were raised.
    void tell_origin(const std::string& origin) {
        if (told_ && origin == origin_) return;
        told_ = true;
        origin_ = origin;
        const ScanInfo scan = zap::scan_of(origin, {}, {}, false, version_, generated_);
        stats_.tool = scan.tool;
        out_.scan(scan);
    }

    void tell(json::Value site) {
        told_ = true;
        const ScanInfo scan = zap::scan_of(site["@name"].str(), site["@host"].str(), site["@port"].text(),
                                           site["@ssl"].boolean().value_or(false), version_, generated_);
        stats_.tool = scan.tool;
        stats_.tool_version = scan.tool_version;
        out_.scan(scan);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    bool told_ = false;
    std::string version_, generated_, origin_;
    zap::Alert alert_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("alerts") && head.contains("\"pluginId\"") && head.contains("\"wascid\""))
        return {88, "top-level key alerts, each with pluginId and wascid", {}};
    if (!head.has_key("site")) return {};
    const bool marks = head.has_key("@version") || head.has_key("@generated") || head.has_key("@programName");
    const bool words = head.contains("\"pluginid\"") || head.contains("\"riskcode\"") || head.contains("\"@host\"");
    if (marks) return {90, "top-level keys @version and site", {}};
    if (words) return {70, "top-level key site, with alerts of plug-ins", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    ZapJson report(out, stats, options);
    if (auto ok =
            read_framed(in, {{"site/*/alerts"}, {"site/alerts"}, {"alerts"}}, report, stats, job, *options.limits);
        !ok)
        return fail(ok.error());
    report.finish();
    return stats;
}

} // namespace

const FormatInfo k_zap_json_format{
    "zap-json", FormatKind::findings, "ZAP", "application/json", "ZAP's traditional JSON report", sniff, parse};

} // namespace parapet
