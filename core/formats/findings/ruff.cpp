// Ruff's JSON: an array of violations; its rules S... are Bandit's.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_ruff_format;

namespace {

// "S101", but neither "SIM101" nor "SLF001"
bool is_security(std::string_view code) {
    return code.size() > 1 && code[0] == 'S' && code[1] >= '0' && code[1] <= '9';
}

void read_violation(json::Value v, RawFinding& f, WholeReport& report) {
    fields::set_code(f, v["filename"].str(), fields::line_number(v["location"]["row"]),
                     fields::line_number(v["end_location"]["row"]), fields::line_number(v["location"]["column"]));
    const std::string_view code = v["code"].str();
    fields::put(f.rule, code.empty() ? v["name"].str() : code);
    if (f.rule.empty()) f.rule = "syntax-error";
    fields::set_title(f, {v["message"].str(), f.rule}, report.limits);
    report.text(f.description, v["message"].str());
    report.text(f.remediation, v["fix"]["message"].str());
    f.severity = is_security(code) ? Severity::medium : Severity::low; // Ruff rates nothing
    f.severity_known = false;
    if (is_security(code)) fields::add_tag(f, "security");
    fields::add_link(f, v["url"].str());
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "a report of Ruff is an array", "/");
    ScanInfo info;
    info.tool = "Ruff";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root.items()) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/{}", n++));
        if (!v["filename"].exists() || !v["message"].exists()) {
            report.skip("an element that is no violation of Ruff");
            continue;
        }
        read_violation(v, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("noqa_row") ||
        (head.has_element_key("end_location") && head.has_element_key("filename") && head.has_element_key("code")))
        return {90, "an array of objects with the keys code, filename, location and end_location", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_ruff_format{
    "ruff-json", FormatKind::findings, "Ruff", "application/json", "Ruff: Python, with Bandit's rules", sniff, parse};

} // namespace parapet
