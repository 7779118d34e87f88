// Burp Suite Professional's report, which is a web page: types of issues, each with its instances. Types of a single
// instance have no heading of their own for it.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/html_tokens.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_burp_report_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    {"Information", Severity::info},
    {"False positive", Severity::info},
}};

using Sections = std::vector<std::pair<std::string, std::string_view>>; // heading, markup

struct Issue {
    std::string number, heading; // "1.2", "https://shop.example/a [q parameter]"
    std::string severity, confidence, host, path;
    Sections sections;
    std::size_t offset = 0;
};
struct Type {
    std::string name, link;
    Sections sections;
    std::vector<Issue> issues;
};

// "1.2. https://..." and "3. SQL injection" without their numbers.
std::string without_number(const std::string& text) {
    const auto end = text.find_first_not_of("0123456789.");
    return std::string(trim(std::string_view(text).substr(end == std::string::npos ? text.size() : end)));
}

class Page {
public:
    explicit Page(std::string_view html)
        : html_(html)
        , tokens_(html) {}

    Result<std::vector<Type>> read(JobContext& job) {
        std::uint64_t seen = 0;
        while (tokens_.next(token_)) {
            if (++seen % 4096 == 0) {
                if (auto ok = job.check(); !ok) return fail(ok.error());
            }
            step();
        }
        if (!closed_) return fail(Errc::malformed, "the page ends before its end", "/html");
        return std::move(types_);
    }

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

    void step() {
        if (token_.closes("html")) closed_ = true;
        if (token_.opens("span") && token_.has_class("BODH0")) {
            begin_type();
        } else if (types_.empty()) {
            return; // the table of contents
        } else if (token_.opens("span") && token_.has_class("BODH1")) {
            const std::size_t offset = token_.begin;
            const std::string number = token_.attribute("id");
            begin_issue(number, without_number(fields::folded(text_of_html(inner("span")))), offset);
        } else if (token_.opens("h2")) {
            heading_ = fields::folded(text_of_html(inner("h2")));
        } else if (token_.opens("table") && token_.has_class("summary_table")) {
            summary();
        } else if (!heading_.empty() && (is_text() || (token_.opens("div") && token_.has_class("rr_div")))) {
            const std::string_view markup = inner(token_.name == "span" ? "span" : "div");
            Sections& list =
                types_.back().issues.empty() ? types_.back().sections : types_.back().issues.back().sections;
            list.emplace_back(std::exchange(heading_, {}), markup);
        }
    }
    [[nodiscard]] bool is_text() const { return token_.opens("span") && token_.has_class("TEXT"); }

    void begin_type() {
        const std::string_view markup = inner("span");
        Type type;
        HtmlTokens inside(markup);
        HtmlToken link;
        while (type.link.empty() && inside.next(link))
            if (link.opens("a")) type.link = link.attribute("href");
        type.name = without_number(fields::folded(text_of_html(markup)));
        types_.push_back(std::move(type));
        heading_.clear();
    }

    void begin_issue(const std::string& number, const std::string& heading, std::size_t offset) {
        Issue issue;
        issue.number = number;
        issue.heading = heading;
        issue.offset = offset;
        types_.back().issues.push_back(std::move(issue));
        heading_.clear();
    }

    // <tr><td>Severity:</td><td><b>High</b></td></tr>
    void summary() {
        const std::size_t offset = token_.begin;
        const std::string_view table = inner("table");
        std::vector<Issue>& issues = types_.back().issues;
        if (issues.empty()) begin_issue({}, {}, offset);
        HtmlTokens inside(table);
        HtmlToken token;
        std::string label;
        while (inside.next(token)) {
            if (token.kind != HtmlToken::Kind::text) continue;
            const std::string text = fields::folded(text_of_html(token.body));
            if (text.empty()) continue;
            if (text.back() == ':')
                label = text;
            else
                fact(issues.back(), label, text);
        }
        heading_.clear();
    }

    static void fact(Issue& issue, const std::string& label, const std::string& text) {
        if (label == "Severity:" && issue.severity.empty()) issue.severity = text;
        if (label == "Confidence:" && issue.confidence.empty()) issue.confidence = text;
        if (label == "Host:" && issue.host.empty()) issue.host = text;
        if (label == "Path:" && issue.path.empty()) issue.path = text;
    }

    std::string_view html_;
    HtmlTokens tokens_;
    HtmlToken token_;
    std::string heading_;
    std::vector<Type> types_;
    bool closed_ = false;
};

