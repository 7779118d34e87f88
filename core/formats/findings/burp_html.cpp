// Burp Suite Enterprise's report, which is a web page: a table of issues by type and place, then each in detail. A type
// of issue on one site is one finding with all its places.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/html_tokens.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <vector>

namespace parapet {

extern const FormatInfo k_burp_html_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    {"Information", Severity::info},
}};

struct Row { // of the table
    std::string site, type, id, path, severity, confidence;
};
struct Detail {
    std::string site, name, id, path;
    std::vector<std::pair<std::string, std::string>> sections; // heading, markup
    std::size_t offset = 0;
};

std::string id_of(std::string_view url) {
    const auto slash = url.find_last_of("/#");
    return std::string(url.substr(slash == std::string_view::npos ? 0 : slash + 1));
}

// Reads the page once: the table by the id of the issue, and the details in order.
class Page {
public:
    explicit Page(std::string_view html)
        : html_(html)
        , tokens_(html) {}

    Result<void> read(JobContext& job) {
        std::uint64_t seen = 0;
        while (tokens_.next(token_)) {
            if (++seen % 4096 == 0) {
                if (auto ok = job.check(); !ok) return ok;
            }
            step();
        }
        if (!closed_) return fail(Errc::malformed, "the page ends before its end", "/html");
        complete_details();
        return {};
    }

    std::map<std::string, Row> rows; // by id
    std::vector<Detail> details;
    std::string start, end, status, site;

private:
    // The markup up to the closing tag that belongs to `tag`, which was just opened.
    std::string_view inner(std::string_view tag) {
        const std::size_t from = token_.end;
        std::size_t to = from;
        const std::string name(tag);
        std::size_t depth = 1;
        while (depth > 0 && tokens_.next(token_)) {
            if (token_.opens(name)) ++depth;
            if (token_.closes(name) && --depth == 0) to = token_.begin;
        }
        return html_.substr(from, to - from);
    }
    std::string inner_text(std::string_view tag) { return fields::folded(text_of_html(inner(tag))); }

    void step() {
        if (token_.closes("html")) closed_ = true;
        if (token_.opens("h1")) {
            const std::string text = inner_text("h1");
            for (const std::string_view head : {"Issues found on ", "More details for "})
                if (istarts_with(text, head)) site_ = text.substr(head.size());
        } else if (token_.opens("div") && (token_.has_class("label") || token_.has_class("value"))) {
            const bool label = token_.has_class("label");
            const std::string text = inner_text("div");
            label ? void(label_ = text) : fact(text);
        } else if (token_.opens("tr") && token_.has_class("issue-type-row")) {
            type_ = without_count(inner_text("tr"));
        } else if (token_.opens("td") && token_.has_class("issue-path")) {
            row();
        } else if (token_.opens("div") && token_.has_class("issue-container")) {
            details.emplace_back();
            details.back().site = site_;
            details.back().offset = token_.begin;
            in_details_ = true;
        } else if (in_details_) {
            detail();
        }
    }

    void fact(const std::string& text) {
        if (istarts_with(label_, "Site name") && site.empty()) site = text;
        if (istarts_with(label_, "Status") && status.empty()) status = text;
        if (previous_ == "Start:") start = text;
        if (previous_ == "End:") end = text;
        previous_ = text;
    }

    // <td class="issue-path"><a href=".../issues/123">/path</a></td><td>High</td><td>Certain</td>, or the link in a
    // fourth cell: <td><a href="#123">&gt;&gt;</a></td>
    void row() {
        const std::string_view markup = inner("td");
        Row row;
        row.site = site_;
        row.type = type_;
        row.id = link_of(markup);
        row.path = fields::folded(text_of_html(markup));
        std::array<std::string_view, 3> cells;
        for (std::size_t cell = 0; cell < cells.size();) {
            if (!tokens_.next(token_) || token_.closes("tr")) break;
            if (token_.opens("td")) cells[cell++] = inner("td");
        }
        row.severity = fields::folded(text_of_html(cells[0]));
        row.confidence = fields::folded(text_of_html(cells[1]));
        if (row.id.empty()) row.id = link_of(cells[2]);
        if (row.id.empty()) row.id = fmt::format("row {}", order_.size() + 1); // tables without links
        if (rows.emplace(row.id, row).second) order_.push_back(row.id);
    }

    static std::string link_of(std::string_view markup) {
        HtmlTokens inside(markup);
        HtmlToken link;
        while (inside.next(link))
            if (link.opens("a")) return id_of(link.attribute("href"));
        return {};
    }

    // "TLS certificate [2]"
    static std::string without_count(const std::string& text) {
        const auto open = text.rfind(" [");
        return open != std::string::npos && text.back() == ']' ? text.substr(0, open) : text;
    }

