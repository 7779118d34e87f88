// What Semgrep prints: a box "3 Code Findings", then a file, a rule behind arrows, its message and the lines of code.
//     src/pot.py
//    ❯❯❱ kitchen.hot-pot
//           The pot is hot.
//           Details: https://sg.run/abcd
//
//            12┆ boil(pot)
//             ⋮┆----------------------------------------
//            20┆ boil(cup)

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <string>

namespace parapet {

extern const FormatInfo k_semgrep_text_format;

namespace {

constexpr std::string_view k_arrow = "❯", k_last_arrow = "❱", k_bar = "┆", k_box = "│";

std::size_t indent_of(std::string_view line) {
    const auto at = line.find_first_not_of(' ');
    return at == std::string_view::npos ? 0 : at;
}

// Where the reader is: what stands above the lines of code.
struct Place {
    bool listed = false, secrets = false, unreachable = false;
    bool fresh = false; // a line of code would be the first one of a finding
    std::string_view file, rule, about, link, word;
    std::size_t arrows = 0;
    std::string message;
};

// "│ 3 Code Findings │"
bool read_box(std::string_view line, Place& at) {
    line = trim(line);
    if (!line.starts_with(k_box)) return false;
    at = {};
    at.listed = line.find(" Finding") != std::string_view::npos;
    at.secrets = line.find("Secret") != std::string_view::npos;
    at.unreachable = line.find("Unreachable") != std::string_view::npos;
    return true;
}

// "❯❯❱ kitchen.hot-pot", without arrows before 1.39
bool read_rule(std::string_view line, Place& at) {
    const std::size_t indent = indent_of(line);
    std::string_view text = trim(line);
    std::size_t arrows = 0;
    while (text.starts_with(k_arrow) || text.starts_with(k_last_arrow)) {
        ++arrows;
        text.remove_prefix(k_arrow.size());
    }
    if (arrows == 0 && indent != 7) return false;
    if (text.empty() || text.find(k_last_arrow) != std::string_view::npos) return false;
    at.arrows = arrows;
    at.about = trim(text);
    at.rule = at.about.substr(0, at.about.find(' '));
    at.message.clear();
    at.link = at.word = {};
    at.fresh = true;
    return true;
}

void read_message(std::string_view line, Place& at) {
    const std::string_view text = trim(line);
    if (text.empty() || text.find("Blocking") != std::string_view::npos) return;
    if (const auto link = after_key(text, "Details:"))
        at.link = *link;
    else if (const auto word = after_key(text, "Severity:"))
        at.word = *word;
    else if (at.message.size() < 20'000)
        at.message += fmt::format("{}{}", at.message.empty() ? "" : " ", text);
}

// "12┆ boil(pot)": the number; 0 for a line between findings, -1 for another line
std::int64_t code_line(std::string_view line) {
    line = trim(line);
    const auto bar = line.find(k_bar);
    if (bar == std::string_view::npos) return -1;
    std::int64_t number = 0;
    if (bar > 0 && parse_int(line.substr(0, bar), number)) return number;
    return line.substr(bar + k_bar.size()).starts_with("---") ? 0 : -1;
}

Severity severity_of(const Place& at) {
    if (iequals(at.word, "CRITICAL") || at.arrows >= 4) return Severity::critical;
    if (iequals(at.word, "HIGH") || (at.word.empty() && at.arrows == 3)) return Severity::high;
    if (iequals(at.word, "LOW") || (at.word.empty() && at.arrows == 1)) return Severity::low;
    return Severity::medium; // two, and versions that draw none
}

void read_finding(const Place& at, std::int64_t line, RawFinding& f, WholeReport& report) {
    const std::string_view file = at.file.substr(0, at.file.find(" with lockfile"));
    fields::set_code(f, file, line);
    fields::put(f.rule, at.rule);
    fields::set_title(f, {at.message, at.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, at.message);
    f.severity = severity_of(at);
    f.severity_known = at.arrows > 0 || !at.word.empty();
    fields::add_ids_of(f, at.about);
    fields::add_link(f, at.link);
    if (!f.cve.empty()) f.cause = Cause::missing_patch;
    if (at.unreachable) fields::add_tag(f, "unreachable");
    if (at.secrets) fields::set_secret(f, {});
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains(" Finding") && head.contains(k_box) && head.contains(k_bar))
        return {86, "a box of findings and lines of code", {}};
    if (head.contains("│ Scan Status │") || (head.contains("Ran ") && head.contains(" files: 0 findings.")))
        return {82, "Semgrep's status and sum", {}};
    return {};
}

// True where the line begins a finding.
bool read_line(std::string_view line, Place& at, std::int64_t& number) {
    if (read_box(line, at) || !at.listed || trim(line).empty()) return false;
    number = code_line(line);
    if (number > 0) {
        const bool first = at.fresh && !at.rule.empty();
        at.fresh = false;
        return first;
    }
    if (number == 0) at.fresh = true;
    if (number == 0 || line.find(k_bar) != std::string_view::npos) return false;
    const std::size_t indent = indent_of(line);
    if (read_rule(line, at)) return false;
    if (indent == 4) {
        at.file = trim(line);
        at.rule = {};
    } else if (indent >= 8 && at.fresh) {
        read_message(line, at);
    }
    return false;
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    Place at;
    bool none = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        none = none || trim(lines[i]).ends_with(" files: 0 findings.");
        std::int64_t line = 0;
        if (!read_line(lines[i], at, line)) continue;
        read_finding(at, line, next_of_line(report, i), report);
        report.emit();
    }
    return none;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Semgrep", "finding"}, read_report);
}

} // namespace

const FormatInfo k_semgrep_text_format{"semgrep-text",
                                       FormatKind::findings,
                                       "Semgrep",
                                       "text/plain",
                                       "Semgrep: what it prints about code, packages and secrets",
                                       sniff,
                                       parse};

} // namespace parapet
