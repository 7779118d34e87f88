// Prowler's page (-M html), versions 2 to 5: one table with a row for each result. Its columns are known by their
// headings, for they differ between versions.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/prowler/result.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace parapet {

extern const FormatInfo k_prowler_html_format;

namespace {

// What stands between "<NAME ...>" and "</NAME>" at or behind `from`; `from` then is behind it.
bool next_element(std::string_view html, std::string_view name, std::size_t& from, std::string_view& inside) {
    const std::string open = fmt::format("<{}", name);
    for (auto at = html.find(open, from); at != std::string_view::npos; at = html.find(open, at + 1)) {
        const std::size_t behind = at + open.size();
        if (behind >= html.size()) return false;
        if (html[behind] != '>' && html[behind] != ' ' && html[behind] != '\n') continue; // <thead> is no <th>
        const auto begin = html.find('>', behind);
        const auto end = html.find(fmt::format("</{}>", name), behind);
        if (begin == std::string_view::npos || end == std::string_view::npos || begin > end) return false;
        inside = html.substr(begin + 1, end - begin - 1);
        from = end + name.size() + 3;
        return true;
    }
    return false;
}

std::string link_of(std::string_view html) {
    const auto at = html.find("href=\"");
    if (at == std::string_view::npos) return {};
    const auto end = html.find('"', at + 6);
    return replace_all(elide(html.substr(at + 6, end - at - 6), 2000), "&amp;", "&");
}

// The page's cards: "<b>Version:</b> 5.4.0", "<b>AWS Account:</b> 123456789012"
std::string card(std::string_view page, std::string_view label) {
    const auto at = page.find(fmt::format("<b>{}:</b>", label));
    if (at == std::string_view::npos) return {};
    const std::size_t begin = at + label.size() + 8;
    const std::string_view rest = page.substr(begin, std::min<std::size_t>(page.find("</li>", begin) - begin, 1000));
    return trimmed(text_of_html(rest.substr(0, rest.find("</div>"))));
}

class Page {
public:
    explicit Page(std::string_view html)
        : html_(html) {
        const auto table = html.find("id=\"findingsTable\"");
        at_ = table == std::string_view::npos ? 0 : table;
        std::string_view head;
        std::size_t from = at_;
        if (!next_element(html, "thead", from, head)) return;
        at_ = from;
        html_ = html.substr(0, html.find("</table>", at_));
        std::string_view cell;
        for (std::size_t in = 0; next_element(head, "th", in, cell) && names_.size() < 40;)
            names_.emplace(to_lower(trimmed(text_of_html(cell))), names_.size());
    }

    [[nodiscard]] bool known() const { return names_.count("severity") != 0 && names_.count("region") != 0; }

    bool next_row() {
        std::string_view row;
        if (!next_element(html_, "tr", at_, row)) return false;
        offset_ = static_cast<std::size_t>(row.data() - html_.data());
        cells_.clear();
        std::string_view cell;
        for (std::size_t in = 0; next_element(row, "td", in, cell) && cells_.size() < 40;)
            cells_.push_back(cell);
        return true;
    }

    [[nodiscard]] std::size_t offset() const { return offset_; }
    [[nodiscard]] bool complete() const { return cells_.size() >= names_.size(); }
    [[nodiscard]] std::string_view html(std::initializer_list<std::string_view> names) const {
        for (const std::string_view name : names)
            if (const auto found = names_.find(name); found != names_.end() && found->second < cells_.size())
                return cells_[found->second];
        return {};
    }
    [[nodiscard]] std::string text(std::initializer_list<std::string_view> names) const {
        return trimmed(text_of_html(html(names)));
    }

private:
    std::string_view html_;
    std::size_t at_ = 0, offset_ = 0;
    std::map<std::string, std::size_t, std::less<>> names_;
    std::vector<std::string_view> cells_;
};

// "(bullet)CIS-1.4: 1.20, 1.21" behind each other, as the cells of other formats have them with a bar between.
void read_compliance(std::string_view text, RawFinding& f) {
    const std::string bars = replace_all(fields::folded(text), "\xE2\x80\xA2", "|");
    for (const std::string_view framework : split(bars, '|'))
        prowler::add_compliance(trim(framework), f);
}

void read_row(const Page& page, RawFinding& f, RecordRun& run) {
    const std::string title = page.text({"check title"});
    const std::string status = page.text({"result", "status"}); // of version 2 the status is a picture
    const std::string severity = page.text({"severity"});
    const std::string rule = page.text({"check id", "checkid"});
    const std::string detail = page.text({"status extended", "check output"});
    const std::string resource = page.text({"resource id"});
    const std::string region = page.text({"region"});
    const std::string service = page.text({"service name", "service"});
    const std::string risk = page.text({"risk"});
    const std::string_view advice_html = page.html({"recommendation", "recomendation", "remediation"});
    const std::string advice(trimmed(text_of_html(advice_html)));
    const std::string link = link_of(advice_html);
    prowler::ProwlerResult r;
    prowler::split_title(title, r);
    if (r.rule.empty()) r.rule = rule;
    r.status = status;
    if (istarts_with(r.status, "MUTED (")) {
        r.muted = true;
        r.status = trim(r.status.substr(7, r.status.find(')') - 7));
    }
    r.severity = severity;
    r.detail = detail;
    r.resource = resource.empty() ? detail : resource; // its words name what it is about
    r.region = region;
    r.service = service;
    r.risk = risk;
    r.remediation = advice;
    r.link = link;
    prowler::fill(r, f, run.stats, run.limits);
    if (!rule.empty() && rule != f.rule) fields::add_control(f, "cis", rule); // version 2: "1.1"
    read_compliance(page.text({"compliance"}), f);
}

ScanInfo scan_of(std::string_view page) {
    ScanInfo scan;
    scan.tool = "Prowler";
    fields::put(scan.tool_version, card(page, "Version"), 40);
    for (const char* label : {"Kubernetes Cluster", "Kubernetes Context"})
        if (scan.target.empty()) fields::put(scan.target, card(page, label));
    scan.target_kind = scan.target.empty() ? "account" : "cluster";
    for (const char* label : {"AWS Account", "AWS Accounts", "GCP Project IDs", "Azure Subscriptions",
                              "Microsoft 365 Tenant Domain", "GitHub account"})
        if (scan.target.empty()) fields::put(scan.target, card(page, label));
    scan.finished = parse_rfc3339(card(page, "Date"));
    return scan;
}

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("<title>Prowler")) return {88, "a page with the title Prowler", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    auto whole = html_page(in, *options.limits);
    if (!whole) return fail(whole.error());
    const std::string& html = *whole;
    Page page(html);
    if (!page.known()) return fail(Errc::malformed, "the page has no table of Prowler's findings", "/html");
    ScanInfo scan = scan_of(html);
    scan.complete = trim(html).ends_with("</html>");
    if (!scan.complete) {
        Error error{Errc::malformed, "The page has no end", {}, {}};
        error.line = 1 + std::count(html.begin(), html.end(), '\n');
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    while (page.next_row()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("row {}", stats.records + 1));
        f.place.offset = static_cast<std::int64_t>(page.offset());
        if (!page.complete()) {
            stats.skip("a row with fewer cells than there are columns");
            continue;
        }
        read_row(page, f, run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_prowler_html_format{
    "prowler-html", FormatKind::findings, "Prowler", "text/html", "Prowler 2 to 5: its page", sniff, parse};

} // namespace parapet
