// Bandit's page: a block for each issue, with lines of "Test ID:", "Severity:", "File:" ...

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace parapet {

extern const FormatInfo k_bandit_html_format;

namespace {

constexpr std::string_view k_issue = "<div class=\"issue-block";

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
}};

void read_issue(std::string_view markup, RawFinding& f, WholeReport& report) {
    const auto code = std::min(markup.find("<div class=\"code\">"), markup.size());
    // Lines end where the page says so, wherever its source has them.
    const std::string text = text_of_html(replace_all(std::string(markup.substr(0, code)), "\n", " "));
    std::string file, line, severity;
    bool first = true;
    for (const std::string_view line_of_page : split(text, '\n')) {
        const std::string folded = fields::folded(line_of_page);
        std::string_view one = trim(folded);
        if (one.empty()) continue;
        if (first) { // "hardcoded_tmp_directory: Probable insecure usage of temp file/directory."
            first = false;
            const auto colon = one.find(": ");
            fields::put(f.rule_name, one.substr(0, colon));
            one = colon == std::string_view::npos ? one : trim(one.substr(colon + 2));
            fields::set_title(f, {one, f.rule_name, "Unnamed test"}, report.limits);
            report.text(f.description, one);
        } else if (const auto id = after_key(one, "Test ID:")) {
            fields::put(f.rule, *id);
        } else if (const auto word = after_key(one, "Severity:")) {
            severity = *word;
        } else if (const auto confidence = after_key(one, "Confidence:")) {
            fields::add_tag(f, "confidence: " + to_lower(*confidence));
        } else if (const auto cwe = after_key(one, "CWE:")) {
            fields::add_cwes_of(f, *cwe);
        } else if (const auto path = after_key(one, "File:")) {
            file = *path;
        } else if (const auto number = after_key(one, "Line number:")) {
            line = *number;
        } else if (const auto link = after_key(one, "More info:")) {
            fields::add_link(f, *link);
        }
    }
    fields::set_code(f, file, fields::first_line_number(line));
    if (code < markup.size()) fields::set_code_snippet(f, text_of_html(markup.substr(code)));
    report.severity(f, severity, k_severities);
}

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("Bandit Report") && (head.contains("issue-block") || head.contains("metrics-box")))
        return {92, "a page with the title Bandit Report", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    const std::string_view page = *html;
    if (page.find("</html>") == std::string_view::npos)
        return fail(Errc::malformed, "the page ends before its end", "/html");
    if (page.find("Bandit Report") == std::string_view::npos)
        return fail(Errc::malformed, "no page of Bandit", "/html");
    ParseStats stats;
    WholeReport report(out, stats, job, options);
    ScanInfo scan;
    scan.tool = "Bandit";
    scan.target_kind = "repository";
    report.tell(scan);
    for (auto at = page.find(k_issue); at != std::string_view::npos && report.go_on();) {
        const auto next = page.find(k_issue, at + 1);
        const std::string_view markup = page.substr(at, std::min(next, page.size()) - at);
        RawFinding& f = report.next(fmt::format("issue {}", stats.records + 1), 0, static_cast<std::int64_t>(at));
        read_issue(markup.substr(std::min(markup.find('>'), markup.size() - 1) + 1), f, report);
        report.emit();
        at = next;
    }
    return finish_whole(report);
}

} // namespace

const FormatInfo k_bandit_html_format{
    "bandit-html", FormatKind::findings, "Bandit", "text/html", "Bandit: weaknesses in Python, as a page", sniff,
    parse};

} // namespace parapet
