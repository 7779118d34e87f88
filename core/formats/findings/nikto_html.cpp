// Nikto's page: a table an item, under one for each server.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/html_tokens.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/findings/nikto/nikto_lines.h"

#include <map>
#include <string>
#include <string_view>

namespace parapet {

extern const FormatInfo k_nikto_html_format;

namespace {

using Row = std::map<std::string, std::string, std::less<>>; // of a table: the label on the left, what is on the right

class Page {
public:
    Page(std::string_view html, WholeReport& report)
        : html_(html)
        , tokens_(html)
        , lines_(report)
        , report_(report) {}

    Result<void> read() {
        while (tokens_.next(token_) && report_.go_on()) {
            closed_ = closed_ || token_.closes("html");
            if (token_.opens("table")) {
                row_.clear();
            } else if (token_.opens("td")) {
                cell_ = token_.end;
            } else if (token_.closes("td") && cell_ != 0) {
                cell(fields::folded(text_of_html(html_.substr(cell_, token_.begin - cell_))));
                cell_ = 0;
            } else if (token_.opens("tr")) {
                label_.clear();
            } else if (token_.closes("table")) {
                table();
                row_.clear();
            }
        }
        if (!closed_ && report_.go_on()) return fail(Errc::malformed, "the page ends before its end", "/html");
        if (!any_ && html_.find("Nikto") == std::string_view::npos)
            return fail(Errc::malformed, "no page of Nikto", "/html");
        return {};
    }

private:
    void cell(std::string text) {
        if (label_.empty())
            label_ = std::move(text);
        else if (row_.size() < 50)
            row_[label_] = std::move(text);
    }
    [[nodiscard]] std::string_view get(std::string_view label) const {
        const auto found = row_.find(label);
        return found == row_.end() ? std::string_view() : std::string_view(found->second);
    }
    void table() {
        if (!get("Target Port").empty()) {
            const std::string_view name = get("Target hostname");
            const std::string_view link = get("Site Link (Name)");
            lines_.server(std::string(name.empty() ? get("Target IP") : name), std::string(get("Target Port")),
                          link.starts_with("https:"));
            lines_.tell();
            any_ = true;
        } else if (!get("Description").empty() && (!get("URI").empty() || !get("HTTP Method").empty())) {
            item();
        }
    }
    void item() {
        NiktoItem item{};
        const std::string_view entry = get("OSVDB Entries");
        item.osvdb = nikto_osvdb(entry);
        if (item.osvdb == "0") item.osvdb = {};
        item.method = get("HTTP Method");
        item.message = get("Description");
        const std::string_view uri = get("URI");
        item.url = uri.find("://") == std::string_view::npos ? lines_.origin() + std::string(uri) : std::string(uri);
        const std::string_view references = get("References");
        item.references = references.empty() ? nikto_references(item.message) : references;
        lines_.item(item, 0);
    }

    std::string_view html_;
    HtmlTokens tokens_;
    HtmlToken token_;
    NiktoLines lines_;
    WholeReport& report_;
    Row row_;
    std::string label_;
    std::size_t cell_ = 0;
    bool any_ = false, closed_ = false;
};

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("Nikto Report") ||
        (head.contains("Nikto") && head.contains("column-head") && head.contains("dataTable")))
        return {90, "a page with the title Nikto Report", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    ParseStats stats;
    WholeReport report(out, stats, job, options);
    Page page(*html, report);
    if (auto ok = page.read(); !ok) return fail(ok.error());
    if (!report.told()) {
        ScanInfo scan;
        scan.tool = "Nikto";
        report.tell(scan);
    }
    return finish_whole(report);
}

} // namespace

const FormatInfo k_nikto_html_format{
    "nikto-html", FormatKind::findings, "Nikto", "text/html", "Nikto: weaknesses of web servers, as a page", sniff,
    parse};

} // namespace parapet
