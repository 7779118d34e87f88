// Acunetix's XML export: scans, each with its report items.

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/xml_report.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_acunetix_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"informational", Severity::info},
}};

class AcunetixReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        const xml::Node scan = at.node.parent().parent();
        if (!told() || !(scan == scan_)) tell_scan(scan);
        RawFinding& finding = start(at, "/ScanGroup/Scan/ReportItems/ReportItem");
        read(at.node, finding);
        emit();
    }
    void finish(xml::Node root) override {
        for (const xml::Node scan : root.children("Scan"))
            if (!told()) tell_scan(scan);
    }

private:
    void tell_scan(xml::Node node) {
        scan_ = node;
        start_url_ = node.child_text("StartURL");
        if (start_url_.find("://") == std::string::npos) {
            const std::string_view crawled = node.child("Crawler").attr("StartUrl");
            start_url_ = crawled.empty() && !start_url_.empty() ? "http://" + start_url_ : std::string(crawled);
        }
        ScanInfo scan;
        scan.tool = "Acunetix";
        fields::put(scan.target, fields::url_origin(start_url_));
        scan.target_kind = "url";
        scan.started = loose_time(node.child_text("StartTime"));
        scan.finished = loose_time(node.child_text("FinishTime"));
        if (iequals(node.child_text("Aborted"), "True")) scan.complete = false;
        tell(scan);
    }

    void read(xml::Node item, RawFinding& f) {
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, item.child_text("ModuleName"));
        fields::put(f.rule_name, item.child_text("Name"));
        fields::set_title(f, {item.child_text("Name"), f.rule}, limits);
        fields::set_severity(f, item.child_text("Severity"), k_severities, stats);
        std::string text = text_of_html(item.child_text("Description"));
        fields::append_text(text, text_of_html(item.child_text("Details")));
        fields::append_text(text, text_of_html(item.child_text("Impact")), "Impact");
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::set_text(f.remediation, text_of_html(item.child_text("Recommendation")), stats, f.place.path, limits);
        for (const xml::Node cwe : item.child("CWEList").children("CWE")) {
            std::int64_t number = 0;
            if (parse_int(cwe.attr("id"), number)) fields::add_cwe(f, number);
            fields::add_cwes_of(f, cwe.text());
        }
        for (const xml::Node cve : item.child("CVEList").children())
            fields::add_ids_of(f, fmt::format("{} {}", cve.text(), cve.child_text("Id")));
        for (const xml::Node reference : item.child("References").children())
            fields::add_link(f, reference.child_text("URL"));
        fields::CvssPick cvss;
        for (const char* name : {"CVSS4", "CVSS3", "CVSS"}) {
            double score = 0;
            const bool has = parse_double(item.child(name).child_text("Score"), score);
            cvss.offer(item.child(name).child_text("Descriptor"), has ? std::optional(score) : std::nullopt);
        }
        cvss.put(f);
        fields::add_tag(f, item.child_text("Type"));
        if (iequals(item.child_text("IsFalsePositive"), "True")) {
            f.suppressed = true;
            f.suppression = "marked as a false positive in Acunetix";
        }
        const xml::Node exchange = item.child("TechnicalDetails");
        fields::set_exchange(f, exchange.child_text("Request"), exchange.child_text("Response"));
        read_place(item, f.location);
    }

    void read_place(xml::Node item, Location& at) {
        const std::string_view affects = item.child_text("Affects");
        const bool whole = affects.find("://") != std::string_view::npos;
        std::string url = whole ? std::string(affects) : fields::url_origin(start_url_);
        if (!whole && !affects.empty() && affects.front() == '/') url += affects;
        fields::set_url(at, url);
        if (!whole && !affects.empty() && affects.front() != '/') fields::put(at.resource, affects);
        fields::put(at.parameter, item.child_text("Parameter"), 200);
        // AcuSensor sees the code.
        at.file = fields::normal_path(item.child_text("AOP_SourceFile"));
        std::int64_t line = 0;
        if (parse_int(item.child_text("AOP_SourceLine"), line) && line > 0 && line < (1LL << 31)) at.line = line;
    }

    xml::Node scan_;
    std::string start_url_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "ScanGroup") return {};
    if (head.contains("<ReportItem") || head.contains("<StartURL"))
        return {92, "root element ScanGroup, with a scan's StartURL or ReportItems", {}};
    return {60, "root element ScanGroup", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<AcunetixReport>(in, out, job, options, {"ScanGroup"}, {"ReportItem"},
                                            {.discard = {"SiteFiles", "Cookies"}});
}

} // namespace

const FormatInfo k_acunetix_format{"acunetix-xml",
                                   FormatKind::findings,
                                   "Acunetix",
                                   "application/xml",
                                   "Acunetix: weaknesses of web applications",
                                   sniff,
                                   parse};

} // namespace parapet
