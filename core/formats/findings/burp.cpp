// Burp Suite's XML of issues, with requests and responses.

#include "core/base/text.h"
#include "core/base/xml.h"
#include "core/formats/common/base64.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_burp_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Information", Severity::info},
    {"False positive", Severity::info},
}};

constexpr std::size_t k_kept_bytes = 8000; // of a request or response

std::string message_of(xml::Node node) {
    const std::string_view raw = node.raw_text();
    if (!iequals(node.attr("base64"), "true")) return elide(raw, k_kept_bytes);
    return decode_base64(raw, k_kept_bytes).value_or(std::string());
}

class Burp {
public:
    Burp(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> record(const xml::Record& at) {
        if (++stats_.records % 64 == 0) {
            if (auto ok = job_.check(); !ok) return ok;
        }
        const std::string_view host = at.node.child_text("host");
        if (!told_ || host != host_) tell(host, at.node.parent());
        finding_.clear();
        finding_.place.line = at.line;
        finding_.place.offset = at.offset;
        finding_.place.path = fmt::format("/issues/issue[{}]", stats_.records);
        read(at.node);
        out_.finding(finding_);
        return {};
    }
    void finish(xml::Node root) {
        if (!told_) tell({}, root);
    }

private:
    // Every host is a scan of its own.
    void tell(std::string_view host, xml::Node root) {
        told_ = true;
        host_ = host;
        ScanInfo scan;
        scan.tool = stats_.tool = "Burp Suite";
        fields::put(scan.tool_version, root.attr("burpVersion"), 40);
        stats_.tool_version = scan.tool_version;
        fields::put(scan.target, host);
        scan.target_kind = "url";
        out_.scan(scan);
    }

    void read(xml::Node issue) {
        RawFinding& f = finding_;
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, issue.child_text("type"));
        fields::put(f.rule_name, issue.child_text("name"));
        fields::set_title(f, {issue.child_text("name"), f.rule}, limits_);
        std::string text = text_of_html(issue.child_text("issueDetail"));
        if (const auto more = text_of_html(issue.child_text("issueBackground")); !more.empty())
            text += fmt::format("{}{}", text.empty() ? "" : "\n\n", more);
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        std::string remedy = text_of_html(issue.child_text("remediationDetail"));
        if (const auto more = text_of_html(issue.child_text("remediationBackground")); !more.empty())
            remedy += fmt::format("{}{}", remedy.empty() ? "" : "\n\n", more);
        fields::set_text(f.remediation, remedy, stats_, f.place.path, limits_);
        fields::set_severity(f, issue.child_text("severity"), k_severities, stats_);
        if (iequals(f.severity_raw, "False positive")) {
            f.suppressed = true;
            f.suppression = "marked as a false positive in Burp";
        }
        fields::add_tag(f, fmt::format("confidence: {}", to_lower(issue.child_text("confidence"))));
        fields::add_cwes_of(f, issue.child_text("vulnerabilityClassifications"));
        for (const char* list : {"references", "vulnerabilityClassifications"})
            read_links(issue.child_text(list));
        read_place(issue);
    }

    // <li><a href="https://...">title</a></li>
    void read_links(std::string_view html) {
        for (auto at = html.find("href=\""); at != std::string_view::npos; at = html.find("href=\"", at)) {
            at += 6;
            const auto end = html.find('"', at);
            if (end == std::string_view::npos) return;
            fields::add_link(finding_, html.substr(at, end - at));
        }
    }

    void read_place(xml::Node issue) {
        Location& at = finding_.location;
        std::string url(issue.child_text("host"));
        url += issue.child_text("path");
        fields::set_url(at, url);
        // "/search [q parameter]"
        const std::string_view location = issue.child_text("location");
        const auto open = location.rfind('[');
        const auto close = location.rfind(" parameter]");
        if (open != std::string_view::npos && close != std::string_view::npos && close > open)
            fields::put(at.parameter, location.substr(open + 1, close - open - 1), 200);
        const xml::Node exchange = issue.child("requestresponse");
        const xml::Node request = exchange.child("request");
        fields::put(at.method, request.attr("method"), 20);
        std::string evidence = fields::masked_http(message_of(request));
        if (const xml::Node response = exchange.child("response"); response)
            evidence += "\n\n" + fields::masked_http(message_of(response));
        finding_.evidence = elide(trimmed(sanitize_utf8(evidence)), 2 * k_kept_bytes);
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    bool told_ = false;
    std::string host_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "issues") return {};
    if (head.contains("burpVersion")) return {95, "root element issues with burpVersion", {}};
    if (head.contains("<serialNumber") && head.contains("<issue>"))
        return {70, "root element issues, of issue with serialNumber", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    Burp burp(out, stats, job, *options.limits);
    xml::Document document;
    const auto on_record = [&](const xml::Record& at) { return burp.record(at); };
    if (auto ok = document.stream(in, {"issue"}, on_record, {}, *options.limits); !ok) return fail(ok.error());
    if (document.root().name() != "issues") return fail(Errc::malformed, "the root element is not issues", "/");
    burp.finish(document.root());
    return stats;
}

} // namespace

const FormatInfo k_burp_format{"burp-xml",
                               FormatKind::findings,
                               "Burp Suite",
                               "application/xml",
                               "Burp Suite's issues in XML, with requests and responses",
                               sniff,
                               parse};

} // namespace parapet
