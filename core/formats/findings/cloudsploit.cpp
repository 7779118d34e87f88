// CloudSploit's JSON (and Aqua's CSPM): a list of results of plugins, passed ones too.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/findings/cloudsploit/statuses.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_cloudsploit_format;

namespace {

using cloudsploit::k_statuses;
using cloudsploit::Status;
constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
}};

class CloudsploitReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "CloudSploit";
        scan.target_kind = "account";
        return scan;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, v["plugin"].str());
        fields::set_title(f, {fields::folded(v["title"].str()), f.rule}, limits);
        std::string text(v["description"].str());
        if (const auto message = v["message"].str(); !message.empty()) text += fmt::format("\n\n{}", message);
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::add_tag(f, v["category"].str());
        read_status(v, f);
        if (const auto resource = v["resource"].str(); resource != "N/A")
            fields::put(f.location.resource, resource, 500);
        const json::Value region = v["region"];
        fields::add_tag(f, region.is_array() ? region.at(0).str() : region.str());
        fields::add_control(f, "cloudsploit", v["compliance"].str());
        fields::add_link(f, v["link"].str());
        return true;
    }

private:
    void read_status(json::Value v, RawFinding& f) {
        const std::string_view word = v["status"].str();
        for (const Status& status : k_statuses) {
            if (!iequals(status.word, word)) continue;
            f.outcome = status.outcome;
            f.severity = status.severity;
            f.severity_raw = word;
            f.severity_known = true;
            if (v["severity"]) fields::set_severity(f, v["severity"].str(), k_severities, stats);
            return;
        }
        f.outcome = CheckOutcome::error;
        fields::put(f.severity_raw, word, 40);
        stats.warn(f.place.path, fmt::format("the status \"{}\" is not known", visible(f.severity_raw)));
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("plugin") && head.has_element_key("category") && head.has_element_key("resource") &&
        head.has_element_key("status") && head.has_element_key("region"))
        return {85, "results with plugin, category, region and status", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<CloudsploitReport>(in, out, job, options, {{""}});
}

} // namespace

const FormatInfo k_cloudsploit_format{"cloudsploit-json",
                                      FormatKind::findings,
                                      "CloudSploit",
                                      "application/json",
                                      "CloudSploit: settings of cloud accounts",
                                      sniff,
                                      parse};

} // namespace parapet
