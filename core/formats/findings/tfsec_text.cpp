// What tfsec 1 prints: "Result #1 HIGH Text", the place between lines, and "ID", "Impact" and "Resolution" at the end.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/tfsec/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_tfsec_text_format;

namespace {

struct Problem {
    std::string_view severity, text, file, id, impact, resolution;
    std::int64_t line = 0, end_line = 0;
    std::vector<std::string_view> links;
};

// "Result #1 HIGH Security group rule allows egress to anywhere."
std::optional<Problem> problem_of(std::string_view line) {
    line = trim(line);
    if (!line.starts_with("Result #")) return std::nullopt;
    const auto space = line.find(' ', 8);
    std::int64_t number = 0;
    if (space == std::string_view::npos || !parse_int(line.substr(8, space - 8), number)) return std::nullopt;
    Problem problem;
    const std::string_view rest = trim(line.substr(space));
    problem.severity = rest.substr(0, rest.find(' '));
    problem.text = trim(rest.substr(problem.severity.size()));
    for (const auto& known : tfsec::k_severities)
        if (known.word == problem.severity && !problem.text.empty()) return problem;
    return std::nullopt;
}

// "main.tf:12", "main.tf:9-15"; the second, after "via", is where the module is used.
void read_place(std::string_view line, Problem& problem) {
    const auto colon = line.rfind(':');
    if (!problem.file.empty() || colon == std::string_view::npos || colon == 0) return;
    if (line.find(' ') != std::string_view::npos || line.find("://") != std::string_view::npos) return;
    const std::string_view place = line.substr(colon + 1);
    const auto dash = place.find('-');
    std::int64_t first = 0, last = 0;
    if (!parse_int(place.substr(0, dash), first)) return;
    if (dash != std::string_view::npos && !parse_int(place.substr(dash + 1), last)) return;
    problem.file = line.substr(0, colon);
    problem.line = first > 0 ? first : 0;
    problem.end_line = last > first ? last : 0;
}

void read_line(std::string_view line, Problem& problem) {
    line = trim(line);
    if (const auto id = after_key(line, "ID ")) problem.id = *id;
    if (const auto impact = after_key(line, "Impact ")) problem.impact = *impact;
    if (const auto resolution = after_key(line, "Resolution ")) problem.resolution = *resolution;
    if (line.starts_with("- http") && problem.links.size() < 20) problem.links.push_back(trim(line.substr(2)));
    read_place(line, problem);
}

void read_problem(const Problem& problem, RawFinding& f, WholeReport& report) {
    fields::set_config(f, problem.file, problem.line, problem.end_line);
    fields::put(f.rule, problem.id);
    fields::set_title(f, {problem.text, f.rule}, report.limits);
    std::string text(problem.text);
    if (!problem.impact.empty()) text += fmt::format("\n\nImpact: {}", problem.impact);
    report.text(f.description, text);
    report.text(f.remediation, problem.resolution);
    report.severity(f, problem.severity, tfsec::k_severities);
    for (const std::string_view link : problem.links)
        fields::add_link(f, link);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (problem_of(line)) return {84, "results of tfsec", {}};
    for (const std::string_view line : head.lines)
        if (trim(line) == "No problems detected!") return {70, "tfsec's \"No problems detected!\"", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool none = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        none = none || trim(lines[i]).starts_with("No problems detected!");
        auto problem = problem_of(lines[i]);
        if (!problem) continue;
        const std::size_t begin = i;
        while (i + 1 < lines.size() && !problem_of(lines[i + 1]))
            read_line(lines[++i], *problem);
        read_problem(*problem, next_of_line(report, begin), report);
        report.emit();
    }
    return none;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"tfsec", "result"}, read_report);
}

} // namespace

const FormatInfo k_tfsec_text_format{
    "tfsec-text", FormatKind::findings, "tfsec", "text/plain", "tfsec 1: what it prints about Terraform", sniff, parse};

} // namespace parapet
