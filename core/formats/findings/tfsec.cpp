// tfsec's JSON: infrastructure as code, of versions before and after 1.0.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/findings/tfsec/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_tfsec_format;

namespace {

class TfsecReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_object()) return fail(Errc::malformed, "a report of tfsec is an object", "/");
        ScanInfo scan;
        scan.tool = "tfsec";
        scan.target_kind = "repository";
        return scan;
    }

    bool read(json::Value r, const json::Element& /*element*/, RawFinding& f) override {
        const json::Value at = r["location"];
        fields::set_config(f, at["filename"].str(), fields::line_number(at["start_line"]),
                           fields::line_number(at["end_line"]));
        fields::put(f.rule, r.any({"rule_id", "long_id"}).str());
        fields::put(f.rule_name, r["long_id"].str());
        fields::set_title(f, {r["rule_description"].str(), r["description"].str(), f.rule}, limits);
        std::string text(r["description"].str());
        if (const auto impact = r["impact"].str(); !impact.empty()) text += fmt::format("\n\nImpact: {}", impact);
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::set_text(f.remediation, r["resolution"].str(), stats, f.place.path, limits);
        fields::set_severity(f, r["severity"].str(), tfsec::k_severities, stats);
        fields::put(f.location.resource, r["resource"].str(), 500);
        fields::add_tag(f, r["rule_provider"].str());
        fields::add_tag(f, r["rule_service"].str());
        for (const json::Value link : r["links"].items())
            fields::add_link(f, link.str());
        // "See https://tfsec.dev/docs/... for more information."
        std::string_view see = r["link"].str();
        if (const auto url = see.find("https://"); url != std::string_view::npos) {
            see.remove_prefix(url);
            fields::add_link(f, see.substr(0, see.find(' ')));
        }
        // status: 0 failed, 1 passed, 2 ignored; or the words
        const json::Value status = r["status"];
        if (r["passed"].boolean().value_or(false) || status.integer().value_or(0) == 1 || status.str() == "passed")
            f.outcome = CheckOutcome::pass;
        if (status.integer().value_or(0) == 2 || status.str() == "ignored") {
            f.suppressed = true;
            f.suppression = "ignored by a comment in the source";
        }
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"rule_description\"") && head.contains("\"rule_provider\""))
        return {90, "results with rule_description and rule_provider", {}};
    if (!head.truncated && head.json_keys.size() == 1 && head.json_keys.front() == "results" && head.text.size() < 64 &&
        head.contains("null"))
        return {42, "results: null and nothing else, as tfsec writes when it finds nothing", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<TfsecReport>(in, out, job, options, {{"results"}});
}

} // namespace

const FormatInfo k_tfsec_format{
    "tfsec-json", FormatKind::findings, "tfsec", "application/json", "tfsec: Terraform", sniff, parse};

} // namespace parapet
