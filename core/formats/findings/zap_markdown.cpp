// ZAP's traditional report in Markdown.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/zap/alert.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_zap_markdown_format;

namespace {

struct TextAlert {
    zap::Alert alert;
    std::size_t line = 0;
};

// "[ Tea Injection ](https://www.zaproxy.org/docs/alerts/40018/)" -> both; without a link the words alone.
std::string_view words_of(std::string_view text, std::string_view* link = nullptr) {
    const auto middle = text.find("](");
    if (!text.starts_with('[') || middle == std::string_view::npos) return trim(text);
    const auto close = text.rfind(')');
    if (link && close != std::string_view::npos && close > middle) *link = text.substr(middle + 2, close - middle - 2);
    return trim(text.substr(1, middle - 1));
}

// "`GET`" -> GET
std::string unquoted(std::string_view text) {
    text = trim(text);
    if (text.size() >= 2 && text.front() == '`' && text.back() == '`') text = trim(text.substr(1, text.size() - 2));
    return std::string(text);
}

class Reader {
public:
    explicit Reader(const Limits& limits)
        : limits_(limits) {}

    void line(std::string_view text, std::size_t index) {
        if (text.starts_with("#### ") && !text.starts_with("#####"))
            fact(trim(text.substr(5)));
        else if (text.starts_with("##### "))
            risk(trim(text.substr(6)));
        else if (text.starts_with("### "))
            heading(trim(text.substr(4)), index);
        else if (text.starts_with("## "))
            section_ = nullptr;
        else if (const std::string_view item = trim(text); item.starts_with("* "))
            place(trim(item.substr(2)), item);
        else if (section_ != nullptr && section_->size() < limits_.max_field_bytes)
            *section_ += std::string(item) + "\n";
    }
    void finish() {
        finish_place();
        if (!current_.alert.name.empty() && !current_.alert.risk.empty()) alerts.push_back(std::move(current_));
        current_ = {};
        section_ = nullptr;
    }

    std::vector<TextAlert> alerts;

private:
    void heading(std::string_view text, std::size_t index) {
        zap::Alert& alert = current_.alert;
        if (text == "Description") {
            section_ = &alert.description;
        } else if (text == "Solution") {
            finish_place();
            section_ = &alert.solution;
        } else if (text == "Reference") {
            section_ = &alert.references;
        } else {
            finish();
            std::string_view link;
            current_.alert.name = words_of(text, &link);
            current_.line = index;
            constexpr std::string_view k_alerts = "/docs/alerts/";
            if (const auto at = link.find(k_alerts); at != std::string_view::npos) {
                link.remove_prefix(at + k_alerts.size());
                current_.alert.plugin = link.substr(0, link.find('/'));
            }
        }
    }
    // "High (Medium)": risk and confidence
    void risk(std::string_view text) {
        current_.alert.risk = text.substr(0, text.find(" ("));
        if (text.ends_with("(False Positive)")) current_.alert.confidence = "0";
    }
    // "CWE Id: [ 79 ](https://...)", "WASC Id: 8"
    void fact(std::string_view text) {
        const auto colon = text.find(':');
        if (colon == std::string_view::npos) return;
        const std::string_view value = words_of(trim(text.substr(colon + 1)));
        if (text.starts_with("CWE Id")) current_.alert.cwe = value;
        if (text.starts_with("WASC Id")) current_.alert.wasc = value;
        section_ = nullptr;
    }
    void place(std::string_view item, std::string_view whole) {
        const auto colon = item.find(": ");
        const std::string_view key = item.substr(0, colon);
        const std::string value = colon == std::string_view::npos ? std::string() : unquoted(item.substr(colon + 2));
        if (section_ == &current_.alert.references) {
            std::string_view link;
            static_cast<void>(words_of(item, &link));
            *section_ += std::string(link.empty() ? item : link) + "\n";
        } else if (key == "URL") {
            finish_place();
            place_.uri = words_of(value);
            section_ = nullptr;
        } else if (place_.uri.empty()) {
            if (section_ != nullptr) *section_ += std::string(whole) + "\n";
        } else if (key == "Method") {
            place_.method = value;
        } else if (key == "Parameter" || key == "Param") {
            place_.parameter = value;
        } else if (key == "Attack") {
            place_.attack = value;
        } else if (key == "Evidence") {
            place_.evidence = value;
        } else if (key == "Other Info") {
            if (current_.alert.other.empty()) current_.alert.other = value;
        }
    }
    void finish_place() {
        if (place_.uri.empty()) return;
        current_.alert.keep(std::exchange(place_, {}), limits_);
    }

    const Limits& limits_;
    TextAlert current_;
    zap::Instance place_;
    std::string* section_ = nullptr; // where lines of text go
};

bool is_known(std::string_view line) {
    return line.starts_with("# ZAP Scanning Report") || line.starts_with("ZAP by [Checkmarx]") ||
           line.starts_with("ZAP is supported by the ") || line == "## Alert Detail";
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (is_known(line) && line != "## Alert Detail") return {90, "the heading of ZAP's report in Markdown", {}};
    if (head.contains("## Alert Detail") && head.contains("zaproxy.org/docs/alerts/"))
        return {86, "alerts with links to ZAP's documentation", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    Reader reader(report.limits);
    bool known = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        known = known || is_known(lines[i]);
        reader.line(lines[i], i);
    }
    reader.finish();
    if (!known && reader.alerts.empty()) return false;
    std::string site;
    for (const TextAlert& a : reader.alerts)
        if (site.empty()) site = a.alert.first_uri();
    const ScanInfo scan = zap::scan_of(site, {}, {}, false, {}, {});
    report.tell(scan);
    for (const TextAlert& a : reader.alerts) {
        if (!report.go_on()) break;
        RawFinding& f = next_of_line(report, a.line);
        zap::read_alert(a.alert, f, report.stats, report.limits);
        zap::name_other_site(a.alert, scan, f);
        report.emit();
    }
    return true;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no alert of ZAP", read);
}

} // namespace

const FormatInfo k_zap_markdown_format{
    "zap-markdown", FormatKind::findings, "ZAP", "text/markdown", "ZAP's traditional report in Markdown", sniff, parse};

} // namespace parapet
