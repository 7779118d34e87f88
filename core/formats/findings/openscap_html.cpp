// oscap's page (--report, oscap xccdf generate report): a panel for each rule.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/xccdf/benchmark.h"
#include "core/formats/findings/xccdf/verdict.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

extern const FormatInfo k_openscap_html_format;

namespace {

constexpr std::string_view k_panel = "<div class=\"panel panel-default rule-detail ";

// What stands between `from` and the next `to`.
std::string_view between(std::string_view html, std::string_view from, std::string_view to) {
    const auto begin = html.find(from);
    if (begin == std::string_view::npos) return {};
    const auto end = html.find(to, begin + from.size());
    return end == std::string_view::npos ? std::string_view()
                                         : html.substr(begin + from.size(), end - begin - from.size());
}

std::string plain(std::string_view html) {
    return trimmed(text_of_html(html));
}

// "<td>Severity</td><td>low</td>", also with classes; in the head of the page "<th>Benchmark ID</th><td>...</td>"
std::string_view cell(std::string_view html, std::string_view name) {
    const auto at = html.find(fmt::format(">{}</t", name));
    if (at == std::string_view::npos) return {};
    const std::string_view rest = html.substr(at + name.size() + 5);
    const std::string_view tag = between(rest, "<td", "</td>");
    const auto close = tag.find('>');
    return close == std::string_view::npos ? std::string_view() : tag.substr(close + 1);
}

ScanInfo scan_of(std::string_view page) {
    const std::string_view head = page.substr(0, page.find(k_panel));
    ScanInfo scan;
    scan.tool = "OpenSCAP";
    const std::string system = plain(cell(head, "Test system")); // cpe:/a:redhat:openscap:1.3.7
    if (const auto parts = split(system, ':'); parts.size() > 4) fields::put(scan.tool_version, parts[4], 60);
    fields::put(scan.target, plain(cell(head, "Evaluation target")));
    if (scan.target.empty()) fields::put(scan.target, plain(cell(head, "Target machine")));
    scan.target_kind = "host";
    const std::string policy = fmt::format("{} {}", plain(cell(head, "Benchmark ID")), plain(cell(head, "Profile ID")));
    scan.policy = elide(trim(policy), 300);
    scan.started = parse_rfc3339(plain(cell(head, "Started at")));
    scan.finished = parse_rfc3339(plain(cell(head, "Finished at")));
    return scan;
}

// "Identifiers: CCE-1, ... References: <a href=...>CCI-000366</a>, ..."
void read_ids(std::string_view html, RawFinding& f) {
    const auto references = html.find("References:");
    const std::string ids = plain(html.substr(0, references));
    for (const std::string_view word :
         split(std::string_view(ids).substr(std::min(ids.size(), ids.find(':') + 1)), ','))
        if (references != std::string_view::npos || icontains(ids, "Identifiers")) xccdf::read_ident({}, trim(word), f);
    if (references == std::string_view::npos) return;
    for (std::string_view rest = html.substr(references);;) {
        const auto at = rest.find("<a href=\"");
        if (at == std::string_view::npos) return;
        rest = rest.substr(at + 9);
        const std::string href = replace_all(std::string(rest.substr(0, rest.find('"'))), "&amp;", "&");
        xccdf::add_reference(href, plain(between(rest, ">", "</a>")), f);
    }
}

void read_texts(std::string_view panel, RawFinding& f, RecordRun& run) {
    std::string text = plain(cell(panel, "Description"));
    if (const std::string why = plain(cell(panel, "Rationale")); !why.empty()) text += "\n\n" + why;
    run.text(f.description, text);
    const auto script = panel.find("Remediation Shell script");
    const auto first = panel.find("class=\"remediation");
    const auto remedy = script == std::string_view::npos ? first : script;
    if (remedy != std::string_view::npos)
        run.text(f.remediation, plain(between(panel.substr(remedy), "<pre>", "</pre>")));
    std::string said;
    const std::string_view messages = between(panel, "class=\"evaluation-messages", "</ul>");
    if (const auto open = messages.find('>'); open != std::string_view::npos) said = plain(messages.substr(open + 1));
    run.text(f.evidence, said);
}

void read_panel(std::string_view panel, const xccdf::Verdict* verdict, const std::string& rule, RawFinding& f,
                RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, rule);
    fields::set_title(f, {fields::folded(plain(between(panel, "<h3 class=\"panel-title\">", "</h3>"))), f.rule},
                      run.limits);
    f.outcome = verdict == nullptr ? CheckOutcome::error : verdict->outcome;
    f.seen = parse_rfc3339(plain(cell(panel, "Time")));
    read_ids(cell(panel, "Identifiers and References"), f);
    const std::string severity = plain(cell(panel, "Severity"));
    if (f.outcome != CheckOutcome::fail) return fields::put(f.severity_raw, severity, 64);
    xccdf::set_severity(f, severity, run.stats);
    read_texts(panel, f, run);
    fields::add_ids_of(f, f.title);
    if (f.cve.empty()) return;
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
}

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("| OpenSCAP Evaluation Report</title>")) return {90, "a page with OpenSCAP's title", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    auto whole = html_page(in, *options.limits);
    if (!whole) return fail(whole.error());
    const std::string& html = *whole;
    const std::string_view page = html;
    if (page.find("rule-detail") == std::string_view::npos)
        return fail(Errc::malformed, "the page has no rules of OpenSCAP", "/html");
    if (!trim(page).ends_with("</html>")) {
        Error error{Errc::malformed, "The page has no end", {}, {}};
        error.line = 1 + std::count(html.begin(), html.end(), '\n');
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    run.tell(scan_of(page));
    for (auto at = page.find(k_panel); at != std::string_view::npos;) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        const auto next = page.find(k_panel, at + 1);
        const std::string_view panel = page.substr(at, next == std::string_view::npos ? next : next - at);
        const std::string rule = plain(cell(panel, "Rule ID"));
        const std::string word = plain(cell(panel, "Result"));
        RawFinding& f = run.next(fmt::format("rule-detail[{}]", rule));
        f.place.offset = static_cast<std::int64_t>(at);
        at = next;
        const xccdf::Verdict* verdict = xccdf::verdict_of(word);
        if (verdict != nullptr && !verdict->counted) {
            stats.skip(fmt::format("the result is \"{}\"", word));
            continue;
        }
        if (verdict == nullptr)
            stats.warn(f.place.path, fmt::format("the result \"{}\" is not known", visible(elide(word, 60))));
        read_panel(panel, verdict, rule, f, run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_openscap_html_format{"openscap-html",
                                        FormatKind::findings,
                                        "OpenSCAP",
                                        "text/html",
                                        "OpenSCAP: the page that oscap makes with --report",
                                        sniff,
                                        parse};

} // namespace parapet
