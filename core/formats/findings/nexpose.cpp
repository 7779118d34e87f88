// Nexpose (Rapid7 InsightVM), XML reports 1.0 and 2.0: nodes with the tests that found something, and behind them what
// each weakness is.

#include "core/base/text.h"
#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/with_reader.h"
#include "core/formats/common/xml_report.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace parapet {

extern const FormatInfo k_nexpose_format;

namespace {

// Of a weakness, 1 to 10.
constexpr std::array<fields::SeverityWord, 11> k_severities{{
    {"10", Severity::critical},
    {"9", Severity::critical},
    {"8", Severity::high},
    {"7", Severity::high},
    {"6", Severity::medium},
    {"5", Severity::medium},
    {"4", Severity::medium},
    {"3", Severity::low},
    {"2", Severity::low},
    {"1", Severity::info},
    {"0", Severity::info},
}};

CheckOutcome outcome_of(std::string_view status) {
    if (istarts_with(status, "vulnerable") || istarts_with(status, "potential")) return CheckOutcome::fail;
    if (istarts_with(status, "not-vulnerable")) return CheckOutcome::pass;
    if (istarts_with(status, "error")) return CheckOutcome::error;
    if (istarts_with(status, "exception") || istarts_with(status, "overridden")) return CheckOutcome::fail;
    return CheckOutcome::not_reviewed;
}

// The text of nested paragraphs, without the indentation of the document.
std::string text_of(xml::Node node) {
    std::string out;
    const std::string text = node.all_text();
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view words = trim(line);
        if (words.empty()) continue;
        if (!out.empty()) out += '\n';
        out += words;
    }
    return out;
}

