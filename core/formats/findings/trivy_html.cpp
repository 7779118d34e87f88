// The page of Trivy's html.tpl: one table with a row for each result.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace parapet {

extern const FormatInfo k_trivy_html_format;

namespace {

constexpr std::string_view k_row = "<tr class=\"severity-";

struct Row {
    std::string severity;
    std::vector<std::string> cells;
    std::vector<std::string> links;
    bool misconfiguration = false;
};

std::vector<std::string> links_of(std::string_view html) {
    std::vector<std::string> links;
    for (auto at = html.find("href=\""); at != std::string_view::npos; at = html.find("href=\"", at)) {
        at += 6;
        const auto end = html.find('"', at);
        if (end == std::string_view::npos) break;
        links.push_back(replace_all(elide(html.substr(at, end - at), 2000), "&amp;", "&"));
    }
    return links;
}

Row row_of(std::string_view html) {
    Row row;
    row.severity = elide(html.substr(k_row.size(), html.find('"', k_row.size()) - k_row.size()), 40);
    row.misconfiguration = html.find("misconf") != std::string_view::npos;
    for (auto at = html.find("<td"); at != std::string_view::npos && row.cells.size() < 10;
         at = html.find("<td", at + 1)) {
        const auto from = html.find('>', at);
        const auto end = html.find("</td>", at);
        if (from == std::string_view::npos || end == std::string_view::npos) break;
        row.cells.push_back(trimmed(text_of_html(html.substr(from + 1, end - from - 1))));
    }
    row.links = links_of(html);
    return row;
}

bool read_row(const Row& row, std::string_view target, std::string_view type, RawFinding& finding, ParseStats& stats,
              const Limits& limits) {
    if (row.cells.size() < 5) {
        stats.skip("a row with fewer cells than Trivy writes");
        return false;
    }
    if (row.misconfiguration) { // type, id, check, severity, message
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        fields::put(finding.rule, row.cells[1]);
        fields::set_title(finding, {row.cells[2], row.cells[1]}, limits);
        fields::set_text(finding.description, row.cells[4], stats, finding.place.path, limits);
        finding.location.file = fields::normal_path(target);
    } else { // package, id, severity, installed, fixed, links
        Location& at = finding.location;
        fields::put(at.package, row.cells[0]);
        fields::put(at.version, row.cells[3]);
        fields::put(at.fixed_version, row.cells[4]);
        at.ecosystem = fields::ecosystem_of(type);
        fields::set_vulnerability(finding, row.cells[1], limits);
        fields::set_update_remedy(finding);
    }
    for (const std::string& link : row.links)
        fields::add_link(finding, link);
    fields::rate(finding, row.severity, Severity::info, stats);
    return true;
}

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("Trivy Report")) return {85, "a page with the title Trivy Report", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    auto text = in.read_all(options.limits->max_document_bytes);
    if (!text) return fail(text.error());
    const std::string html = sanitize_utf8(*text);
    const std::string_view page = trim(html);
    if (!page.ends_with("</html>")) {
        Error error{Errc::malformed, "The page has no end", {}, {}};
        error.line = 1 + std::count(html.begin(), html.end(), '\n');
        return fail(std::move(error));
    }
    ParseStats stats;
    ScanInfo scan;
    scan.tool = stats.tool = "Trivy";
    const auto title = page.find("<h1>");
    const std::string heading =
        title == std::string_view::npos
            ? std::string()
            : text_of_html(page.substr(title + 4, std::min<std::size_t>(page.find("</h1>", title) - title - 4, 2000)));
    const auto dash = heading.find(" - Trivy Report");
    fields::put(scan.target, std::string_view(heading).substr(0, dash == std::string::npos ? 0 : dash), 500);
    if (dash != std::string::npos && heading.size() > dash + 18)
        scan.finished = parse_rfc3339(std::string_view(heading).substr(dash + 18, 19));
    scan.target_kind = "image";
    out.scan(scan);
    RawFinding finding;
    std::string type;
    std::size_t next = 0;
    for (auto at = page.find("<tr"); at != std::string_view::npos; at = next) {
        next = page.find("<tr", at + 3);
        std::string_view row = page.substr(at, next == std::string_view::npos ? next : next - at);
        row = row.substr(0, row.find("</tr>"));
        if (row.substr(0, 24) == "<tr class=\"group-header\"") type = trimmed(text_of_html(row));
        if (row.substr(0, k_row.size()) != k_row) continue;
        ++stats.records;
        finding.clear();
        finding.place.offset = static_cast<std::int64_t>(at);
        finding.place.path = fmt::format("row {}", stats.records);
        if (read_row(row_of(row), scan.target, type, finding, stats, *options.limits)) out.finding(finding);
    }
    return stats;
}

} // namespace

const FormatInfo k_trivy_html_format{"trivy-html",
                                     FormatKind::findings,
                                     "Trivy",
                                     "text/html",
                                     "Trivy's HTML template: vulnerabilities and misconfigurations",
                                     sniff,
                                     parse};

} // namespace parapet
