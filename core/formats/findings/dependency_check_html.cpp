// Dependency-Check's page: for each library its file, its identifiers, and a paragraph for each vulnerability, whose
// button to suppress it says what it is.

#include "core/base/text.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/html_tokens.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace parapet {

extern const FormatInfo k_dependency_check_html_format;

namespace {

// What the page says of one vulnerability; `end` is where the next thing begins.
struct Entry {
    std::string name, library, file, purl;
    std::size_t begin = 0, end = 0;
    bool suppressed = false;
};

// The name in the button: data-id-to-suppress="CVE-2026-1", before 9 copyText('a.jar', 'sha1', 'purl', 'cve',
// 'CVE-2026-1').
std::string button_name(const HtmlToken& token) {
    const std::string type = token.attribute("data-type-to-suppress");
    if (type == "cve" || type == "vulnerabilityName") return token.attribute("data-id-to-suppress");
    const std::string click = token.attribute("onclick");
    if (!click.starts_with("copyText(")) return {};
    const std::vector<std::string_view> parts = split(click, '\'');
    // 'display', 'sha1', 'purl', 'cve', 'CVE-...': every other part is within quotes
    if (parts.size() < 5 || (parts[parts.size() - 4] != "cve" && parts[parts.size() - 4] != "vulnerabilityName"))
        return {};
    return std::string(parts[parts.size() - 2]);
}

class Page {
public:
    explicit Page(std::string_view html)
        : html_(html)
        , tokens_(html) {}

    void read() {
        while (tokens_.next(token_)) {
            closed = closed || token_.closes("html");
            if (token_.opens("h2") || token_.opens("h3") || token_.opens("h4")) {
                end_entry(token_.begin);
                heading_ = token_.end;
                name_ = token_.name;
            } else if (heading_ != 0 && token_.closes(name_)) {
                heading(fields::folded(text_of_html(html_.substr(heading_, token_.begin - heading_))));
                heading_ = 0;
            } else if (token_.opens("button")) {
                begin_entry(button_name(token_));
            } else if (token_.opens("span") && token_.has_class("suppressedLabel")) {
                if (within_suppressed_) begin_entry(bold_);
            } else if (token_.opens("b")) {
                bold_begin_ = token_.end;
            } else if (token_.closes("b") && bold_begin_ != 0) {
                bold_ = fields::folded(text_of_html(html_.substr(bold_begin_, token_.begin - bold_begin_)));
                if (bold_.ends_with(" (NPM)")) bold_.resize(bold_.size() - 6);
                bold_begin_ = 0;
            } else if (token_.kind == HtmlToken::Kind::text) {
                text(trimmed(text_of_html(token_.body)));
            }
        }
        end_entry(html_.size());
    }

    std::vector<Entry> entries;
    std::string project, version;
    bool closed = false;

private:
    void heading(const std::string& words) {
        if (name_ == "h2" || name_ == "h3") {
            if (name_ == "h2") within_suppressed_ = words.starts_with("Suppressed");
            library_ = {};
            if (name_ == "h3") library_.library = words;
            in_identifiers_ = false;
        } else {
            in_identifiers_ = words.starts_with("Identifiers") || words.starts_with("Suppressed Identifiers");
            if (within_suppressed_) in_vulnerabilities_ = words.starts_with("Suppressed Vulnerabilities");
        }
        if (words.starts_with("Project: ")) project = words.substr(9);
    }
    void text(const std::string& words) {
        if (words.empty()) return;
        if (path_next_ && library_.file.empty()) library_.file = words;
        path_next_ = bold_.starts_with("File") && bold_.find("Path") != std::string::npos &&
                     words.find("Path") != std::string::npos;
        if (in_identifiers_ && library_.purl.empty() && words.starts_with("pkg:")) library_.purl = words;
        if (words.starts_with("dependency-check version")) version_next_ = true;
        const auto colon = words.find(": ");
        if (version_next_ && colon != std::string::npos) {
            version = words.substr(colon + 2);
            version_next_ = false;
        }
    }
    void begin_entry(const std::string& name) {
        if (name.empty() || (within_suppressed_ && !in_vulnerabilities_)) return;
        end_entry(token_.begin);
        current_ = library_;
        current_.name = name;
        current_.begin = token_.end;
        current_.suppressed = within_suppressed_;
    }
    void end_entry(std::size_t at) {
        if (current_.name.empty()) return;
        current_.end = at;
        entries.push_back(std::move(current_));
        current_ = {};
    }

