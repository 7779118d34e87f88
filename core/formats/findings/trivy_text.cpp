// What Trivy prints: for each target a heading, then a table of packages (of boxes, or before 0.30 of + - |), or
// paragraphs of misconfigurations and secrets.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/drawn_table.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_trivy_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view k_double = "\xE2\x95\x90\xE2\x95\x90", k_single = "\xE2\x94\x80\xE2\x94\x80";
constexpr std::array<std::string_view, 5> k_words{"CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"};

bool is_word(std::string_view word) {
    return std::find(k_words.begin(), k_words.end(), word) != k_words.end();
}

// "registry.example/tea (alpine 3.20.1)", underlined, and told under it how many there are.
struct Heading {
    std::string_view target, type;
};
std::optional<Heading> heading_at(const Lines& lines, std::size_t i) {
    if (i + 2 >= lines.size() || lines[i].empty() || !lines[i + 1].starts_with("===") ||
        lines[i + 1].find_first_not_of('=') != std::string_view::npos)
        return std::nullopt;
    std::size_t next = i + 2;
    while (next < lines.size() && next < i + 4 && trim(lines[next]).empty())
        ++next;
    if (next >= lines.size() || (!lines[next].starts_with("Total: ") && !lines[next].starts_with("Tests: ") &&
                                 !lines[next].starts_with("Failures: ")))
        return std::nullopt;
    Heading heading{trim(lines[i]), {}};
    const auto open = heading.target.rfind(" (");
    if (open != std::string_view::npos && heading.target.ends_with(')')) {
        heading.type = heading.target.substr(open + 2, heading.target.size() - open - 3);
        heading.target = trim(heading.target.substr(0, open));
    }
    return heading;
}

void read_package(const DrawnTable& t, std::size_t row, const Heading& of, RawFinding& f, WholeReport& report) {
    Location& at = f.location;
    std::string library(t.get(row, {"Library", "Package"}));
    std::string_view name = library; // "@tea/cup (package.json)"
    if (const auto open = name.find(" ("); open != std::string_view::npos && name.ends_with(')')) {
        at.file = fields::normal_path(name.substr(open + 2, name.size() - open - 3));
        name = name.substr(0, open);
    }
    fields::put(at.package, replace_all(std::string(name), "\n", ""));
    fields::put(at.version, t.get(row, {"Installed Version"}));
    fields::put(at.fixed_version, fields::folded(t.get(row, {"Fixed Version"})));
    const bool system = of.type.find(' ') != std::string_view::npos; // "alpine 3.20.1"
    at.ecosystem = fields::ecosystem_of(of.type.substr(0, of.type.find(' ')));
    if (!system && at.file.empty()) at.file = fields::normal_path(of.target);
    std::string text, link;
    for (const std::string_view line : split(t.get(row, {"Title"}), '\n')) {
        const auto url = line.find("://") == std::string_view::npos ? std::string_view::npos : line.find("http");
        const std::string_view words = trim(line.substr(0, url == std::string_view::npos ? line.size() : url));
        text += (text.empty() ? "" : " ") + std::string(words.substr(0, words.find("-->")));
        if (url != std::string_view::npos) link = line.substr(url);
    }
    fields::add_link(f, link);
    report.text(f.description, trim(text));
    fields::set_vulnerability(f, fields::folded(t.get(row, {"Vulnerability", "Vulnerability ID"})), report.limits);
    fields::set_update_remedy(f);
    fields::rate(f, t.get(row, {"Severity"}), Severity::info, report.stats);
    const std::string_view status = t.get(row, {"Status"});
    if (!status.empty()) fields::add_tag(f, fmt::format("status: {}", status));
}

void read_misconfiguration(const DrawnTable& t, std::size_t row, const Heading& of, RawFinding& f,
                           WholeReport& report) {
    fields::set_config(f, of.target, 0);
    fields::put(f.rule, t.get(row, {"Misconf ID"}));
    fields::set_title(f, {t.get(row, {"Check"}), f.rule}, report.limits);
    report.text(f.description, fields::folded(t.get(row, {"Message"})));
    fields::rate(f, t.get(row, {"Severity"}), Severity::info, report.stats);
}

void read_licence(const DrawnTable& t, std::size_t row, const Heading& of, RawFinding& f, WholeReport& report) {
    f.cause = Cause::other;
    fields::put(f.rule, t.get(row, {"License"}));
    fields::put(f.location.package, t.get(row, {"Package"}));
    const std::string_view file = t.get(row, {"File Location"});
    f.location.file = fields::normal_path(file.empty() ? of.target : file);
    fields::set_title(f, {fmt::format("Licence {} ({})", f.rule, t.get(row, {"Classification"}))}, report.limits);
    fields::rate(f, t.get(row, {"Severity"}), Severity::info, report.stats);
}

void read_table(const DrawnTable& t, const Heading& of, WholeReport& report) {
    const bool packages = t.has("Vulnerability") || t.has("Vulnerability ID");
    const bool configuration = t.has("Misconf ID"), licences = t.has("License");
    if (!t.has("Severity") || !(packages || configuration || licences)) return; // its summary
    for (std::size_t row = 0; row < t.rows() && report.go_on(); ++row) {
        RawFinding& f = next_of_line(report, t.line_of(row));
        if (packages)
            read_package(t, row, of, f, report);
        else if (configuration)
            read_misconfiguration(t, row, of, f, report);
        else
            read_licence(t, row, of, f, report);
        report.emit();
    }
}

