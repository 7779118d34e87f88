// ZAP's "Risk and Confidence" page: alerts by risk, confidence, site and type, each a table; what each type is stands
// in the appendix.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/html_tokens.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/zap/alert.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_zap_risk_html_format;

namespace {

constexpr std::size_t k_most_types = 10'000;

// What stands between the n-th <tag> and its end.
std::string element_text(std::string_view html, std::string_view tag, std::size_t n = 0) {
    const std::string open = fmt::format("<{}", tag), close = fmt::format("</{}>", tag);
    std::size_t at = html.find(open);
    for (; n > 0 && at != std::string_view::npos; --n)
        at = html.find(open, at + 1);
    if (at == std::string_view::npos) return {};
    const auto from = html.find('>', at), to = html.find(close, at);
    if (from == std::string_view::npos || to == std::string_view::npos || to < from) return {};
    return trimmed(text_of_html(html.substr(from + 1, to - from - 1)));
}

// "...(<a href="https://www.zaproxy.org/docs/alerts/40018/">", "(plugin ID: 40018)"
std::string plugin_of(std::string_view html) {
    for (const std::string_view head : {std::string_view("/docs/alerts/"), std::string_view("plugin ID: ")}) {
        const auto at = html.find(head);
        if (at == std::string_view::npos) continue;
        const std::string_view rest = html.substr(at + head.size());
        return std::string(rest.substr(0, std::min(rest.find_first_not_of("0123456789-"), rest.size())));
    }
    return {};
}

struct GroupedAlert {
    zap::Alert alert;
    std::string type; // "alert-type-3", of the appendix
    std::size_t offset = 0;
};

class Page {
public:
    Page(std::string_view html, const Limits& limits)
        : html_(html)
        , tokens_(html)
        , limits_(limits) {}

    void read() {
        while (tokens_.next(token_)) {
            closed = closed || token_.closes("html");
            if (token_.opens("section"))
                section(token_.attribute("id"));
            else if (within_)
                step();
        }
        finish_place();
        for (GroupedAlert& a : alerts)
            if (const auto about = types_.find(a.type); about != types_.end()) {
                a.alert.plugin = about->second.plugin;
                a.alert.cwe = about->second.cwe;
                a.alert.wasc = about->second.wasc;
                a.alert.references = about->second.references;
            }
    }

