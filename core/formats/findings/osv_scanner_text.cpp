// What OSV-Scanner prints: tables (of boxes or in Markdown), or with --format=vertical paragraphs.

#include "core/base/text.h"
#include "core/formats/common/drawn_table.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/vuln_fields.h"

#include <algorithm>
#include <string>

namespace parapet {

extern const FormatInfo k_osv_scanner_text_format;

namespace {

using Lines = std::vector<std::string_view>;

bool is_total(std::string_view line) {
    return line.starts_with("Total ") && line.find(" known vulnerabilit") != std::string_view::npos &&
           line.find(" Critical, ") != std::string_view::npos;
}

// "mine (dev)"
void put_package(std::string_view text, RawFinding& f) {
    if (text.ends_with(" (dev)")) {
        text.remove_suffix(6);
        fields::add_tag(f, "dev");
    }
    fields::put(f.location.package, text);
}

void put_score(std::string_view text, RawFinding& f) {
    double score = 0;
    if (parse_double(text, score) && score >= 0 && score <= 10) f.score = score;
}

void finish(std::string_view id, RawFinding& f, WholeReport& report) {
    fields::set_vulnerability(f, id, report.limits);
    fields::set_update_remedy(f);
    fields::rate(f, "", Severity::medium, report.stats);
    report.emit(f);
}

void read_table(const DrawnTable& t, WholeReport& report) {
    const std::size_t url = t.column({"OSV URL", "OSV URL (ID IN BOLD)"});
    if (url == DrawnTable::k_none || !t.has("Package")) return; // licences, and what is deprecated
    for (std::size_t row = 0; row < t.rows() && report.go_on(); ++row) {
        RawFinding& f = next_of_line(report, t.line_of(row));
        const std::string links = replace_all(std::string(t.cell(row, url)), "<br/>", "\n");
        std::string_view first;
        for (const std::string_view link : split(links, '\n')) {
            const std::string_view id =
                link.substr(link.rfind('/') == std::string_view::npos ? 0 : link.rfind('/') + 1);
            if (first.empty()) first = id;
            fields::add_link(f, link);
            fields::add_alias(f, id);
        }
        put_package(t.get(row, {"Package"}), f);
        Location& at = f.location;
        fields::put(at.version, t.get(row, {"Version"}));
        at.ecosystem = fields::ecosystem_of(t.get(row, {"Ecosystem"}));
        at.file = fields::normal_path(t.get(row, {"Source"}));
        const std::string_view fixed = t.get(row, {"Fixed Version"});
        if (fixed != "--") fields::put(at.fixed_version, fixed);
        put_score(t.get(row, {"CVSS"}), f);
        if (istarts_with(t.title(), "uncalled")) f.reachable = false;
        finish(first, f, report);
    }
}

std::string_view within_quotes(std::string_view line, std::string_view name) {
    const auto at = line.find(name);
    if (at == std::string_view::npos) return {};
    const auto open = line.find('\'', at + name.size());
    if (open == std::string_view::npos) return {};
    const auto close = line.find('\'', open + 1);
    return close == std::string_view::npos ? std::string_view() : line.substr(open + 1, close - open - 1);
}

// Around a vulnerability in a vertical report.
struct Around {
    std::string_view ecosystem, source, package;
    bool uncalled = false;
};

// "  tea@1.2.3 has the following known vulnerabilities:", "lockfile:/tea/package-lock.json: found 1 package ..."
void read_around(std::string_view line, Around& around) {
    const auto has = line.find(" has the following ");
    const auto found = line.find(": found ");
    if (has != std::string_view::npos && line.find("vulnerabilit", has) != std::string_view::npos) {
        around.package = trim(line.substr(0, has));
        around.uncalled = line.find("uncalled", has) != std::string_view::npos;
    } else if (found != std::string_view::npos && line.front() != ' ') {
        around.source = line.substr(0, found);
        around.source.remove_prefix(std::min(around.source.size(), around.source.find(':') + 1));
        around.package = {};
    } else if (line.front() != ' ' && line.find(' ') == std::string_view::npos) {
        around.ecosystem = line;
    }
}

bool read_paragraph(const Lines& lines, std::size_t i, const Around& around, WholeReport& report) {
    const std::string_view rating = i + 1 < lines.size() ? trim(lines[i + 1]) : std::string_view();
    const auto colon = lines[i].find(": ");
    if (around.package.empty() || !rating.starts_with("Severity: '") || colon == std::string_view::npos) return false;
    RawFinding& f = next_of_line(report, i);
    Location& at = f.location;
    const auto sign = around.package.rfind('@');
    put_package(around.package.substr(0, sign), f);
    if (sign != std::string_view::npos) fields::put(at.version, around.package.substr(sign + 1));
    at.ecosystem = fields::ecosystem_of(around.ecosystem);
    at.file = fields::normal_path(around.source);
    put_score(within_quotes(rating, "Severity: "), f);
    const std::string_view fixed = within_quotes(rating, "Minimal Fix Version: ");
    if (fixed != "No fix available") fields::put(at.fixed_version, fixed);
    fields::set_title(f, {lines[i].substr(colon + 2)}, report.limits);
    if (around.uncalled) f.reachable = false;
    finish(trim(lines[i].substr(0, colon)), f, report);
    return true;
}

bool read(const Lines& lines, WholeReport& report) {
    Around around;
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_total(lines[i]) || trim(lines[i]) == "No issues found";
        if (is_drawn(lines[i])) {
            const DrawnTable table = drawn_table(lines, i, {.rules = false, .key = "Package"});
            read_table(table, report);
            i = table.end() - 1;
        } else if (read_paragraph(lines, i, around, report)) {
            ++i;
        } else if (!lines[i].empty()) {
            read_around(lines[i], around);
        }
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines) {
        const auto cells = is_drawn(line) ? drawn_cells(line) : std::vector<std::string_view>();
        if (!cells.empty() && istarts_with(cells.front(), "OSV URL"))
            return {92, "a table with the column OSV URL", {}};
        if (is_total(line)) return {88, "a total of packages and known vulnerabilities", {}};
    }
    if (head.contains("No issues found") && head.contains("Scanned ") && head.contains(" and found "))
        return {70, "files that were scanned, and no issues found", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"OSV-Scanner", "vulnerability"}, read);
}

} // namespace

const FormatInfo k_osv_scanner_text_format{"osv-scanner-text",
                                           FormatKind::findings,
                                           "OSV-Scanner",
                                           "text/plain",
                                           "OSV-Scanner: what it prints, as table, Markdown or vertical",
                                           sniff,
                                           parse};

} // namespace parapet
