// OpenVAS and Greenbone: the XML report, by itself or as the manager's answer. Results come by severity, not by host,
// so each names its host.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/installed_version.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/openvas/product.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_openvas_xml_format;

namespace {

constexpr std::array<fields::SeverityWord, 10> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Log", Severity::info},
    {"Debug", Severity::info},
    {"None", Severity::info},
    {"Alarm", Severity::info},
    {"Error", Severity::info},
    {"False Positive", Severity::info},
}};

// "summary=...|insight=...|solution=..."
std::string_view tag_of(std::string_view tags, std::string_view key) {
    for (const std::string_view part : split(tags, '|'))
        if (part.size() > key.size() && part.substr(0, key.size()) == key && part[key.size()] == '=')
            return trim(part.substr(key.size() + 1));
    return {};
}

class OpenVasReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (at.node.name() == "scan_start") {
            if (!started_) started_ = parse_rfc3339(at.node.text());
            return;
        }
        const std::string_view list = at.node.parent().name();
        if (list != "results" && list != "get_results_response") return;
        if (!told()) tell_report(at.node.parent().parent());
        RawFinding& finding = start(at, "/report/results/result");
        read(at.node, finding);
        emit();
    }
    void finish(xml::Node root) override {
        if (!told()) tell_report(root.child("report") ? root.child("report") : root);
    }

private:
    void tell_report(xml::Node report) {
        ScanInfo scan;
        scan.tool = "OpenVAS";
        scan.target_kind = "host";
        fields::put(scan.policy, report.child("task").child_text("name"));
        if (!started_) started_ = parse_rfc3339(report.child_text("scan_start"));
        scan.started = started_;
        scan.finished = parse_rfc3339(report.child_text("scan_end"));
        const std::string_view status = report.child_text("scan_run_status");
        if (!status.empty() && !iequals(status, "Done")) scan.complete = false;
        tell(scan);
    }

    void read(xml::Node result, RawFinding& f) {
        const xml::Node nvt = result.child("nvt");
        fields::put(f.rule, nvt.attr("oid"), 120);
        fields::put(f.rule_name, nvt.child_text("name"));
        fields::add_id(f, nvt.attr("oid")); // of a scan by CVE
        fields::set_title(f, {result.child_text("name"), f.rule_name, f.rule}, limits);
        read_severity(result, nvt, f);
        const std::string_view tags = nvt.child_text("tags");
        std::string text(tag_of(tags, "summary"));
        for (const char* key : {"insight", "affected", "impact"})
            fields::append_text(text, tag_of(tags, key));
        if (text.empty()) text = result.child_text("description");
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::set_text(f.evidence, result.child_text("description"), stats, f.place.path, limits);
        const std::string_view solution = nvt.child_text("solution");
        fields::set_text(f.remediation, solution.empty() ? tag_of(tags, "solution") : solution, stats, f.place.path,
                         limits);
        read_references(nvt, f);
        double epss = 0;
        if (parse_double(nvt.path({"epss", "max_severity"}).child_text("score"), epss) && epss >= 0 && epss <= 1)
            f.epss = epss;
        fields::add_tag(f, nvt.child_text("family"));
        if (const std::string_view qod = result.child("qod").child_text("value"); !qod.empty())
            fields::add_tag(f, fmt::format("quality of detection: {} %", qod));
        fields::put(f.fingerprint, result.attr("id"), 80);
        f.seen = parse_rfc3339(result.child_text("creation_time"));
        read_place(result, f);
        if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    }

    void read_severity(xml::Node result, xml::Node nvt, RawFinding& f) {
        double score = 0;
        const bool scored = parse_double(result.child_text("severity"), score) && score >= 0 && score <= 10;
        const std::string_view threat = result.child_text("threat");
        if (threat.empty() && scored) { // left out by newer managers
            f.severity = severity_of_score(score);
            f.severity_raw = result.child_text("severity");
            f.severity_known = true;
        } else {
            fields::set_severity(f, threat, k_severities, stats);
        }
        if (iequals(threat, "False Positive")) {
            f.suppressed = true;
            f.suppression = "overridden as a false positive in OpenVAS";
        }
        if (iequals(threat, "Error")) f.outcome = CheckOutcome::error;
        fields::CvssPick cvss;
        for (const xml::Node rating : nvt.child("severities").children("severity")) {
            double value = 0;
            const bool has = parse_double(rating.child_text("score"), value);
            cvss.offer(rating.child_text("value"), has ? std::optional(value > 10 ? value / 10 : value) : std::nullopt);
        }
        double base = 0;
        const bool has_base = parse_double(nvt.child_text("cvss_base"), base);
        cvss.offer(tag_of(nvt.child_text("tags"), "cvss_base_vector"), has_base ? std::optional(base) : std::nullopt);
        if (scored) cvss.offer({}, score);
        cvss.put(f);
    }

    static void read_references(xml::Node nvt, RawFinding& f) {
        for (const xml::Node ref : nvt.child("refs").children("ref")) {
            const std::string_view type = ref.attr("type");
            if (iequals(type, "url")) {
                fields::add_link(f, ref.attr("id"));
            } else if (!fields::add_id(f, ref.attr("id"))) {
                fields::add_tag(f, ref.attr("id"));
            }
        }
        fields::add_ids_of(f, nvt.child_text("cve")); // before version 9
        for (const std::string_view xref : split(nvt.child_text("xref"), ','))
            if (istarts_with(trim(xref), "URL:")) fields::add_link(f, trim(xref).substr(4));
    }

    static void read_place(xml::Node result, RawFinding& f) {
        const xml::Node host = result.child("host");
        const std::string_view name = host.child_text("hostname");
        fields::put(f.asset, name.empty() ? host.text() : name);
        fields::put(f.location.host, host.text(), 100);
        const std::string_view port = result.child_text("port");
        fields::set_port(f.location, port);
        fields::put(f.location.resource, port, 200);
        const xml::Node details = result.child("detection").child("result").child("details");
        for (const xml::Node detail : details.children("detail")) {
            if (detail.child_text("name") != "product") continue;
            fields::set_cpe(f.location, detail.child_text("value"));
        }
        set_openvas_product(f.location, result.child_text("description"));
    }

    std::optional<Time> started_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "get_reports_response" || head.xml_root == "get_report_response")
        return {90, "root element get_reports_response", {}};
    if (head.xml_root == "get_results_response") return {85, "root element get_results_response", {}};
    if (head.xml_root != "report") return {};
    if (head.contains("<nvt oid")) return {88, "root element report, with results of nvt and oid", {}};
    if (head.contains("<scan_run_status") || head.contains("<gmp>") || head.contains("<omp>") ||
        head.contains("<report_format"))
        return {80, "root element report, with scan_run_status or report_format", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<OpenVasReport>(
        in, out, job, options, {"report", "get_reports_response", "get_report_response", "get_results_response"},
        {"result", "scan_start"}, {.discard = {"tls_certificate", "host_detail"}});
}

} // namespace

const FormatInfo k_openvas_xml_format{
    "openvas-xml", FormatKind::findings, "OpenVAS", "application/xml", "OpenVAS and Greenbone: XML report", sniff,
    parse};

} // namespace parapet
