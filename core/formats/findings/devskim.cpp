// DevSkim's JSON: an array of issues.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_devskim_format;

namespace {

// As its documentation explains them: "high risk", "medium risk", "lower risk", "code hygiene".
constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"Critical", Severity::high},
    {"Important", Severity::medium},
    {"Moderate", Severity::low},
    {"BestPractice", Severity::info},
    {"ManualReview", Severity::info},
    {"Unspecified", Severity::info},
}};

class DevSkimReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_array()) return fail(Errc::malformed, "a report of DevSkim is an array", "/");
        ScanInfo scan;
        scan.tool = "DevSkim";
        scan.target_kind = "repository";
        return scan;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        if (v["rule_id"].str().empty() && v["rule_name"].str().empty()) {
            stats.skip("an issue of no rule");
            return false;
        }
        fields::set_code(f, v["filename"].str(), fields::line_number(v["start_line"]),
                         fields::line_number(v["end_line"]), fields::line_number(v["start_column"]));
        fields::put(f.rule, v["rule_id"].str());
        fields::put(f.rule_name, v["rule_name"].str());
        fields::set_title(f, {f.rule_name, v["description"].str(), f.rule, "Unnamed rule"}, limits);
        fields::set_text(f.description, v["description"].str(), stats, f.place.path, limits);
        fields::set_text(f.remediation, v["recommendation"].str(), stats, f.place.path, limits);
        fields::set_severity(f, v["severity"].str(), k_severities, stats);
        fields::add_tags(f, v["tags"]);
        fields::add_cwes_of(f, v["description"].str());
        fields::set_code_snippet(f, v.any({"match", "excerpt", "sample"}).str());
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("rule_id") && head.has_element_key("rule_name") && head.has_element_key("filename") &&
        head.has_element_key("start_line"))
        return {84, "an array of objects with the keys filename, start_line, rule_id and rule_name", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<DevSkimReport>(in, out, job, options, {{""}});
}

} // namespace

const FormatInfo k_devskim_format{
    "devskim-json", FormatKind::findings, "DevSkim", "application/json", "DevSkim: weaknesses in source code", sniff,
    parse};

} // namespace parapet
