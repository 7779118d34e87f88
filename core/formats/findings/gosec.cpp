// gosec's JSON.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_gosec_format;

namespace {

class GosecReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_object()) return fail(Errc::malformed, "a gosec report is an object", "/");
        ScanInfo scan;
        scan.tool = "gosec";
        fields::put(scan.tool_version, root["GosecVersion"].str(), 40);
        scan.target_kind = "repository";
        if (root["Golang errors"].size() > 0) {
            scan.complete = false;
            stats.warn("/Golang errors", "gosec could not build every package: nothing is closed by this scan");
        }
        return scan;
    }

    bool read(json::Value issue, const json::Element& /*element*/, RawFinding& finding) override {
        const std::string line = issue["line"].text(); // "91" or "91-93"
        const auto first = fields::first_line_number(line);
        const auto dash = line.find('-');
        fields::set_code(finding, issue["file"].str(), first,
                         dash == std::string::npos ? 0 : fields::line_number(std::string_view(line).substr(dash + 1)),
                         fields::line_number(issue["column"]));
        fields::put(finding.rule, issue["rule_id"].str());
        fields::set_title(finding, {issue["details"].str(), finding.rule}, limits);
        fields::set_text(finding.description, issue["details"].str(), stats, finding.place.path, limits);
        fields::set_severity(finding, issue["severity"].str(), fields::common_severities(), stats);
        fields::add_tag(finding, fmt::format("confidence: {}", to_lower(issue["confidence"].str())));
        read_cwe(issue["cwe"], finding);
        fields::set_text(finding.remediation, issue["autofix"].str(), stats, finding.place.path, limits);
        read_code(issue["code"].str(), finding);
        read_suppression(issue, finding);
        return true;
    }

private:
    static void read_cwe(json::Value cwe, RawFinding& finding) {
        const json::Value id = cwe.any({"id", "ID"});
        fields::add_cwe(finding, id.integer().value_or(0));
        fields::add_cwes_of(finding, id.str());
        fields::add_link(finding, cwe.any({"url", "URL"}).str());
    }
    // G101 shows the credential that it found.
    static void read_code(std::string_view code, RawFinding& finding) {
        if (finding.rule != "G101") return fields::set_snippet(finding.location, code);
        fields::set_secret(finding, {});
    }
    static void read_suppression(json::Value issue, RawFinding& finding) {
        finding.suppressed = issue["nosec"].boolean().value_or(false) || issue["suppressions"].size() > 0;
        for (const json::Value s : issue["suppressions"].items()) {
            std::string why(s["kind"].str());
            if (const auto text = s["justification"].str(); !text.empty()) {
                why += ": ";
                why += text;
            }
            if (!finding.suppression.empty()) finding.suppression += "; ";
            finding.suppression += elide(why, 500);
            if (finding.suppression.size() > 2000) break;
        }
        if (finding.suppressed && finding.suppression.empty()) finding.suppression = "#nosec in the source";
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("GosecVersion") || head.has_key("Golang errors"))
        return {92, "top-level keys Golang errors, Issues and GosecVersion", {}};
    if (head.has_key("Issues") && head.has_key("Stats") && head.contains("\"nosec\""))
        return {85, "top-level keys Issues and Stats, with nosec", {}};
    if (head.has_key("Issues") && head.contains("\"rule_id\"") && head.contains("\"details\"") &&
        head.contains("\"confidence\""))
        return {80, "Issues with rule_id, details and confidence", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<GosecReport>(in, out, job, options, {{"Issues"}});
}

} // namespace

const FormatInfo k_gosec_format{
    "gosec-json", FormatKind::findings, "gosec", "application/json", "gosec: weaknesses in Go", sniff, parse};

} // namespace parapet
