// Dastardly's JUnit XML: a suite for each address, a failure for each issue on it.

#include "core/base/text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/xml_report.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_dastardly_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    {"Information", Severity::info},
}};

// The text of a failure: lines of headings with their text below.
constexpr std::array<std::string_view, 8> k_headings{"Issue Detail",
                                                     "Issue Background",
                                                     "Remediation Detail",
                                                     "Remediation Background",
                                                     "References",
                                                     "Evidence",
                                                     "Vulnerability Classifications",
                                                     "Issue Remediation"};

std::string_view section(std::string_view text, std::string_view heading) {
    const auto at = text.find(fmt::format("\n{}\n", heading));
    if (at == std::string_view::npos) return {};
    const std::size_t from = at + heading.size() + 2;
    std::size_t end = text.size();
    for (const std::string_view other : k_headings)
        end = std::min(end, text.find(fmt::format("\n{}\n", other), from - 1));
    return trim(text.substr(from, end - from));
}

// "Severity: High"
std::string_view line_value(std::string_view text, std::string_view key) {
    const auto at = text.find(fmt::format("{}:", key));
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + key.size() + 1);
    return trim(rest.substr(0, rest.find('\n')));
}

class DastardlyReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        const xml::Node suite = at.node.parent();
        const std::string origin = fields::url_origin(suite.attr("name"));
        if (!told() || (!origin.empty() && origin != origin_)) tell_origin(origin);
        for (const xml::Node failure : at.node.children("failure")) {
            RawFinding& finding = start(at, "/testsuites/testsuite/testcase");
            read(at.node, failure, suite.attr("name"), finding);
            emit();
        }
    }

private:
    void tell_origin(const std::string& origin) {
        origin_ = origin;
        ScanInfo scan;
        scan.tool = "Dastardly";
        fields::put(scan.target, origin);
        scan.target_kind = "url";
        tell(scan);
    }

    void read(xml::Node test, xml::Node failure, std::string_view url, RawFinding& f) {
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, test.attr("name"));
        fields::put(f.rule_name, test.attr("name"));
        fields::set_title(f, {test.attr("name"), failure.attr("message")}, limits);
        const std::string text = replace_all(std::string(failure.raw_text()), "\r\n", "\n");
        const std::string_view severity = failure.attr("type");
        fields::set_severity(f, severity.empty() ? line_value(text, "Severity") : severity, k_severities, stats);
        if (const std::string_view sure = line_value(text, "Confidence"); !sure.empty())
            fields::add_tag(f, fmt::format("confidence: {}", to_lower(sure)));
        std::string description(section(text, "Issue Detail"));
        fields::append_text(description, section(text, "Issue Background"));
        if (description.empty()) description = failure.attr("message");
        fields::set_text(f.description, description, stats, f.place.path, limits);
        std::string remedy(section(text, "Remediation Detail"));
        fields::append_text(remedy, section(text, "Remediation Background"));
        fields::set_text(f.remediation, remedy, stats, f.place.path, limits);
        fields::add_cwes_of(f, section(text, "Vulnerability Classifications"));
        for (const char* list : {"References", "Vulnerability Classifications"})
            add_links(section(text, list), f);
        fields::set_exchange(f, section(text, "Evidence"), {});
        const std::string_view host = line_value(text, "Host");
        std::string place(url.find("://") == std::string_view::npos ? host : url);
        fields::set_url(f.location, place);
    }

    static void add_links(std::string_view text, RawFinding& f) {
        for (auto at = text.find("http"); at != std::string_view::npos; at = text.find("http", at + 4)) {
            const std::string_view rest = text.substr(at);
            fields::add_link(f, rest.substr(0, rest.find_first_of(" \n\t)")));
        }
    }

    std::string origin_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || (head.xml_root != "testsuites" && head.xml_root != "testsuite")) return {};
    if (head.contains("Dastardly scan results")) return {95, "root element testsuites of a Dastardly scan", {}};
    if (head.contains("No issues were identified") && head.contains("://"))
        return {75, "root element testsuites, addresses with \"No issues were identified\"", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<DastardlyReport>(in, out, job, options, {"testsuites", "testsuite"}, {"testcase"});
}

} // namespace

const FormatInfo k_dastardly_format{"dastardly-xml",
                                    FormatKind::findings,
                                    "Dastardly",
                                    "application/xml",
                                    "Dastardly, of Burp Suite: issues of web applications as JUnit XML",
                                    sniff,
                                    parse};

} // namespace parapet