    std::vector<GroupedAlert> alerts;
    bool closed = false, known = false;

private:
    void section(const std::string& id) {
        known = known || id == "risk-confidence-counts" || id == "alert-types" || id == "about-this-report";
        within_ = id == "alerts" || id == "appendix" || id == "alert-types";
        in_types_ = id == "appendix" || id == "alert-types";
    }
    void step() {
        if (token_.opens("h3") || token_.opens("h5")) {
            begin_ = token_.end;
        } else if (begin_ != 0 && (token_.closes("h3") || token_.closes("h5"))) {
            heading(html_.substr(begin_, token_.begin - begin_));
            begin_ = 0;
        } else if (token_.opens("li")) {
            if (in_types_ && token_.attribute("id").starts_with("alert-type-")) type_ = token_.attribute("id");
        } else if (token_.opens("table") || token_.closes("table")) {
            in_table_ = token_.opens("table");
        } else if (token_.opens("summary") && !in_table_) {
            summary_ = token_.end;
        } else if (token_.closes("summary") && summary_ != 0) {
            place(trimmed(text_of_html(html_.substr(summary_, token_.begin - summary_))));
            summary_ = 0;
        } else if (in_table_ && (token_.opens("th") || token_.opens("td"))) {
            cell_ = token_.end;
        } else if (cell_ != 0 && (token_.closes("th") || token_.closes("td"))) {
            const std::string_view markup = html_.substr(cell_, token_.begin - cell_);
            cell_ = 0;
            if (token_.name == "th")
                label_ = fields::folded(text_of_html(markup));
            else if (in_types_)
                about_type(markup);
            else
                about_place(markup);
        }
    }
    // "Risk: <code>Medium</code> and Confidence: <code>High</code> (2)", or a type: a link into the appendix
    void heading(std::string_view markup) {
        if (in_types_) return;
        if (token_.name == "h3") {
            risk_ = element_text(markup, "code");
            confidence_ = element_text(markup, "code", 1);
            return;
        }
        finish_place();
        GroupedAlert a;
        a.offset = token_.begin;
        a.alert.name = fields::folded(element_text(markup, "a"));
        a.alert.risk = risk_;
        if (confidence_ == "False Positive") a.alert.confidence = "0";
        const auto at = markup.find("#alert-type-");
        if (at != std::string_view::npos)
            a.type = markup.substr(at + 1, std::min(markup.find_first_of("\"'>", at), markup.size()) - at - 1);
        alerts.push_back(std::move(a));
    }
    // "GET https://shop.example/cups"
    void place(const std::string& text) {
        finish_place();
        if (alerts.empty()) return;
        const auto gap = text.find(' ');
        if (gap == std::string::npos) return;
        place_.method = text.substr(0, gap);
        place_.uri = fields::folded(text.substr(gap + 1));
    }
    void about_place(std::string_view markup) {
        if (alerts.empty()) return;
        zap::Alert& alert = alerts.back().alert;
        const std::string text = trimmed(text_of_html(markup));
        if (label_ == "Alert description" || label_ == "Description")
            alert.description = text;
        else if (label_ == "Other info")
            alert.other = text;
        else if (label_ == "Solution")
            alert.solution = text;
        else if (label_ == "Request")
            place_.request = element_text(markup, "pre");
        else if (label_ == "Response")
            place_.response = element_text(markup, "pre");
        else if (label_ == "Parameter")
            place_.parameter = text;
        else if (label_ == "Attack")
            place_.attack = text;
        else if (label_ == "Evidence")
            place_.evidence = text;
    }
    void about_type(std::string_view markup) {
        if (type_.empty() || types_.size() >= k_most_types) return;
        zap::Alert& about = types_[type_];
        if (label_ == "Source")
            about.plugin = plugin_of(markup);
        else if (label_ == "CWE ID")
            about.cwe = fields::folded(text_of_html(markup));
        else if (label_ == "WASC ID")
            about.wasc = fields::folded(text_of_html(markup));
        else if (label_ == "Reference")
            for (std::size_t n = 0; n < 100; ++n) {
                const std::string link = element_text(markup, "a", n);
                if (link.empty()) break;
                about.references += link + "\n";
            }
    }
    void finish_place() {
        if (place_.uri.empty() || alerts.empty()) return;
        alerts.back().alert.keep(std::exchange(place_, {}), limits_);
    }

    std::string_view html_;
    HtmlTokens tokens_;
    const Limits& limits_;
    HtmlToken token_;
    std::map<std::string, zap::Alert, std::less<>> types_;
    zap::Instance place_;
    std::string risk_, confidence_, label_, type_;
    std::size_t begin_ = 0, summary_ = 0, cell_ = 0;
    bool within_ = false, in_types_ = false, in_table_ = false;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || !iequals(head.xml_root, "html")) return {};
    const bool zap = head.contains("zap-logo") || head.contains("zaproxy.org");
    if (zap && (head.contains("risk-confidence-counts") || head.contains("about-this-report")))
        return {94, "a page of ZAP with a table of risk and confidence", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    Page page(*html, *options.limits);
    page.read();
    if (!page.closed) return fail(Errc::malformed, "the page ends before its end", "/html");
    if (!page.known && page.alerts.empty()) return fail(Errc::malformed, "no page of ZAP's risks", "/html");
    ParseStats stats;
    WholeReport report(out, stats, job, options);
    std::string site;
    for (const GroupedAlert& a : page.alerts)
        if (site.empty()) site = a.alert.first_uri();
    const ScanInfo scan = zap::scan_of(site, {}, {}, false, {}, {});
    report.tell(scan);
    for (const GroupedAlert& a : page.alerts) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("alert {}", stats.records + 1), 0, static_cast<std::int64_t>(a.offset));
        zap::read_alert(a.alert, f, stats, *options.limits);
        zap::name_other_site(a.alert, scan, f);
        report.emit();
    }
    return finish_whole(report);
}

} // namespace

const FormatInfo k_zap_risk_html_format{"zap-risk-html",
                                        FormatKind::findings,
                                        "ZAP",
                                        "text/html",
                                        "ZAP's report of risk and confidence as a web page",
                                        sniff,
                                        parse};

} // namespace parapet
