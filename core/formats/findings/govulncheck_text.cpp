// What govulncheck prints: paragraphs of "Vulnerability #1: GO-2026-0001", a module each under them.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <string>

namespace parapet {

extern const FormatInfo k_govulncheck_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t k_most_text_bytes = 4000; // which each module of it repeats
constexpr std::string_view k_begin = "Vulnerability #";

// "Vulnerability #3: GO-2026-0001"
std::string_view id_of(std::string_view line) {
    if (!line.starts_with(k_begin)) return {};
    const auto colon = line.find(": ");
    return colon == std::string_view::npos ? std::string_view() : trim(line.substr(colon + 2));
}

struct Vulnerability {
    std::string_view id, link, module;
    std::string text;
    bool called = true; // what the section is about
};

// "github.com/tea/kettle@v1.2.3"
void put_module(std::string_view text, std::string_view module, Location& at) {
    const auto sign = text.rfind('@');
    fields::put(at.package, module.empty() ? text.substr(0, sign) : module);
    if (sign != std::string_view::npos) fields::put(at.version, text.substr(sign + 1));
}

// "#1: cmd/main.go:14:20: main.main calls gjson.Result.Get"
bool read_trace(std::string_view line, RawFinding& f) {
    if (!line.starts_with('#')) return false;
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return false;
    const std::string_view trace = trim(line.substr(colon + 2));
    const auto end = trace.find(": ");
    const auto first = trace.find(':');
    if (f.location.file.empty() && end != std::string_view::npos && first < end) {
        f.location.file = fields::normal_path(trace.substr(0, first));
        f.location.line = fields::first_line_number(trace.substr(first + 1, end - first - 1));
    }
    fields::put(f.location.function, end == std::string_view::npos ? trace : trace.substr(end + 2));
    return true;
}

// A module that is affected, from its "Found in:" on; gives the first line behind it.
std::size_t read_module(const Lines& lines, std::size_t i, const Vulnerability& v, WholeReport& report) {
    RawFinding& f = next_of_line(report, i);
    Location& at = f.location;
    put_module(*after_key(lines[i], "Found in:"), v.module, at);
    at.ecosystem = "golang";
    bool traced = false;
    std::size_t next = i + 1;
    for (; next < lines.size() && !trim(lines[next]).empty() && id_of(lines[next]).empty(); ++next) {
        if (const auto fixed = after_key(lines[next], "Fixed in:")) {
            const auto sign = fixed->rfind('@');
            if (*fixed != "N/A")
                fields::put(at.fixed_version, fixed->substr(sign == std::string_view::npos ? 0 : sign + 1));
        } else if (after_key(lines[next], "Module:") || after_key(lines[next], "Found in:")) {
            break;
        } else if (!traced) {
            traced = read_trace(trim(lines[next]), f);
        }
    }
    f.reachable = v.called;
    fields::add_link(f, v.link);
    fields::set_title(f, {v.text.substr(0, v.text.find('\n')), v.id}, report.limits);
    report.text(f.description, trim(v.text));
    fields::set_vulnerability(f, v.id, report.limits);
    fields::set_update_remedy(f);
    f.severity = Severity::info; // Go's database rates nothing
    report.emit(f);
    return next;
}

bool is_section(std::string_view line) {
    return line.starts_with("=== ") && line.ends_with(" ===");
}

bool read(const Lines& lines, WholeReport& report) {
    Vulnerability v;
    bool known = false, in_text = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        const std::string_view line = trim(lines[i]);
        known = known || line == "No vulnerabilities found." || line.find("govulncheck") != std::string_view::npos;
        if (is_section(line)) {
            v.called = line.find("Symbol") != std::string_view::npos;
            known = true;
        } else if (const auto id = id_of(line); !id.empty()) {
            const bool called = v.called;
            v = {};
            v.called = called;
            v.id = id;
            in_text = true;
        } else if (const auto link = after_key(line, "More info:")) {
            v.link = *link;
            in_text = false;
        } else if (const auto module = after_key(line, "Module:")) {
            v.module = *module;
        } else if (line == "Standard library") {
            v.module = "stdlib";
        } else if (after_key(line, "Found in:") && !v.id.empty()) {
            i = read_module(lines, i, v, report) - 1;
        } else if (in_text && v.text.size() < k_most_text_bytes) {
            v.text += (v.text.empty() ? "" : " ") + std::string(line);
        }
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines) {
        if (!id_of(line).empty() && head.contains("Found in: "))
            return {90, "lines with Vulnerability #1, More info and Found in", {}};
        if (line == "=== Symbol Results ===") return {85, "the section Symbol Results", {}};
    }
    if (trim(head.text) == "No vulnerabilities found.") return {50, "the line No vulnerabilities found.", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"govulncheck", "vulnerability"}, read);
}

} // namespace

const FormatInfo k_govulncheck_text_format{"govulncheck-text",
                                           FormatKind::findings,
                                           "govulncheck",
                                           "text/plain",
                                           "govulncheck: what it prints about Go modules",
                                           sniff,
                                           parse};

} // namespace parapet
