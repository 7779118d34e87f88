// sonar-report's HTML: the table of detected vulnerabilities and the one of their rules. HTML is no XML, so it is read
// as a run of tags; nothing of it is ever rendered.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/sonarqube/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>
#include <vector>

namespace parapet {

extern const FormatInfo k_sonarqube_html_format;

namespace {

using sonarqube::k_severities;

struct Tag {
    std::size_t begin = std::string_view::npos, end = 0; // of '<' and behind '>'
    std::string name;                                    // lower case, "/td" for an end
    explicit operator bool() const { return begin != std::string_view::npos; }
};

Tag next_tag(std::string_view html, std::size_t from) {
    for (std::size_t at = html.find('<', from); at != std::string_view::npos; at = html.find('<', at + 1)) {
        if (html.substr(at, 4) == "<!--") {
            at = html.find("-->", at);
            if (at == std::string_view::npos) return {};
            continue;
        }
        const std::size_t close = html.find('>', at);
        if (close == std::string_view::npos) return {};
        Tag tag;
        tag.begin = at;
        tag.end = close + 1;
        tag.name = to_lower(html.substr(at + 1, std::min(close, html.find_first_of(" \t\r\n>", at + 1)) - at - 1));
        return tag;
    }
    return {};
}

struct Row {
    std::vector<std::string_view> cells; // their HTML
    std::size_t offset = 0;
};
struct Table {
    std::vector<Row> rows;
    bool closed = false;
};

// The first table at or behind `from`; tables within its cells stay part of them.
Table table_at(std::string_view html, std::size_t from) {
    Table table;
    std::size_t depth = 0;
    std::size_t cell = 0;
    for (Tag tag = next_tag(html, from); tag; tag = next_tag(html, tag.end)) {
        if (tag.name == "table") ++depth;
        if (depth == 0) continue;
        if (tag.name == "/table" && --depth == 0) {
            table.closed = true;
            return table;
        }
        if (depth != 1) continue;
        if (tag.name == "tr") {
            table.rows.emplace_back();
            table.rows.back().offset = tag.begin;
        }
        if (tag.name == "td" || tag.name == "th") cell = tag.end;
        if ((tag.name == "/td" || tag.name == "/th") && !table.rows.empty() && cell != 0) {
            table.rows.back().cells.push_back(html.substr(cell, tag.begin - cell));
            cell = 0;
        }
    }
    return table;
}

std::size_t find_heading(std::string_view html, std::string_view words) {
    return html.find(words);
}

std::string cell_text(std::string_view html) {
    return fields::folded(text_of_html(html));
}

using Rules = std::map<std::string, std::string>; // by id, their HTML

Rules rules_of(std::string_view html) {
    Rules rules;
    const auto at = find_heading(html, "Known Security Rules");
    if (at == std::string_view::npos) return rules;
    for (const Row& row : table_at(html, at).rows)
        if (row.cells.size() >= 2) rules[cell_text(row.cells[0])] = row.cells[1];
    return rules;
}

void read_row(const Row& head, const Row& row, const Rules& rules, RawFinding& f, WholeReport& report) {
    const auto cell = [&](std::string_view name) {
        for (std::size_t i = 0; i < head.cells.size() && i < row.cells.size(); ++i)
            if (iequals(cell_text(head.cells[i]), name)) return cell_text(row.cells[i]);
        return std::string();
    };
    fields::set_code(f, cell("Component"), fields::line_number(cell("Line")));
    fields::put(f.rule, cell("Rule"));
    fields::put(f.rule_name, cell("Description"));
    const std::string message = cell("Message");
    fields::set_title(f, {message, f.rule_name, f.rule, "Unnamed issue"}, report.limits);
    std::string text = message;
    if (const auto rule = rules.find(f.rule); rule != rules.end()) {
        text += fmt::format("{}{}", text.empty() ? "" : "\n\n", text_of_html(rule->second));
        fields::add_cwes_of(f, rule->second);
    }
    report.text(f.description, text);
    report.severity(f, cell("Severity"), k_severities);
    fields::add_tag(f, cell("Status"));
    fields::put(f.fingerprint, cell("Key"));
}

// "<dt>Project Name</dt> <dd>tea</dd>"
std::string definition(std::string_view html, std::string_view name) {
    for (Tag tag = next_tag(html, 0); tag; tag = next_tag(html, tag.end)) {
        if (tag.name != "dt") continue;
        const Tag end = next_tag(html, tag.end);
        if (!end || cell_text(html.substr(tag.end, end.begin - tag.end)) != name) continue;
        const Tag value = next_tag(html, end.end);
        const Tag close = value ? next_tag(html, value.end) : Tag{};
        if (close) return cell_text(html.substr(value.end, close.begin - value.end));
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.contains("SonarQube Vulnerability Report") && (head.contains("<html") || head.contains("<HTML")))
        return {90, "an HTML page with the title SonarQube Vulnerability Report", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    if (html->find("</html>") == std::string::npos && html->find("</HTML>") == std::string::npos)
        return fail(Errc::malformed, "the page has no end", "/html");
    const auto at = find_heading(*html, "Detail of the Detected Vulnerabilities");
    const Table table = at == std::string::npos ? Table{} : table_at(*html, at);
    if (!table.closed) return fail(Errc::malformed, "there is no whole table of detected vulnerabilities", "/html");
    WholeReport report(out, stats, job, options);
    ScanInfo info;
    info.tool = "SonarQube";
    info.target = elide(definition(*html, "Project Name"), 300);
    info.target_kind = "repository";
    report.tell(info);
    const Rules rules = rules_of(*html);
    for (std::size_t i = 1; i < table.rows.size() && report.go_on(); ++i) {
        const Row& row = table.rows[i];
        RawFinding& f = report.next(fmt::format("/html/table/tr[{}]", i), 0, static_cast<std::int64_t>(row.offset));
        if (row.cells.size() < 4) {
            report.skip("a row without the cells of an issue");
            continue;
        }
        read_row(table.rows.front(), row, rules, f, report);
        report.emit();
    }
    return finish_whole(report);
}

} // namespace

const FormatInfo k_sonarqube_html_format{"sonarqube-html",
                                         FormatKind::findings,
                                         "SonarQube",
                                         "text/html",
                                         "sonar-report's page of a SonarQube project's issues",
                                         sniff,
                                         parse};

} // namespace parapet
