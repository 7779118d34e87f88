// The Reviewdog Diagnostic Format, as linters write it for code review: an object of diagnostics.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_rdjson_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"ERROR", Severity::high},
    {"WARNING", Severity::medium},
    {"INFO", Severity::info},
}};

bool rates(std::string_view word) {
    return !word.empty() && word != "UNKNOWN_SEVERITY";
}

// Severity and source stand in the diagnostic, or in the report for all of them.
void read_diagnostic(json::Value v, json::Value root, RawFinding& f, WholeReport& report) {
    const json::Value at = v["location"];
    const json::Value range = at["range"];
    fields::set_code(f, at["path"].str(), fields::line_number(range["start"]["line"]),
                     fields::line_number(range["end"]["line"]), fields::line_number(range["start"]["column"]));
    const json::Value code = v["code"];
    fields::put(f.rule, code["value"].str());
    const std::string_view own = v["source"]["name"].str();
    const std::string_view source = own.empty() ? root["source"]["name"].str() : own;
    if (f.rule.empty()) fields::put(f.rule, source);
    fields::set_title(f, {v["message"].str(), f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, v["message"].str());
    std::string_view word = v["severity"].str();
    if (!rates(word)) word = root["severity"].str();
    f.severity = Severity::medium;
    f.severity_known = false;
    if (rates(word)) report.severity(f, word, k_severities);
    fields::add_cwes_of(f, v["message"].str());
    fields::add_link(f, code["url"].str());
    fields::add_tag(f, source);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root["diagnostics"].is_array()) return fail(Errc::malformed, "it has no list of diagnostics", "/");
    ScanInfo info;
    fields::put(info.tool, root["source"]["name"].str(), 60);
    if (info.tool.empty()) fields::put(info.tool, root["diagnostics"].at(0)["source"]["name"].str(), 60);
    if (info.tool.empty()) info.tool = "Reviewdog";
    info.target_kind = "repository";
    info.complete = false; // it may be about the changed lines only
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root["diagnostics"].items()) {
        if (!report.go_on()) break;
        read_diagnostic(v, root, report.next(fmt::format("/diagnostics/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("diagnostics")) return {};
    if (head.has_key("source") && (head.contains("\"path\"") || head.contains("\"name\"")))
        return {84, "top-level keys source and diagnostics", {}};
    if (head.contains("\"location\"") && head.contains("\"path\"") && head.contains("\"range\""))
        return {80, "diagnostics with path and range", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_rdjson_format{"rdjson",
                                 FormatKind::findings,
                                 "Reviewdog",
                                 "application/json",
                                 "Reviewdog's diagnostics, as linters write them",
                                 sniff,
                                 parse};

} // namespace parapet
