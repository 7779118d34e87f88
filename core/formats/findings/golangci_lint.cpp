// golangci-lint's JSON: issues of the linters that it runs (gosec, staticcheck, revive ...).

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

extern const FormatInfo k_golangci_lint_format;

namespace {

// "G104: Errors unhandled.", "SA1019: x is deprecated", "G304 (CWE-22): Potential file inclusion": the rule
std::string_view rule_of(std::string_view text) {
    const std::string_view word = text.substr(0, text.find_first_of(" :"));
    const auto digits = std::find_if(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool code = digits != word.begin() && digits != word.end() &&
                      std::all_of(word.begin(), digits, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
                      std::all_of(digits, word.end(), [](char c) { return c >= '0' && c <= '9'; });
    return code && text.find(": ") != std::string_view::npos ? word : std::string_view();
}

void read_issue(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value at = v["Pos"];
    fields::set_code(f, at["Filename"].str(), fields::line_number(at["Line"]),
                     fields::line_number(v["LineRange"]["To"]), fields::line_number(at["Column"]));
    const std::string_view linter = v["FromLinter"].str();
    std::string_view text = v["Text"].str();
    if (const std::string_view rule = rule_of(text); !rule.empty()) {
        fields::put(f.rule, rule);
        fields::add_cwes_of(f, text.substr(0, text.find(": ")));
        text = trim(text.substr(text.find(": ") + 2));
    }
    if (f.rule.empty()) fields::put(f.rule, linter);
    fields::put(f.rule_name, linter);
    fields::set_title(f, {text, f.rule, "Unnamed linter"}, report.limits);
    report.text(f.description, v["Text"].str());
    fields::add_tag(f, linter);
    f.severity = Severity::medium; // most of its configurations rate nothing
    f.severity_known = false;
    if (const auto word = v["Severity"].str(); !word.empty()) report.severity(f, word, fields::common_severities());
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of golangci-lint is an object", "/");
    ScanInfo info;
    info.tool = "golangci-lint";
    info.target_kind = "repository";
    if (!root["Report"]["Error"].str().empty()) {
        info.complete = false;
        report.stats.warn("/Report/Error", "golangci-lint stopped with an error: nothing is closed by this scan");
    }
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root["Issues"].items()) {
        if (!report.go_on()) break;
        read_issue(v, report.next(fmt::format("/Issues/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("Issues")) return {};
    if (head.contains("\"FromLinter\"") || (head.has_key("Report") && head.contains("\"Linters\"")))
        return {92, "Issues with FromLinter", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_golangci_lint_format{"golangci-lint-json",
                                        FormatKind::findings,
                                        "golangci-lint",
                                        "application/json",
                                        "golangci-lint: gosec and other linters of Go",
                                        sniff,
                                        parse};

} // namespace parapet
