// ESLint's JSON: an array of files, each with its messages.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_eslint_format;

namespace {

class EslintReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> begin(json::Value owner, std::string_view /*path*/, std::uint64_t /*index*/) override {
        file_ = owner["filePath"].str();
        return {};
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_array() && !root["metadata"].exists() && !root["results"].exists())
            return fail(Errc::malformed, "an ESLint report is an array of files", "/");
        ScanInfo scan;
        scan.tool = "ESLint";
        scan.target_kind = "repository";
        return scan;
    }

    bool read(json::Value m, const json::Element& element, RawFinding& finding) override {
        fields::set_code(finding, file_, fields::line_number(m["line"]), fields::line_number(m["endLine"]),
                         fields::line_number(m["column"]));
        fields::put(finding.rule, m["ruleId"].str());
        const bool fatal = m["fatal"].boolean().value_or(false);
        if (finding.rule.empty()) finding.rule = fatal ? "fatal" : "eslint";
        fields::set_title(finding, {m["message"].str(), finding.rule}, limits);
        fields::set_text(finding.description, m["message"].str(), stats, finding.place.path, limits);
        // 2 fails the build, 1 warns: what the project's own configuration says of the rule.
        const auto level = m["severity"].integer().value_or(-1);
        finding.severity_known = level == 1 || level == 2;
        finding.severity = level == 2 ? Severity::high : level == 1 ? Severity::medium : Severity::info;
        finding.severity_raw = level == 2 ? "error" : level == 1 ? "warning" : m["severity"].text().substr(0, 40);
        if (!finding.severity_known)
            stats.warn(finding.place.path, "its severity is neither 1 nor 2; shown as unknown", finding.place.line);
        fields::add_tag(finding, m["nodeType"].str());
        // What it says of a file that it left out is about no rule.
        if (m["ruleId"].str().empty() && !fatal && m["message"].str().starts_with("File ignored "))
            finding.outcome = CheckOutcome::informational;
        if (element.array % 2 == 1) {
            finding.suppressed = true;
            const json::Value why = m["suppressions"].at(0);
            fields::put(finding.suppression, why["justification"].str(), 2000);
            if (finding.suppression.empty()) finding.suppression = "suppressed by a comment in the source";
        }
        return true;
    }

private:
    std::string file_;
};

Sniff sniff(const Head& head) {
    // The formatter json-with-metadata.
    if (head.shape == Head::Shape::json_object && head.has_key("results") && head.contains("\"filePath\"") &&
        head.contains("\"messages\"") && (head.contains("\"errorCount\"") || head.contains("\"ruleId\"")))
        return {88, "results of files with filePath, messages and errorCount", {}};
    if (head.shape != Head::Shape::json_array || !head.has_element_key("filePath")) return {};
    if (head.has_element_key("messages") && head.has_element_key("errorCount"))
        return {90, "an array of files with the keys filePath, messages and errorCount", {}};
    // The messages of a large file may hide the counts.
    if (head.contains("\"ruleId\"") && head.contains("\"severity\"") && !head.contains("@secretlint/"))
        return {60, "an array of files with messages of ruleId and severity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<EslintReport>(
        in, out, job, options,
        {{"*/messages"}, {"*/suppressedMessages"}, {"results/*/messages"}, {"results/*/suppressedMessages"}});
}

} // namespace

const FormatInfo k_eslint_format{"eslint-json",
                                 FormatKind::findings,
                                 "ESLint",
                                 "application/json",
                                 "ESLint: weaknesses in JavaScript and TypeScript",
                                 sniff,
                                 parse};

} // namespace parapet