// A test is only understood with its definition, which stands behind all nodes, so the whole is held.
class Nexpose {
public:
    Nexpose(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> read(const xml::Document& document) {
        document_ = &document;
        const xml::Node root = document.root();
        if (root.name() != "NexposeReport") return fail(Errc::malformed, "the root element is not NexposeReport", "/");
        for (const xml::Node list : root.descendants("VulnerabilityDefinitions"))
            for (const xml::Node definition : list.children("vulnerability"))
                definitions_.emplace(to_lower(definition.attr("id")), definition);
        const xml::Node scan = root.child("scans").child("scan");
        started_ = loose_time(scan.attr("startTime"));
        finished_ = loose_time(scan.attr("endTime"));
        complete_ = !scan || iequals(scan.attr("status"), "finished");
        for (const xml::Node nodes : root.children("nodes")) {
            for (const xml::Node node : nodes.children("node"))
                if (auto ok = read_node(node); !ok) return ok;
        }
        if (!told_) tell({});
        return {};
    }

private:
    void tell(xml::Node node) {
        told_ = true;
        ScanInfo scan;
        scan.tool = stats_.tool = "Nexpose";
        address_ = elide(node.attr("address"), 100);
        const std::string_view name = node.child("names").child_text("name");
        fields::put(scan.target, name.empty() ? address_ : std::string(name));
        scan.target_kind = "host";
        fields::put(scan.policy, node.attr("scan-template"));
        scan.started = started_;
        scan.finished = finished_;
        scan.complete = complete_;
        out_.scan(scan);
    }

    Result<void> read_node(xml::Node node) {
        tell(node);
        for (const xml::Node test : node.descendants("test")) {
            if (test.parent().name() != "tests") continue;
            if (++tests_ % 64 == 0) {
                if (auto ok = job_.check(); !ok) return ok;
            }
            read_test(test);
            if (finding_.outcome == CheckOutcome::fail) ++stats_.records; // what was found; the others are evidence
            out_.finding(finding_);
        }
        return {};
    }

    void read_test(xml::Node test) {
        RawFinding& f = finding_;
        f.clear();
        f.place.line = document_->line_of(test);
        f.place.offset = document_->offset_of(test);
        f.place.path = fmt::format("/NexposeReport/nodes/node[{}]//test[{}]", address_, tests_);
        const std::string_view id = test.attr("id");
        fields::put(f.rule, id);
        f.outcome = outcome_of(test.attr("status"));
        if (istarts_with(test.attr("status"), "exception")) {
            f.suppressed = true;
            f.suppression = "excepted in Nexpose";
        }
        fields::add_tag(f, test.attr("status"));
        f.seen = loose_time(test.attr("vulnerable-since"));
        f.location.host = address_;
        fields::put(f.location.resource, test.attr("key"), 300);
        // <endpoint protocol="tcp" port="443"><services><service name="HTTPS"><tests>
        const xml::Node service = test.parent().parent();
        const xml::Node endpoint = service.parent().parent();
        if (service.name() == "service" && endpoint.name() == "endpoint") {
            fields::set_port(f.location, endpoint.attr("port"));
            if (f.location.resource.empty())
                f.location.resource = elide(
                    fmt::format("{}/{} {}", endpoint.attr("port"), endpoint.attr("protocol"), service.attr("name")),
                    200);
        }
        fields::set_text(f.evidence, text_of(test), stats_, f.place.path, limits_);
        const auto known = definitions_.find(to_lower(id));
        if (known != definitions_.end()) return read_definition(known->second);
        fields::set_title(f, {id, "a test without a name"}, limits_);
        fields::set_severity(f, {}, k_severities, stats_); // the report does not define this weakness
    }

    void read_definition(xml::Node definition) {
        RawFinding& f = finding_;
        fields::put(f.rule_name, definition.attr("title"));
        fields::set_title(f, {definition.attr("title"), f.rule}, limits_);
        fields::set_severity(f, definition.attr("severity"), k_severities, stats_);
        fields::CvssPick cvss;
        const auto offer = [&](std::string_view vector, std::string_view score) {
            double number = 0;
            const bool has = parse_double(definition.attr(score), number);
            cvss.offer(definition.attr(vector), has ? std::optional(number) : std::nullopt);
        };
        offer("cvssV3Vector", "cvssV3Score");
        offer("cvssVector", "cvssScore");
        cvss.put(f);
        fields::set_text(f.description, text_of(definition.child("description")), stats_, f.place.path, limits_);
        fields::set_text(f.remediation, text_of(definition.child("solution")), stats_, f.place.path, limits_);
        for (const xml::Node reference : definition.child("references").children("reference")) {
            const std::string_view source = reference.attr("source");
            const std::string_view text = reference.text();
            if (iequals(source, "URL"))
                fields::add_link(f, text);
            else if (iequals(source, "CVE"))
                fields::add_id(f, istarts_with(text, "CVE-") ? std::string(text) : fmt::format("CVE-{}", text));
            else if (iequals(source, "CWE"))
                fields::add_cwes_of(f, istarts_with(text, "CWE") ? std::string(text) : fmt::format("CWE-{}", text));
            else if (iequals(source, "XF") || iequals(source, "BID") || !fields::add_id(f, text))
                fields::add_tag(f, fmt::format("{}:{}", source, text));
        }
        for (const xml::Node tag : definition.child("tags").children("tag"))
            fields::add_tag(f, tag.text());
        if (definition.child("exploits").child()) fields::add_tag(f, "exploit known");
        if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    const xml::Document* document_ = nullptr;
    std::map<std::string, xml::Node> definitions_;
    std::optional<Time> started_, finished_;
    bool complete_ = true, told_ = false;
    std::string address_;
    std::uint64_t tests_ = 0;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "NexposeReport") return {};
    return {95, "root element NexposeReport", {}};
}

} // namespace

const FormatInfo k_nexpose_format{"nexpose-xml",
                                  FormatKind::findings,
                                  "Nexpose",
                                  "application/xml",
                                  "Nexpose and InsightVM: XML report, versions 1.0 and 2.0",
                                  sniff,
                                  parse_xml_with<Nexpose>};

} // namespace parapet