class Writer {
public:
    Writer(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    void write(const std::vector<Type>& types) {
        stats_.tool = "Burp Suite";
        for (const Type& type : types)
            for (const Issue& issue : type.issues)
                finding(type, issue);
        if (!told_) tell({});
    }

private:
    // Every host is a scan of its own.
    void tell(const std::string& host) {
        if (told_ && host == host_) return;
        told_ = true;
        host_ = host;
        ScanInfo scan;
        scan.tool = stats_.tool;
        fields::put(scan.target, fields::url_origin(host));
        scan.target_kind = "url";
        out_.scan(scan);
    }

    void finding(const Type& type, const Issue& issue) {
        ++stats_.records;
        tell(issue.host);
        RawFinding f;
        f.place.path = fmt::format("issue {}", issue.number.empty() ? type.name : issue.number);
        f.place.offset = static_cast<std::int64_t>(issue.offset);
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, rule_of(type));
        fields::put(f.rule_name, type.name);
        fields::set_title(f, {type.name, "an issue without a name"}, limits_);
        fields::set_severity(f, issue.severity, k_severities, stats_);
        if (iequals(f.severity_raw, "False positive")) {
            f.suppressed = true;
            f.suppression = "marked as a false positive in Burp";
        }
        if (!issue.confidence.empty()) fields::add_tag(f, fmt::format("confidence: {}", to_lower(issue.confidence)));
        fields::add_link(f, type.link);
        fields::set_url(f.location, issue.host + issue.path);
        set_parameter(issue.heading, f);
        sections(type, issue, f);
        out_.finding(f);
    }

    // ".../issues/details/00100200_sqlinjection": the number that the XML writes as a decimal.
    static std::string rule_of(const Type& type) {
        const auto slash = type.link.rfind('/');
        if (slash == std::string::npos || type.link.size() < slash + 9) return type.name;
        const std::string_view hex = std::string_view(type.link).substr(slash + 1, 8);
        std::uint64_t number = 0;
        for (const char c : hex) {
            const auto digit = std::string_view("0123456789abcdef").find(c);
            if (digit == std::string_view::npos) return type.name;
            number = number * 16 + digit;
        }
        return fmt::format("{}", number);
    }

    // "https://shop.example/search [q parameter]"
    static void set_parameter(std::string_view heading, RawFinding& f) {
        const auto open = heading.rfind('[');
        const auto close = heading.rfind(" parameter]");
        if (open != std::string_view::npos && close != std::string_view::npos && close > open)
            fields::put(f.location.parameter, heading.substr(open + 1, close - open - 1), 200);
    }

    void sections(const Type& type, const Issue& issue, RawFinding& f) {
        std::string text;
        std::string remedy;
        std::string request;
        std::string response;
        for (const Sections* list : {&issue.sections, &type.sections}) {
            for (const auto& [heading, markup] : *list) {
                if (icontains(heading, "remediation"))
                    fields::append_text(remedy, text_of_html(markup));
                else if (icontains(heading, "issue detail") || icontains(heading, "background"))
                    fields::append_text(text, text_of_html(markup));
                else if (istarts_with(heading, "request") && request.empty())
                    request = text_of_html(markup);
                else if (istarts_with(heading, "response") && response.empty())
                    response = text_of_html(markup);
                if (icontains(heading, "classification")) fields::add_cwes_of(f, markup);
                if (icontains(heading, "classification") || icontains(heading, "reference"))
                    fields::add_links_of_html(f, markup);
            }
        }
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        fields::set_text(f.remediation, remedy, stats_, f.place.path, limits_);
        fields::set_exchange(f, request, response);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    std::string host_;
    bool told_ = false;
};

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::xml && head.contains("<title>Burp Scanner Report</title>"))
        return {92, "a web page with the title Burp Scanner Report", {}};
    if (head.shape == Head::Shape::xml && head.contains(".BODH0") && head.contains(".rr_div"))
        return {60, "a web page with the styles BODH0 and rr_div", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    auto types = Page(*html).read(job);
    if (!types) return fail(types.error());
    ParseStats stats;
    Writer(out, stats, *options.limits).write(*types);
    return stats;
}

} // namespace

const FormatInfo k_burp_report_format{"burp-report-html",
                                      FormatKind::findings,
                                      "Burp Suite",
                                      "text/html",
                                      "Burp Suite Professional's report as a web page",
                                      sniff,
                                      parse};

} // namespace parapet
