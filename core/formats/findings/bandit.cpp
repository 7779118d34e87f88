// Bandit's JSON.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_bandit_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"HIGH", Severity::high}, {"MEDIUM", Severity::medium}, {"LOW", Severity::low},
    // UNDEFINED is its own word for none
}};

class BanditReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Bandit";
        scan.target_kind = "repository";
        scan.finished = parse_rfc3339(root["generated_at"].str());
        if (root["errors"].size() > 0) {
            scan.complete = false; // files that it could not read
            stats.warn("/errors", "Bandit could not read every file: nothing is closed by this scan");
        }
        return scan;
    }

    bool read(json::Value issue, const json::Element& /*element*/, RawFinding& finding) override {
        finding.identity = IdentityKind::code;
        fields::put(finding.rule, issue["test_id"].str());
        fields::put(finding.rule_name, issue["test_name"].str());
        fields::set_title(finding, {issue["issue_text"].str(), finding.rule_name}, limits);
        fields::set_text(finding.description, issue["issue_text"].str(), stats, finding.place.path, limits);
        fields::set_severity(finding, issue["issue_severity"].str(), k_severities, stats);
        fields::add_cwe(finding, issue["issue_cwe"]["id"].integer().value_or(0));
        fields::add_link(finding, issue["more_info"].str());
        fields::add_tag(finding, "confidence: " + to_lower(issue["issue_confidence"].str()));
        Location& at = finding.location;
        at.file = fields::normal_path(issue["filename"].str());
        const auto line = issue["line_number"].integer().value_or(0);
        if (line > 0 && line < (1LL << 31)) at.line = line;
        const auto column = issue["col_offset"].integer().value_or(-1);
        if (column >= 0 && column < (1LL << 31)) at.column = column + 1;
        fields::put(at.snippet, issue["code"].str(), 4000);
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"test_id\"") && head.contains("\"issue_severity\""))
        return {88, "results with test_id and issue_severity", {}};
    // The results may lie beyond the metrics of many files.
    if (head.has_key("generated_at") && head.contains("\"SEVERITY.HIGH\"") && head.contains("\"CONFIDENCE.HIGH\""))
        return {80, "top-level keys errors and generated_at, with metrics by severity and confidence", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<BanditReport>(in, out, job, options, {{"results"}});
}

} // namespace

const FormatInfo k_bandit_format{
    "bandit-json", FormatKind::findings, "Bandit", "application/json", "Bandit: weaknesses in Python", sniff, parse};

} // namespace parapet
