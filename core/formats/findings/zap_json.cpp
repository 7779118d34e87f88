// ZAP's traditional JSON report, of 2.7 and later.

#include "core/base/text.h"
#include "core/formats/common/framed.h"
#include "core/formats/findings/zap/alert.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_zap_json_format;

namespace {

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
    for (const json::Value instance : item["instances"].items()) {
        if (alert.instances.size() >= limits.max_locations)
            ++alert.dropped;
        else
            alert.instances.push_back(instance_of(instance));
    }
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
        if (!told_) tell({});
        read_item(value, alert_, limits_);
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
    std::string version_, generated_;
    zap::Alert alert_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("site")) return {};
    const bool marks = head.has_key("@version") || head.has_key("@generated") || head.has_key("@programName");
    const bool words = head.contains("\"pluginid\"") || head.contains("\"riskcode\"") || head.contains("\"@host\"");
    if (marks) return {90, "top-level keys @version and site", {}};
    if (words) return {70, "top-level key site, with alerts of plug-ins", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    ZapJson report(out, stats, options);
    if (auto ok = read_framed(in, {{"site/*/alerts"}, {"site/alerts"}}, report, stats, job, *options.limits); !ok)
        return fail(ok.error());
    report.finish();
    return stats;
}

} // namespace

const FormatInfo k_zap_json_format{
    "zap-json", FormatKind::findings, "ZAP", "application/json", "ZAP's traditional JSON report", sniff, parse};

} // namespace parapet
