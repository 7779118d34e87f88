// What Checkov prints: blocks of "Check: CKV_AWS_20: "..."" with the result, file and guide below.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_checkov_text_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
}};

struct Block {
    std::string_view id, name, result, resource, file, guide, severity, comment;
    std::int64_t line = 0, end_line = 0;
};

bool is_check(std::string_view line) {
    return line.starts_with("Check: CKV") || line.starts_with("Check: BC_");
}

// "CKV_AWS_20: "S3 Bucket ..."" without the quotes
Block block_of(std::string_view line) {
    Block b;
    const std::string_view rest = trim(line.substr(6));
    b.id = rest.substr(0, rest.find(':'));
    if (rest.size() > b.id.size()) b.name = trim(rest.substr(b.id.size() + 1));
    if (b.name.size() > 1 && b.name.front() == '"' && b.name.back() == '"')
        b.name = b.name.substr(1, b.name.size() - 2);
    return b;
}

void read_file(std::string_view text, Block& b) {
    b.file = text.substr(0, text.find(':', 1));
    const std::string_view lines = b.file.size() < text.size() ? text.substr(b.file.size() + 1) : std::string_view();
    b.line = fields::first_line_number(lines);
    if (const auto dash = lines.find('-'); dash != std::string_view::npos)
        b.end_line = fields::line_number(lines.substr(dash + 1));
}

void read_line(std::string_view line, Block& b) {
    for (const std::string_view result : {"PASSED", "FAILED", "SKIPPED"}) {
        if (!line.starts_with(result) || line.substr(result.size(), 15) != " for resource: ") continue;
        b.result = result;
        b.resource = line.substr(result.size() + 15);
        return;
    }
    if (const auto file = after_key(line, "File:")) read_file(*file, b);
    if (const auto guide = after_key(line, "Guide:")) b.guide = *guide;
    if (const auto severity = after_key(line, "Severity:")) b.severity = *severity;
    if (const auto comment = after_key(line, "Suppress comment:")) b.comment = *comment;
}

void read_block(const Block& b, RawFinding& f, WholeReport& report) {
    std::string_view path = b.file;
    while (!path.empty() && path.front() == '/')
        path.remove_prefix(1); // "/main.tf" is below the scanned folder
    fields::set_config(f, path, b.line, b.end_line);
    fields::put(f.rule, b.id);
    fields::set_title(f, {b.name, b.id}, report.limits);
    report.text(f.description, b.name);
    fields::put(f.location.resource, b.resource, 500);
    fields::add_link(f, b.guide);
    if (b.severity.empty()) {
        f.severity = Severity::medium; // Checkov rates only when it is connected to its platform
        f.severity_known = false;
    } else {
        report.severity(f, b.severity, k_severities);
    }
    if (b.result == "PASSED") f.outcome = CheckOutcome::pass;
    if (b.result != "SKIPPED") return;
    f.suppressed = true;
    fields::put(f.suppression, b.comment, 2000);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Failed checks:") && head.contains("Passed checks:") && head.contains("Skipped checks:"))
        return {88, "lines of Checkov: Passed, Failed and Skipped checks", {}};
    for (const std::string_view line : head.lines)
        if (is_check(line)) return {86, "lines of Checkov: \"Check: CKV_...\"", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || trim(lines[i]).starts_with("Passed checks:");
        if (!is_check(lines[i])) continue;
        known = true;
        const std::size_t begin = i;
        Block b = block_of(lines[i]);
        for (; i + 1 < lines.size() && !lines[i + 1].empty() && !is_check(lines[i + 1]); ++i)
            read_line(trim(lines[i + 1]), b);
        const auto before = report.stats.records;
        read_block(b, next_of_line(report, begin), report);
        report.emit();
        // As in its JSON: what passed and was skipped is not a result to act on.
        if (b.result == "PASSED" || b.result == "SKIPPED") report.stats.records = before;
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Checkov", "check"}, read_report);
}

} // namespace

const FormatInfo k_checkov_text_format{"checkov-text",
                                       FormatKind::findings,
                                       "Checkov",
                                       "text/plain",
                                       "Checkov: what it prints about infrastructure as code",
                                       sniff,
                                       parse};

} // namespace parapet
