// QARK's JSON: an array of what it saw in an Android app.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_qark_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"VULNERABILITY", Severity::high},
    {"ERROR", Severity::high},
    {"WARNING", Severity::medium},
    {"INFO", Severity::info},
}};

class QarkReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_array()) return fail(Errc::malformed, "a report of QARK is an array", "/");
        ScanInfo scan;
        scan.tool = "QARK";
        scan.target_kind = "other";
        return scan;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        if (v["name"].str().empty() && v["description"].str().empty()) {
            stats.skip("an issue without a name");
            return false;
        }
        const json::Value place = v["line_number"]; // [line, column], or null
        fields::set_code(f, v["file_object"].str(), fields::line_number(place.at(0)), 0,
                         fields::line_number(place.at(1)));
        fields::put(f.rule, v["name"].str());
        fields::set_title(f, {v["name"].str(), v["description"].str(), "Unnamed issue"}, limits);
        fields::set_text(f.description, v["description"].str(), stats, f.place.path, limits);
        fields::set_severity(f, v["severity"].text(), k_severities, stats);
        fields::add_tag(f, v["category"].str());
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("apk_exploit_dict") && head.has_element_key("file_object"))
        return {92, "an array of objects with the keys file_object and apk_exploit_dict", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<QarkReport>(in, out, job, options, {{""}});
}

} // namespace

const FormatInfo k_qark_format{
    "qark-json", FormatKind::findings, "QARK", "application/json", "QARK: weaknesses of Android apps", sniff, parse};

} // namespace parapet
