// GitLab's Code Quality report, a subset of Code Climate's, as many linters and Trivy write it.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_code_quality_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{{"blocker", Severity::critical},
                                                            {"critical", Severity::high},
                                                            {"major", Severity::medium},
                                                            {"normal", Severity::medium}, // of Code Climate before
                                                            {"minor", Severity::low},
                                                            {"info", Severity::info}}};
// Trivy's template calls them one step higher.
constexpr std::array<fields::SeverityWord, 4> k_trivy{{{"critical", Severity::critical},
                                                       {"major", Severity::high},
                                                       {"minor", Severity::medium},
                                                       {"info", Severity::low}}};

void read_place(json::Value location, Location& at) {
    at.file = fields::normal_path(location["path"].str());
    const json::Value lines = location["lines"];
    at.line =
        fields::line_number(lines["begin"].is_object() ? lines["begin"]["line"].integer() : lines["begin"].integer());
    at.end_line =
        fields::line_number(lines["end"].is_object() ? lines["end"]["line"].integer() : lines["end"].integer());
    const json::Value begin = location["positions"]["begin"];
    if (at.line == 0) at.line = fields::line_number(begin["line"].integer());
    at.column = fields::line_number(begin["column"].integer());
}

// "CVE-2019-1549 - libcrypto1.1 - 1.1.1c-r0 - openssl: information disclosure"
void read_package(std::string_view text, RawFinding& finding, const Limits& limits) {
    std::array<std::string_view, 3> parts;
    for (std::string_view& part : parts) {
        const auto end = text.find(" - ");
        if (end == std::string_view::npos) return;
        part = text.substr(0, end);
        text = text.substr(end + 3);
    }
    fields::put(finding.location.package, parts[1]);
    fields::put(finding.location.version, parts[2]);
    fields::set_title(finding, {text}, limits);
    fields::set_vulnerability(finding, parts[0], limits);
}

class QualityReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "Code Quality";
        scan.target_kind = "repository";
        return scan;
    }
    bool read(json::Value value, const json::Element& /*element*/, RawFinding& finding) override {
        if (value["type"].exists() && !iequals(value["type"].str(), "issue")) {
            stats.skip("a measurement, not an issue");
            return false;
        }
        const std::string_view check = value["check_name"].str();
        fields::add_tag(finding, value["engine_name"].str()); // Code Climate puts those of many tools together
        const std::string_view text = value["description"].str();
        finding.identity = IdentityKind::code;
        finding.cause = Cause::code;
        fields::put(finding.rule, check);
        read_place(value["location"], finding.location);
        const bool package = check == "container_scanning" || check == "dependency_scanning";
        if (package) read_package(text, finding, limits);
        if (finding.title.empty()) fields::set_title(finding, {text, check}, limits);
        const json::Value content = value["content"];
        fields::set_text(finding.description, content.is_string() ? content.str() : content["body"].str(), stats,
                         finding.place.path, limits);
        for (const json::Value one : value["categories"].items())
            fields::add_tag(finding, one.str());
        if (package)
            fields::set_severity(finding, value["severity"].str(), k_trivy, stats);
        else
            fields::set_severity(finding, value["severity"].str(), k_severities, stats);
        fields::put(finding.fingerprint, value["fingerprint"].str());
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("fingerprint") && head.has_element_key("location") &&
        head.has_element_key("description") &&
        (head.has_element_key("check_name") || head.has_element_key("categories")) && head.contains("\"path\""))
        return {78, "an array of objects with the keys check_name, fingerprint and location", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<QualityReport>(in, out, job, options, {{""}});
}

} // namespace

const FormatInfo k_code_quality_format{"code-quality-json",
                                       FormatKind::findings,
                                       "Code Quality",
                                       "application/json",
                                       "GitLab's Code Quality (Code Climate) report of any tool",
                                       sniff,
                                       parse};

} // namespace parapet
