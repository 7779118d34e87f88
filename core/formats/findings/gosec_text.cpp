// What gosec prints: "[/srv/a.go:12] - G104 (CWE-703): Errors unhandled. (Confidence: HIGH, Severity: LOW)".

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_gosec_text_format;

namespace {

struct Issue {
    std::string_view file, rule, cwe, text, severity, confidence;
    std::int64_t line = 0;
    bool nosec = false;
};

// What follows "Severity: " up to a comma or the bracket.
std::string_view word_after(std::string_view text, std::string_view key) {
    const auto at = text.rfind(key);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + key.size());
    return trim(rest.substr(0, rest.find_first_of(",)")));
}

// -fmt golint: "src/pot.go:12:3: [CWE-703] Errors unhandled (Rule:G104, Severity:LOW, Confidence:HIGH)"
std::optional<Issue> golint_of(std::string_view line) {
    const auto open = line.rfind(" (Rule:G");
    const auto text = line.find(": ");
    if (open == std::string_view::npos || text == std::string_view::npos || open < text) return std::nullopt;
    Issue issue;
    std::string_view place = line.substr(0, text);
    place = place.substr(0, place.rfind(':')); // the column
    const auto colon = place.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    issue.file = place.substr(0, colon);
    issue.line = fields::first_line_number(place.substr(colon + 1));
    issue.text = trim(line.substr(text + 2, open - text - 2));
    if (const auto close = issue.text.find("] "); issue.text.starts_with("[CWE-") && close != std::string_view::npos) {
        issue.cwe = issue.text.substr(1, close - 1);
        issue.text = trim(issue.text.substr(close + 2));
    }
    const std::string_view rest = line.substr(open);
    issue.rule = word_after(rest, "(Rule:");
    issue.severity = word_after(rest, "Severity:");
    issue.confidence = word_after(rest, "Confidence:");
    return issue.line > 0 ? std::optional(issue) : std::nullopt;
}

std::optional<Issue> issue_of(std::string_view line) {
    line = trim(line);
    if (auto golint = golint_of(line)) return golint;
    const auto close = line.find("] - G");
    if (!line.starts_with("[") || close == std::string_view::npos) return std::nullopt;
    Issue issue;
    const std::string_view place = line.substr(1, close - 1);
    const auto colon = place.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    issue.file = place.substr(0, colon);
    issue.line = fields::first_line_number(place.substr(colon + 1)); // "12-14"
    const std::string_view rest = line.substr(close + 4);
    issue.rule = rest.substr(0, rest.find_first_of(" :"));
    const auto colon_text = rest.find(": ");
    const auto open = rest.rfind(" (Confidence:");
    if (issue.line == 0 || colon_text == std::string_view::npos || open == std::string_view::npos || open < colon_text)
        return std::nullopt;
    issue.cwe = rest.substr(0, colon_text);
    issue.nosec = issue.cwe.find("(NoSec)") != std::string_view::npos;
    issue.text = trim(rest.substr(colon_text + 2, open - colon_text - 2));
    issue.severity = word_after(rest, "Severity:");
    issue.confidence = word_after(rest, "Confidence:");
    return issue;
}

void read_issue(const Issue& issue, RawFinding& f, WholeReport& report) {
    fields::set_code(f, issue.file, issue.line);
    fields::put(f.rule, issue.rule);
    fields::set_title(f, {issue.text, issue.rule}, report.limits);
    report.text(f.description, issue.text);
    report.severity(f, issue.severity, fields::common_severities());
    fields::add_cwes_of(f, issue.cwe);
    fields::add_tag(f, fmt::format("confidence: {}", to_lower(issue.confidence)));
    if (!issue.nosec) return;
    f.suppressed = true;
    f.suppression = "#nosec in the source";
}

bool is_summary(std::string_view line) {
    return after_key(trim(line), "Gosec").has_value() || trim(line).starts_with("Gosec  :");
}

Sniff sniff(const Head& head) {
    // A report begins with "Results:" or with the bracket of its first issue.
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    for (const std::string_view line : head.lines)
        if (issue_of(line)) return {88, "lines with a file in brackets and a rule of gosec", {}};
    if (head.contains("Results:") && head.contains("Gosec  :")) return {84, "a summary of gosec", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool summary = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        summary = summary || is_summary(lines[i]);
        const auto found = issue_of(lines[i]);
        if (!found) continue;
        read_issue(*found, next_of_line(report, i), report);
        report.emit();
    }
    return summary;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"gosec", "issue"}, read_report);
}

} // namespace

const FormatInfo k_gosec_text_format{
    "gosec-text", FormatKind::findings, "gosec", "text/plain", "gosec: what it prints about Go", sniff, parse};

} // namespace parapet
