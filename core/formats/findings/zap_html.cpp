// ZAP's traditional report as a web page: a table an alert, its rows a label and what it says; places one after the
// other, each beginning with its URL. Pages with requests and responses ("plus") and those before 2.11 as well.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/html_tokens.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/findings/zap/alert.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_zap_html_format;

namespace {

constexpr std::array<std::string_view, 5> k_risks{"High", "Medium", "Low", "Informational", "False Positive"};

bool is_risk(std::string_view text) {
    const std::string_view word = trim(text.substr(0, text.find('(')));
    return std::any_of(k_risks.begin(), k_risks.end(), [&](std::string_view risk) { return iequals(word, risk); });
}

struct PageAlert {
    zap::Alert alert;
    std::size_t offset = 0;
};

class Page {
public:
    Page(std::string_view html, const Limits& limits)
        : html_(html)
        , tokens_(html)
        , limits_(limits) {}

    Result<void> read(JobContext& job) {
        std::uint64_t seen = 0;
        while (tokens_.next(token_)) {
            if (++seen % 4096 == 0) {
                if (auto ok = job.check(); !ok) return ok;
            }
            step();
        }
        if (!closed_) return fail(Errc::malformed, "the page ends before its end", "/html");
        if (alerts.empty() && (!summary_ || counted_ > 0))
            return fail(Errc::malformed, "a page of ZAP without the details of its alerts", "/html");
        return {};
    }

    std::vector<PageAlert> alerts;
    std::string site, generated, version;

private:
    void step() {
        if (token_.closes("html")) closed_ = true;
        if (token_.opens("h2") || token_.opens("h3")) {
            heading_ = token_.end;
        } else if (heading_ != 0 && (token_.closes("h2") || token_.closes("h3"))) {
            heading(fields::folded(text_of_html(html_.substr(heading_, token_.begin - heading_))));
            heading_ = 0;
        } else if (token_.opens("table") || token_.closes("table")) {
            finish_alert();
        } else if (token_.opens("tr")) {
            cells_.clear();
            cell_ = 0;
            row_ = token_.begin;
        } else if (is_cell()) {
            finish_cell();
            if (token_.kind == HtmlToken::Kind::open) cell_ = token_.end;
        } else if (token_.closes("tr")) {
            finish_cell();
            if (cells_.size() == 2) row(fields::folded(text_of_html(cells_[0])), cells_[1]);
            cells_.clear();
        }
    }
    [[nodiscard]] bool is_cell() const {
        return token_.kind != HtmlToken::Kind::text && (token_.name == "td" || token_.name == "th");
    }
    void finish_cell() {
        if (cell_ != 0 && cells_.size() < 3) cells_.push_back(html_.substr(cell_, token_.begin - cell_));
        cell_ = 0;
    }

    // "Site: https://shop.example", "Generated on Fri, 2 Oct 2026 09:00:00", "ZAP Version: 2.16.1"
    void heading(const std::string& text) {
        if (const auto at = text.find("://"); at != std::string::npos && site.empty()) {
            const auto from = text.rfind(' ', at);
            site = text.substr(from == std::string::npos ? 0 : from + 1);
            site.resize(std::min(site.size(), site.find(' ')));
        }
        if (text.starts_with("Generated on ")) generated = text.substr(13);
        if (text.starts_with("ZAP Version: ")) version = text.substr(13);
    }

    void row(const std::string& label, std::string_view markup) {
        const std::string text = trimmed(text_of_html(markup));
        if (is_risk(label)) {
            std::int64_t count = 0;
            const bool number = parse_int(text, count);
            summary_ = summary_ || number;
            counted_ += number ? count : 0;
            finish_alert();
            current_.alert.name = fields::folded(text);
            current_.alert.risk = label;
            current_.offset = row_;
            if (label.find("(False Positive)") != std::string::npos) current_.alert.confidence = "0";
        } else if (!current_.alert.risk.empty()) {
            fact(label, text, markup);
        }
    }

    void fact(const std::string& label, const std::string& text, std::string_view markup) {
        zap::Alert& alert = current_.alert;
        if (label == "Description") {
            alert.description = markup;
            known_ = true;
        } else if (label == "URL") {
            finish_place();
            place_.uri = text;
            known_ = true;
        } else if (label == "Method") {
            place_.method = text;
        } else if (label == "Param" || label == "Parameter") {
            place_.parameter = text;
        } else if (label == "Attack") {
            place_.attack = text;
        } else if (label == "Evidence") {
            place_.evidence = text;
        } else if (label.starts_with("Request Header")) {
            place_.request = text;
        } else if (label.starts_with("Response Header")) {
            place_.response = text;
        } else if (label == "Other information" || label == "Other Info") {
            if (alert.other.empty()) alert.other = markup;
        } else if (label == "Solution") {
            alert.solution = markup;
        } else if (label == "Reference") {
            alert.references = markup;
        } else if (label == "CWE Id") {
            alert.cwe = text;
        } else if (label == "WASC Id") {
            alert.wasc = text;
        } else if (label == "Plugin Id") {
            alert.plugin = text;
        }
    }

    void finish_place() {
        if (place_.uri.empty()) return;
        current_.alert.keep(std::exchange(place_, {}), limits_);
    }
    void finish_alert() {
        finish_place();
        if (known_) alerts.push_back(std::move(current_));
        current_ = {};
        place_ = {};
        known_ = false;
    }

    std::string_view html_;
    HtmlTokens tokens_;
    const Limits& limits_;
    HtmlToken token_;
    std::vector<std::string_view> cells_;
    std::size_t cell_ = 0, row_ = 0, heading_ = 0;
    PageAlert current_;
    zap::Instance place_;
    std::int64_t counted_ = 0; // alerts, as the summary has them
    bool known_ = false, summary_ = false, closed_ = false;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || !head.contains("<title>")) return {};
    if (head.contains("Scanning Report") && head.contains("ZAP") &&
        (head.contains(".indent1") || head.contains("Summary of Alerts")))
        return {92, "a web page with the title ZAP Scanning Report", {}};
    if (head.contains(".indent2") && head.contains(".results th") && head.contains(".risk-"))
        return {70, "a web page with the styles of ZAP's traditional report", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    Page page(*html, *options.limits);
    if (auto ok = page.read(job); !ok) return fail(ok.error());
    ParseStats stats;
    if (page.site.empty() && !page.alerts.empty()) page.site = page.alerts.front().alert.first_uri();
    const ScanInfo scan = zap::scan_of(page.site, {}, {}, false, page.version, page.generated);
    stats.tool = scan.tool;
    stats.tool_version = scan.tool_version;
    out.scan(scan);
    for (const PageAlert& at : page.alerts) {
        RawFinding finding;
        finding.place.path = fmt::format("alert {}", ++stats.records);
        finding.place.offset = static_cast<std::int64_t>(at.offset);
        zap::read_alert(at.alert, finding, stats, *options.limits);
        zap::name_other_site(at.alert, scan, finding);
        out.finding(finding);
    }
    return stats;
}

} // namespace

const FormatInfo k_zap_html_format{
    "zap-html", FormatKind::findings, "ZAP", "text/html", "ZAP's traditional report as a web page", sniff, parse};

} // namespace parapet