    // A report may leave details out, or name the type of an issue in its table only.
    void complete_details() {
        std::set<std::string> told;
        const bool in_order = order_.size() == details.size();
        for (std::size_t i = 0; i < details.size(); ++i) {
            Detail& d = details[i];
            if (in_order && rows.count(d.id) == 0) d.id = order_[i];
            told.insert(d.id);
            const auto row = rows.find(d.id);
            if (row == rows.end()) continue;
            if (d.name.empty()) d.name = row->second.type;
            if (d.path.empty()) d.path = row->second.path;
            if (d.site.empty()) d.site = row->second.site;
        }
        for (const std::string& id : order_) {
            if (told.count(id) != 0) continue;
            const Row& row = rows.at(id);
            details.push_back({row.site, row.type, id, row.path, {}, 0});
        }
    }

    void detail() {
        Detail& d = details.back();
        if (token_.opens("a") && d.id.empty()) {
            d.id = token_.attribute("name");
        } else if (token_.opens("h2") && d.name.empty()) {
            d.name = inner_text("h2");
        } else if (token_.opens("a") && d.path.empty() && !d.name.empty()) {
            d.path = inner_text("a");
        } else if (token_.opens("h3")) {
            d.sections.emplace_back(inner_text("h3"), std::string());
        } else if (token_.opens("div") && !d.sections.empty() && d.sections.back().second.empty()) {
            d.sections.back().second = inner("div");
        }
    }

    std::string_view html_;
    HtmlTokens tokens_;
    HtmlToken token_;
    std::string site_, type_, label_, previous_;
    std::vector<std::string> order_; // of the rows
    bool in_details_ = false, closed_ = false;
};

class Writer {
public:
    Writer(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    void write(const Page& page) {
        ScanInfo scan;
        scan.tool = stats_.tool = "Burp Suite";
        fields::put(scan.target, fields::url_origin(page.site));
        scan.target_kind = "url";
        scan.started = loose_time(page.start);
        scan.finished = loose_time(page.end);
        if (!page.status.empty() && !iequals(page.status, "Completed")) scan.complete = false;
        out_.scan(scan);
        std::map<std::pair<std::string, std::string>, std::vector<const Detail*>> by_type;
        std::vector<std::pair<std::string, std::string>> order;
        for (const Detail& d : page.details) {
            auto& list = by_type[{d.site, d.name}];
            if (list.empty()) order.emplace_back(d.site, d.name);
            list.push_back(&d);
        }
        for (const auto& type : order)
            finding(by_type[type], page);
    }

private:
    void finding(const std::vector<const Detail*>& details, const Page& page) {
        ++stats_.records;
        const Detail& first = *details.front();
        RawFinding f;
        f.place.path = fmt::format("issue {}", first.id);
        f.place.offset = static_cast<std::int64_t>(first.offset);
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, first.name);
        fields::put(f.rule_name, first.name);
        fields::set_title(f, {first.name, "an issue without a name"}, limits_);
        f.asset = fields::url_origin(first.site);
        const auto row = page.rows.find(first.id);
        fields::set_severity(f, row == page.rows.end() ? std::string_view() : row->second.severity, k_severities,
                             stats_);
        if (row != page.rows.end()) fields::add_tag(f, fmt::format("confidence: {}", to_lower(row->second.confidence)));
        sections(first, f);
        fields::LocationCount count;
        for (const Detail* d : details) {
            Location at;
            fields::set_url(at, fields::url_origin(d->site) + d->path);
            if (d == &first)
                f.location = at;
            else
                fields::add_location(f, std::move(at), count, limits_);
        }
        fields::finish_locations(count, f.place.path, stats_);
        out_.finding(f);
    }

    void sections(const Detail& d, RawFinding& f) {
        std::string text;
        std::string remedy;
        std::string request;
        std::string response;
        for (const auto& [heading, markup] : d.sections) {
            if (icontains(heading, "remediation"))
                fields::append_text(remedy, text_of_html(markup));
            else if (icontains(heading, "issue detail") || icontains(heading, "issue description") ||
                     icontains(heading, "background"))
                fields::append_text(text, text_of_html(markup));
            else if (icontains(heading, "request") && request.empty())
                request = text_of_html(markup);
            else if (icontains(heading, "response") && response.empty())
                response = text_of_html(markup);
            if (icontains(heading, "classification")) fields::add_cwes_of(f, markup);
            if (icontains(heading, "classification") || icontains(heading, "reference"))
                fields::add_links_of_html(f, markup);
        }
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        fields::set_text(f.remediation, remedy, stats_, f.place.path, limits_);
        fields::set_exchange(f, request, response);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || !head.contains("Burp Suite Enterprise Edition")) {
        // The style sheet may be long.
        if (head.shape == Head::Shape::xml && head.contains(".issue-container") && head.contains(".issue-table"))
            return {60, "a web page with the styles issue-container and issue-table", {}};
        return {};
    }
    if (head.contains("issue-table") || head.contains("issue-container") || head.contains("Report"))
        return {90, "a web page generated by Burp Suite Enterprise Edition", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    Page page(*html);
    if (auto ok = page.read(job); !ok) return fail(ok.error());
    ParseStats stats;
    Writer(out, stats, *options.limits).write(page);
    return stats;
}

} // namespace

const FormatInfo k_burp_html_format{
    "burp-html", FormatKind::findings, "Burp Suite", "text/html", "Burp Suite Enterprise's report as a web page", sniff,
    parse};

} // namespace parapet
