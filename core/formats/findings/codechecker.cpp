// CodeChecker's JSON (parse -e json, cmd results).

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_codechecker_format;

namespace {

constexpr std::array<fields::SeverityWord, 12> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"STYLE", Severity::info},
    {"UNSPECIFIED", Severity::info},
    // the same of the server's command line
    {"50", Severity::critical},
    {"40", Severity::high},
    {"30", Severity::medium},
    {"20", Severity::low},
    {"10", Severity::info},
    {"0", Severity::info},
}};

void read_path(json::Value v, RawFinding& f, WholeReport& report) {
    fields::LocationCount count;
    for (const json::Value event : v["bug_path_events"].items()) {
        Location step;
        step.file = fields::normal_path(event["file"]["path"].str());
        step.line = fields::line_number(event["line"]);
        fields::put(step.function, event["message"].str(), 300);
        if (step.line == f.location.line && step.file == f.location.file) continue;
        fields::add_location(f, std::move(step), count, report.limits);
    }
    fields::finish_locations(count, f.place.path, report.stats);
}

void read_review(json::Value v, RawFinding& f) {
    // The server's command line writes a number: 2 is a false positive, 3 intentional.
    const json::Value review = v["review_status"].is_string() ? v["review_status"] : v["reviewData"]["status"];
    std::string_view status = review.str();
    if (review.integer().value_or(0) == 2) status = "false_positive";
    if (review.integer().value_or(0) == 3) status = "intentional";
    if (status == "false_positive" || status == "intentional" || status == "False positive" ||
        status == "Intentional") {
        f.suppressed = true;
        f.suppression = status;
        if (const auto why = v["source_code_comments"].at(0)["message"].str(); !why.empty())
            f.suppression = elide(fmt::format("{}: {}", status, why), 2000);
    }
    if (const auto why = v["reviewData"]["comment"].str(); f.suppressed && !why.empty())
        f.suppression = elide(fmt::format("{}: {}", status, why), 2000);
}

void read_report(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value file = v["file"];
    const std::string_view path = file.is_string() ? file.str() : file.any({"path", "original_path"}).str();
    fields::set_code(f, path.empty() ? v["checkedFile"].str() : path, fields::line_number(v["line"]), 0,
                     fields::line_number(v["column"]));
    fields::put(f.rule, v.any({"checker_name", "checkerId"}).str());
    const std::string_view message = v.any({"message", "checkerMsg"}).str();
    fields::set_title(f, {f.rule, message, "Unnamed checker"}, report.limits);
    report.text(f.description, message);
    report.severity(f, v["severity"].text(), k_severities);
    if (iequals(f.severity_raw, "UNSPECIFIED") || f.severity_raw == "0") f.severity_known = false;
    fields::put(f.fingerprint, v.any({"report_hash", "bugHash"}).str());
    fields::add_tag(f, v["analyzer_name"].str());
    fields::add_tag(f, v["category"].str());
    fields::add_tag(f, v["analyzerName"].str());
    read_review(v, f);
    read_path(v, f, report);
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value list = root.is_array() ? root : root["reports"];
    if (!list.is_array()) return fail(Errc::malformed, "there are no reports", "/");
    ScanInfo info;
    info.tool = "CodeChecker";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : list.items()) {
        if (!report.go_on()) break;
        read_report(v, report.next(fmt::format("{}/{}", root.is_array() ? "" : "/reports", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("checkerId") &&
        (head.has_element_key("bugHash") || head.has_element_key("checkerMsg")))
        return {90, "an array of objects with the keys checkerId, bugHash and checkerMsg", {}};
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"checker_name\"") && head.contains("\"report_hash\""))
        return {90, "reports with checker_name and report_hash", {}};
    if (!head.truncated && head.json_keys.size() == 2 && head.has_key("reports") && head.has_key("version") &&
        head.text.size() < 200)
        return {60, "the keys version and reports, which is empty", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_codechecker_format{"codechecker-json",
                                      FormatKind::findings,
                                      "CodeChecker",
                                      "application/json",
                                      "CodeChecker: reports of clang-tidy, Clang Static Analyzer and others",
                                      sniff,
                                      parse};

} // namespace parapet
