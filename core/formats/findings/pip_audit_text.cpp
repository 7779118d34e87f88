// What pip-audit prints: a table set with spaces under a line of dashes, or in Markdown.

#include "core/base/text.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_columns.h"
#include "core/formats/common/vuln_fields.h"

#include <string>

namespace parapet {

extern const FormatInfo k_pip_audit_text_format;

namespace {

using Lines = std::vector<std::string_view>;

bool is_rule(std::string_view line) {
    return line.starts_with("---") && line.find_first_not_of("- ") == std::string_view::npos;
}
bool is_markdown_rule(std::string_view line) {
    return line.starts_with("---") && line.find('|') != std::string_view::npos &&
           line.find_first_not_of("-| ") == std::string_view::npos;
}
bool is_header(std::string_view line) {
    return line.starts_with("Name") && line.find("Version") != std::string_view::npos &&
           line.find("ID") != std::string_view::npos && line.find("Fix Versions") != std::string_view::npos;
}
bool is_total(std::string_view line) {
    return (line.starts_with("Found ") && line.find(" known vulnerabilit") != std::string_view::npos &&
            line.find(" in ") != std::string_view::npos) ||
           line.starts_with("No known vulnerabilities found");
}

template<class Get>
void read_row(const Get& get, RawFinding& f, WholeReport& report) {
    Location& at = f.location;
    fields::put(at.package, get("Name"));
    fields::put(at.version, get("Version"));
    at.ecosystem = "pypi";
    fields::put(at.fixed_version, replace_all(std::string(get("Fix Versions")), ",", ", "), 200);
    fields::set_vulnerability(f, get("ID"), report.limits);
    const std::string aliases(get("Aliases"));
    for (const std::string_view alias : split(aliases, ','))
        fields::add_id(f, trim(alias));
    report.text(f.description, get("Description"));
    fields::set_update_remedy(f);
    fields::rate(f, "", Severity::medium, report.stats);
    report.emit(f);
}

// Rows without bars at their ends; the first that is none ends the table.
std::size_t read_markdown(const Lines& lines, std::size_t header, WholeReport& report) {
    const std::vector<std::string_view> names = split(lines[header], '|');
    std::size_t i = header + 2;
    for (; i < lines.size() && lines[i].find('|') != std::string_view::npos && report.go_on(); ++i) {
        const std::vector<std::string_view> cells = split(lines[i], '|');
        const auto get = [&](std::string_view name) {
            for (std::size_t c = 0; c < names.size() && c < cells.size(); ++c)
                if (trim(names[c]) == name) return trim(cells[c]);
            return std::string_view();
        };
        if (get("ID").empty()) break;
        read_row(get, next_of_line(report, i), report);
    }
    return i;
}

std::size_t read_columns(const Lines& lines, std::size_t header, WholeReport& report) {
    const TextColumns columns(lines[header], lines[header + 1]);
    std::size_t i = header + 2;
    for (; i < lines.size() && !trim(lines[i]).empty() && report.go_on(); ++i) {
        const auto get = [&](std::string_view name) { return columns.get(lines[i], {name}); };
        if (get("ID").empty() || get("ID").find(' ') != std::string_view::npos) break; // "Name Skip Reason"
        if (i + 1 < lines.size() && is_rule(lines[i + 1])) break;
        read_row(get, next_of_line(report, i), report);
    }
    return i;
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_total(lines[i]);
        if (!is_header(lines[i]) || i + 1 >= lines.size()) continue;
        if (is_markdown_rule(lines[i + 1]))
            i = read_markdown(lines, i, report) - 1;
        else if (is_rule(lines[i + 1]))
            i = read_columns(lines, i, report) - 1;
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (std::size_t i = 0; i + 1 < head.lines.size(); ++i)
        if (is_header(head.lines[i]) && (is_rule(head.lines[i + 1]) || is_markdown_rule(head.lines[i + 1])))
            return {88, "a table with Name, Version, ID and Fix Versions", {}};
    if (trim(head.text).starts_with("No known vulnerabilities found"))
        return {60, "No known vulnerabilities found, as pip-audit says it", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"pip-audit", "package"}, read);
}

} // namespace

const FormatInfo k_pip_audit_text_format{"pip-audit-text",
                                         FormatKind::findings,
                                         "pip-audit",
                                         "text/plain",
                                         "pip-audit: what it prints, in columns or Markdown",
                                         sniff,
                                         parse};

} // namespace parapet