// "HIGH: Image user is root", "AVD-DS-0002 (HIGH): Image user is root", with "FAIL: " or "PASS: " before it.
struct Paragraph {
    std::string_view severity, id, message;
    bool passed = false;
};
std::optional<Paragraph> paragraph_at(const Lines& lines, std::size_t i) {
    if (i + 1 >= lines.size() || !lines[i + 1].starts_with(k_double)) return std::nullopt;
    Paragraph p;
    std::string_view line = trim(lines[i]);
    for (const std::string_view status : {"FAIL: ", "PASS: ", "EXCEPTION: "})
        if (line.starts_with(status)) {
            p.passed = status != "FAIL: ";
            line.remove_prefix(status.size());
        }
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    p.message = trim(line.substr(colon + 2));
    p.severity = line.substr(0, colon);
    if (const auto open = p.severity.rfind(" ("); open != std::string_view::npos && p.severity.ends_with(')')) {
        p.id = p.severity.substr(0, open);
        p.severity = p.severity.substr(open + 2, p.severity.size() - open - 3);
    }
    if (!is_word(p.severity)) return std::nullopt;
    return p;
}

// " main.tf:12-15", " Dockerfile", " my-file:1 (added in layer 'beee9f30bc1f')"
void read_place(std::string_view line, RawFinding& f) {
    line = trim(line);
    if (const auto open = line.find(" ("); open != std::string_view::npos) line = line.substr(0, open);
    const auto colon = line.rfind(':');
    const std::string_view numbers = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    const bool placed = !numbers.empty() && numbers.find_first_not_of("0123456789-") == std::string_view::npos;
    f.location.file = fields::normal_path(placed ? line.substr(0, colon) : line);
    if (!placed) return;
    f.location.line = fields::first_line_number(numbers);
    if (const auto dash = numbers.find('-'); dash != std::string_view::npos)
        f.location.end_line = fields::line_number(numbers.substr(dash + 1));
}

// Title and rules between which the text, the place and the code stand. Gives its last line.
std::size_t read_paragraph(const Lines& lines, std::size_t i, const Paragraph& p, const Heading& of,
                           WholeReport& report) {
    RawFinding& f = next_of_line(report, i);
    fields::set_config(f, of.target, 0);
    std::string text;
    std::size_t at = i + 2;
    for (; at < lines.size() && !lines[at].starts_with(k_single) && !paragraph_at(lines, at); ++at) {
        if (const auto link = after_key(lines[at], "See http"))
            fields::add_link(f, fmt::format("http{}", *link));
        else if (text.size() < report.limits.max_field_bytes)
            text += std::string(trim(lines[at])) + "\n";
    }
    if (at + 2 < lines.size() && lines[at].starts_with(k_single) && lines[at + 1].starts_with(' '))
        read_place(lines[++at], f);
    if (of.type == "secrets") {
        const auto open = p.message.rfind(" (");
        const std::string_view rule = open == std::string_view::npos ? p.message : p.message.substr(open + 2);
        fields::put(f.rule, rule.substr(0, rule.find(')')));
        fields::set_secret(f, {});
        fields::set_title(f, {text, p.message}, report.limits);
    } else {
        fields::put(f.rule, p.id);
        if (f.rule.empty() && !f.links.empty())
            fields::put(f.rule, f.links.front().substr(f.links.front().rfind('/') + 1));
        fields::set_title(f, {p.message}, report.limits);
    }
    report.text(f.description, trim(text));
    fields::rate(f, p.severity, Severity::info, report.stats);
    if (p.passed) f.outcome = CheckOutcome::pass;
    report.emit();
    return std::max(at, i + 2) - 1;
}

// The image, or else the first thing that was looked at.
void tell(const Lines& lines, WholeReport& report) {
    ScanInfo scan;
    scan.tool = "Trivy";
    scan.target_kind = "filesystem";
    for (std::size_t i = 0; i + 2 < lines.size(); ++i) {
        const auto heading = heading_at(lines, i);
        if (!heading || heading->type.find(' ') == std::string_view::npos) continue;
        fields::put(scan.target, heading->target, 500);
        scan.target_kind = "image";
        break;
    }
    report.tell(scan);
}

bool is_summary(std::string_view line) {
    return trim(line) == "Report Summary";
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Report Summary\n") && head.contains("- '-': Not scanned"))
        return {92, "Trivy's summary with its legend", {}};
    const Lines& lines = head.lines;
    for (std::size_t i = 0; i + 2 < lines.size(); ++i)
        if (heading_at(lines, i) && (head.contains("\nTotal: ") || head.contains("(SUCCESSES: ")) &&
            (head.contains("CRITICAL: ") || head.contains("HIGH: ") || head.contains("MEDIUM: ") ||
             head.contains("LOW: ") || head.contains("UNKNOWN: ")))
            return {90, "targets underlined, with a total by severity", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    tell(lines, report);
    Heading of;
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_summary(lines[i]);
        if (const auto heading = heading_at(lines, i)) {
            of = *heading;
            known = true;
        } else if (const auto paragraph = paragraph_at(lines, i)) {
            i = read_paragraph(lines, i, *paragraph, of, report);
        } else if (is_drawn(lines[i])) {
            const DrawnTable table = drawn_table(lines, i);
            read_table(table, of, report);
            i = table.end() - 1;
        }
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no target of Trivy", read);
}

} // namespace

const FormatInfo k_trivy_text_format{"trivy-text",
                                     FormatKind::findings,
                                     "Trivy",
                                     "text/plain",
                                     "Trivy: what it prints of images, folders and configuration",
                                     sniff,
                                     parse};

} // namespace parapet
