// What Retire.js prints: "jquery 1.8.1 has known vulnerabilities: severity: medium; CVE: ..., summary: ...;
// https://..."

#include "core/base/text.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/vuln_fields.h"

#include <algorithm>
#include <string>

namespace parapet {

extern const FormatInfo k_retirejs_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view k_known = " has known vulnerabilities:", k_severity = "severity: ";

// One of them, without "severity: " in front: "medium; CVE: CVE-2026-1, summary: Spilling; https://... https://..."
void read_one(std::string_view text, std::string_view component, std::string_view file, RawFinding& f,
              WholeReport& report) {
    Location& at = f.location;
    const auto gap = component.rfind(' ');
    fields::put(at.package, component.substr(0, gap));
    if (gap != std::string_view::npos) fields::put(at.version, component.substr(gap + 1));
    at.ecosystem = "npm";
    at.file = fields::normal_path(file);
    const std::string_view word = text.substr(0, text.find(';'));
    fields::add_ids_of(f, text);
    if (const auto summary = text.find("summary: "); summary != std::string_view::npos) {
        std::string_view words = text.substr(summary + 9);
        words = words.substr(
            0, std::min({words.find("; http"), words.find(", CVE: "), words.find(", bug: "), words.size()}));
        fields::set_title(f, {words}, report.limits);
        report.text(f.description, words);
    }
    for (const std::string_view part : split(text, ' '))
        if (part.starts_with("http")) fields::add_link(f, part);
    std::string id;
    if (!f.cve.empty())
        id = f.cve.front();
    else if (!f.aliases.empty())
        id = f.aliases.front();
    fields::set_vulnerability(f, id, report.limits);
    fields::rate(f, trim(word), Severity::medium, report.stats);
}

// "/srv/tea/jquery.js", above the component that is in it.
bool is_component(std::string_view line) {
    constexpr std::string_view k_arrow = "\xE2\x86\xB3";
    return trim(line).starts_with(k_arrow);
}

// The line, and those under it that are indented (outputformat clean).
std::string joined(const Lines& lines, std::size_t i) {
    std::string text(lines[i]);
    for (std::size_t next = i + 1;
         next < lines.size() && lines[next].starts_with("   ") && !is_component(lines[next]) && text.size() < 1'000'000;
         ++next)
        text += " " + std::string(trim(lines[next]));
    return text;
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false;
    std::string_view file;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || lines[i].starts_with("retire.js v") || is_component(lines[i]);
        if (i + 1 < lines.size() && is_component(lines[i + 1])) file = trim(lines[i]);
        const auto at = lines[i].find(k_known);
        if (at == std::string_view::npos || lines[i].front() == ' ') continue; // of the one above
        const std::string_view component = trim(lines[i].substr(0, at));
        const std::string text = joined(lines, i);
        for (auto begin = text.find(k_severity, at); begin != std::string::npos && report.go_on();) {
            const auto next = text.find(k_severity, begin + 1);
            const std::string_view one = std::string_view(text).substr(begin, std::min(next, text.size()) - begin);
            read_one(one.substr(k_severity.size()), component, file, next_of_line(report, i), report);
            report.emit();
            begin = next;
        }
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains(k_known) && head.contains(k_severity))
        return {88, "components that have known vulnerabilities, with a severity", {}};
    for (const std::string_view line : head.lines)
        if (line.starts_with("retire.js v")) return {84, "the line retire.js v", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Retire.js", "component"}, read);
}

} // namespace

const FormatInfo k_retirejs_text_format{"retirejs-text",
                                        FormatKind::findings,
                                        "Retire.js",
                                        "text/plain",
                                        "Retire.js: what it prints of JavaScript libraries",
                                        sniff,
                                        parse};

} // namespace parapet