    std::string_view html_;
    HtmlTokens tokens_;
    HtmlToken token_;
    Entry library_, current_;
    std::string bold_, name_;
    std::size_t heading_ = 0, bold_begin_ = 0;
    bool within_suppressed_ = false, in_identifiers_ = false, in_vulnerabilities_ = false;
    bool path_next_ = false, version_next_ = false;
};

// "Base Score: HIGH (7.5)", "HIGH (7.5)"
bool read_score(std::string_view line, std::string_view& word, double& score) {
    if (line.starts_with("- ")) line.remove_prefix(2);
    if (line.starts_with("Base Score:")) line = trim(line.substr(11));
    const auto open = line.rfind(" (");
    if (open == std::string_view::npos || !line.ends_with(')')) return false;
    if (!parse_double(line.substr(open + 2, line.size() - open - 3), score)) return false;
    word = line.substr(0, open);
    return word.find(' ') == std::string_view::npos;
}

void read_text(const std::string& text, RawFinding& f, WholeReport& report) {
    fields::CvssPick cvss;
    std::string_view word, best;
    double score = -1;
    bool scored = false;
    for (std::string_view line : split(text, '\n')) {
        line = trim(line);
        std::string_view bare = line.starts_with("- ") ? trim(line.substr(2)) : line;
        if (line.starts_with("CVSSv")) {
            scored = true;
        } else if (scored && read_score(line, word, score)) {
            if (best.empty()) best = word; // the newest version comes first
        } else if (scored && score >= 0 &&
                   (bare.starts_with("Vector:") || bare.find("AV:") != std::string_view::npos)) {
            if (bare.starts_with("Vector:")) bare = trim(bare.substr(7));
            if (bare.starts_with('/')) bare.remove_prefix(1);
            cvss.offer(bare, score);
            scored = false;
            score = -1;
        } else if (bare.starts_with("Severity:") && best.empty()) {
            best = trim(bare.substr(9));
        } else if (line.starts_with("CWE-") || line.starts_with("[CWE-")) {
            fields::add_cwes_of(f, line);
        } else if (line.find("Known Exploited Vulnerability") != std::string_view::npos) {
            f.kev = true;
        }
    }
    cvss.put(f);
    fields::rate(f, best, Severity::info, report.stats);
}

void read_entry(const Entry& e, std::string_view markup, RawFinding& f, WholeReport& report) {
    Location& at = f.location;
    fields::set_purl(at, e.purl);
    if (at.package.empty()) fields::put(at.package, e.library);
    at.file = fields::normal_path(e.file);
    fields::put(at.resource, e.library, 500);
    const auto open = markup.find("<pre>");
    const auto close = markup.find("</pre>");
    if (open != std::string_view::npos && close != std::string_view::npos && open < close)
        report.text(f.description, text_of_html(markup.substr(open + 5, close - open - 5)));
    fields::set_vulnerability(f, e.name, report.limits);
    fields::add_links_of_html(f, markup.substr(0, markup.find("Vulnerable Software")));
    read_text(text_of_html(close == std::string_view::npos ? markup : markup.substr(close)), f, report);
    fields::add_cwes_of(f, text_of_html(markup.substr(0, std::min(markup.find("CVSSv"), markup.size()))));
    if (!e.suppressed) return;
    f.suppressed = true;
    f.suppression = "suppressed in Dependency-Check's configuration";
}

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("<title>") && head.contains("Dependency-Check Report"))
        return {92, "a page with the title Dependency-Check Report", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    Page page(*html);
    page.read();
    if (!page.closed) return fail(Errc::malformed, "the page ends before its end", "/html");
    if (page.entries.empty() && html->find("ependency-") == std::string::npos)
        return fail(Errc::malformed, "no page of Dependency-Check", "/html");
    ParseStats stats;
    WholeReport report(out, stats, job, options);
    ScanInfo scan;
    scan.tool = "OWASP Dependency-Check";
    fields::put(scan.tool_version, page.version, 40);
    fields::put(scan.target, page.project);
    scan.target_kind = "repository";
    report.tell(scan);
    for (const Entry& e : page.entries) {
        if (!report.go_on()) break;
        RawFinding& f =
            report.next(fmt::format("vulnerability {}", stats.records + 1), 0, static_cast<std::int64_t>(e.begin));
        read_entry(e, std::string_view(*html).substr(e.begin, e.end - e.begin), f, report);
        report.emit();
    }
    return finish_whole(report);
}

} // namespace

const FormatInfo k_dependency_check_html_format{"dependency-check-html",
                                                FormatKind::findings,
                                                "OWASP Dependency-Check",
                                                "text/html",
                                                "OWASP Dependency-Check's page: vulnerable libraries",
                                                sniff,
                                                parse};

} // namespace parapet
