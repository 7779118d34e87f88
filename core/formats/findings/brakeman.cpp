// Brakeman's JSON: warnings of a Rails application, and those that its configuration ignores.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_brakeman_format;

namespace {

// Brakeman rates how sure it is, not how bad it would be; that is what it has for a severity.
constexpr std::array<fields::SeverityWord, 4> k_confidences{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Weak", Severity::low},
    {"Low", Severity::low},
}};

// "2020-04-11 20:15:42 -0700"
std::optional<Time> time_of(std::string_view text) {
    text = trim(text);
    if (text.size() != 25 || text[19] != ' ') return parse_rfc3339(text);
    std::string rfc(text.substr(0, 19));
    rfc += text.substr(20, 3);
    rfc += ':';
    rfc += text.substr(23);
    return parse_rfc3339(rfc);
}

class BrakemanReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_object()) return fail(Errc::malformed, "a Brakeman report is an object", "/");
        const json::Value info = root["scan_info"];
        ScanInfo scan;
        scan.tool = "Brakeman";
        fields::put(scan.tool_version, info["brakeman_version"].str(), 40);
        fields::put(scan.target, info["app_path"].str());
        scan.target_kind = "repository";
        scan.started = time_of(info["start_time"].str());
        scan.finished = time_of(info["end_time"].str());
        if (root["errors"].size() > 0) {
            scan.complete = false; // what it could not read, it did not check
            stats.warn("/errors", "Brakeman could not read every file: nothing is closed by this scan");
        }
        return scan;
    }

    bool read(json::Value w, const json::Element& element, RawFinding& finding) override {
        fields::set_code(finding, w["file"].str(), fields::line_number(w["line"]));
        fields::put(finding.rule, w["check_name"].str());
        if (finding.rule.empty()) fields::put(finding.rule, w["warning_type"].str());
        fields::put(finding.rule_name, w["warning_type"].str());
        std::string title(w["warning_type"].str());
        if (const auto message = w["message"].str(); !message.empty()) {
            title += title.empty() ? "" : ": ";
            title += message;
        }
        fields::set_title(finding, {title, finding.rule}, limits);
        fields::set_text(finding.description, w["message"].str(), stats, finding.place.path, limits);
        fields::set_severity(finding, w["confidence"].str(), k_confidences, stats);
        for (const json::Value cwe : w["cwe_id"].items())
            fields::add_cwe(finding, cwe.integer().value_or(0));
        fields::add_ids_of(finding, w["message"].str());
        if (!finding.cve.empty()) finding.cause = Cause::missing_patch;
        fields::add_link(finding, w["link"].str());
        fields::put(finding.fingerprint, w["fingerprint"].str());
        fields::set_snippet(finding.location, w["code"].str());
        const json::Value at = w["location"];
        std::string place(at["class"].str());
        if (const auto method = at["method"].str(); !method.empty()) {
            place += place.empty() ? "" : ".";
            place += method;
        }
        fields::put(finding.location.function, place);
        if (element.array == 1) {
            finding.suppressed = true;
            fields::put(finding.suppression, w["note"].str(), 2000);
            if (finding.suppression.empty()) finding.suppression = "ignored in Brakeman's configuration";
        }
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"brakeman_version\"")) return {95, "scan_info with brakeman_version", {}};
    if (head.contains("\"warning_type\"") && (head.has_key("warnings") || head.has_key("scan_info")))
        return {85, "warnings with warning_type", {}};
    if (head.has_key("scan_info") && head.has_key("ignored_warnings") && head.has_key("warnings"))
        return {80, "top-level keys scan_info, warnings and ignored_warnings", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<BrakemanReport>(in, out, job, options, {{"warnings"}, {"ignored_warnings"}});
}

} // namespace

const FormatInfo k_brakeman_format{"brakeman-json",
                                   FormatKind::findings,
                                   "Brakeman",
                                   "application/json",
                                   "Brakeman: weaknesses in Ruby on Rails",
                                   sniff,
                                   parse};

} // namespace parapet
