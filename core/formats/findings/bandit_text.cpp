// What Bandit prints: an issue from ">> Issue: [B102:exec_used] text" to a line of dashes.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_bandit_text_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Undefined", Severity::info},
}};

constexpr std::string_view k_issue = ">> Issue: [";

struct Issue {
    std::string_view id, name, text, severity, confidence, cwe, link, file;
    std::int64_t line = 0, column = 0;
};

// "Medium   Confidence: High" -> "Medium"
std::string_view first_word(std::string_view text) {
    text = trim(text);
    return text.substr(0, text.find_first_of(" \t"));
}

Issue issue_of(std::string_view line) {
    Issue issue;
    std::string_view rest = trim(line).substr(k_issue.size());
    const std::string_view ids = rest.substr(0, rest.find(']'));
    issue.id = ids.substr(0, ids.find(':'));
    if (ids.size() > issue.id.size()) issue.name = ids.substr(issue.id.size() + 1);
    if (rest.size() > ids.size()) issue.text = trim(rest.substr(ids.size() + 1));
    return issue;
}

// "src/pot.py:9:4", and "./pot.py:9" of older versions
void read_place(std::string_view place, Issue& issue) {
    std::array<std::int64_t, 2> numbers{};
    std::size_t n = 0;
    while (n < 2) {
        const auto colon = place.rfind(':');
        std::int64_t number = 0;
        if (colon == std::string_view::npos || colon == 0 || !parse_int(place.substr(colon + 1), number)) break;
        numbers[n++] = number;
        place = place.substr(0, colon);
    }
    issue.file = place;
    issue.line = n == 2 ? numbers[1] : numbers[0];
    issue.column = n == 2 ? numbers[0] + 1 : 0;
}

void read_line(std::string_view line, Issue& issue) {
    line = trim(line);
    if (const auto severity = after_key(line, "Severity:")) {
        issue.severity = first_word(*severity);
        if (const auto at = severity->find("Confidence:"); at != std::string_view::npos)
            issue.confidence = first_word(severity->substr(at + 11));
    } else if (const auto cwe = after_key(line, "CWE:")) {
        issue.cwe = *cwe;
    } else if (const auto link = after_key(line, "More Info:")) {
        issue.link = *link;
    } else if (const auto place = after_key(line, "Location:")) {
        read_place(*place, issue);
    }
}

void read_issue(const Issue& issue, RawFinding& f, WholeReport& report) {
    fields::set_code(f, issue.file, issue.line > 0 ? issue.line : 0, 0, issue.column);
    fields::put(f.rule, issue.id);
    fields::put(f.rule_name, issue.name);
    fields::set_title(f, {issue.text, issue.name, issue.id, "Unnamed test"}, report.limits);
    report.text(f.description, issue.text);
    report.severity(f, issue.severity, k_severities);
    fields::add_cwes_of(f, issue.cwe);
    fields::add_link(f, issue.link);
    if (!issue.confidence.empty()) fields::add_tag(f, fmt::format("confidence: {}", to_lower(issue.confidence)));
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    if (head.contains(k_issue) && head.contains("Severity:")) return {90, "lines of \">> Issue: [\" and Severity", {}};
    if (head.contains("Run started:") && head.contains("No issues identified."))
        return {86, "Bandit's \"No issues identified.\"", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || trim(lines[i]).starts_with("No issues identified");
        if (!trim(lines[i]).starts_with(k_issue)) continue;
        const std::size_t begin = i;
        Issue issue = issue_of(lines[i]);
        while (i + 1 < lines.size() && issue.file.empty() && !trim(lines[i + 1]).starts_with(k_issue))
            read_line(lines[++i], issue);
        read_issue(issue, next_of_line(report, begin), report);
        report.emit();
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Bandit", "issue"}, read_report);
}

} // namespace

const FormatInfo k_bandit_text_format{
    "bandit-text", FormatKind::findings, "Bandit", "text/plain", "Bandit: what it prints about Python", sniff, parse};

} // namespace parapet
