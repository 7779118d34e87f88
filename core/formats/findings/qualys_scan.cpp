// Qualys VM's scan results (scan-1.dtd): hosts with vulnerabilities, potential ones and what was gathered. Services are
// an inventory and no result.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/qualys/qualys_words.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_qualys_scan_format;

namespace {

class ScanReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (at.node.name() == "KEY") return read_key(at.node);
        const xml::Node category = at.node.parent();
        const xml::Node host = category.name() == "CAT" ? category.parent().parent() : category.parent();
        if (host.name() != "IP") return;
        if (!told() || !(host == host_)) tell_host(host);
        RawFinding& finding = start(at, "/SCAN/IP/CAT/" + std::string(at.node.name()));
        read(at.node, category, finding);
        emit();
    }
    void finish(xml::Node root) override {
        for (const xml::Node host : root.children("IP"))
            if (!told()) tell_host(host);
        if (!told()) tell_host({});
    }

private:
    void read_key(xml::Node key) {
        const std::string_view name = key.attr("value");
        if (name == "DATE") started_ = parse_rfc3339(key.text());
        if (name == "STATUS") complete_ = iequals(key.text(), "FINISHED");
        if (name == "TITLE") fields::put(policy_, key.text());
    }

    void tell_host(xml::Node host) {
        host_ = host;
        address_ = elide(host.attr("value"), 100);
        const std::string_view name = host.attr("name");
        const bool named = !name.empty() && name.find(' ') == std::string_view::npos; // "No registered hostname"
        ScanInfo scan;
        scan.tool = "Qualys";
        fields::put(scan.target, named ? name : std::string_view(address_));
        scan.target_kind = "host";
        scan.policy = policy_;
        scan.started = started_;
        scan.complete = complete_;
        tell(scan);
    }

    void read(xml::Node item, xml::Node category, RawFinding& f) {
        const bool informs = item.name() == "INFO";
        set_qualys_rule(f, item.attr("number"), item.child_text("TITLE"), limits);
        set_qualys_severity(f, item.attr("severity"), informs ? "Info" : "", stats);
        std::string text = text_of_html(item.child_text("DIAGNOSIS"));
        fields::append_text(text, text_of_html(item.child_text("CONSEQUENCE")), "Impact");
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::set_text(f.remediation, text_of_html(item.child_text("SOLUTION")), stats, f.place.path, limits);
        fields::set_text(f.evidence, text_of_html(item.child_text("RESULT")), stats, f.place.path, limits);
        fields::add_ids_of(f, item.attr("cveid"));
        for (const xml::Node cve : item.child("CVE_ID_LIST").children("CVE_ID"))
            fields::add_id(f, cve.child_text("ID"));
        for (const xml::Node vendor : item.child("VENDOR_REFERENCE_LIST").children("VENDOR_REFERENCE")) {
            fields::add_id(f, vendor.child_text("ID"));
            fields::add_link(f, vendor.child_text("URL"));
        }
        fields::CvssPick cvss;
        offer_qualys_cvss(cvss, item.child_text("CVSS3_BASE"), "CVSS:3.0/");
        offer_qualys_cvss(cvss, item.child_text("CVSS_BASE"), {});
        cvss.put(f);
        f.location.host = address_;
        fields::set_port(f.location, category.attr("port"));
        if (f.location.port > 0)
            f.location.resource = elide(fmt::format("{}/{}", f.location.port, category.attr("protocol")), 200);
        fields::add_tag(f, category.attr("value"));
        if (item.name() == "PRACTICE") fields::add_tag(f, "potential");
        if (item.child("CORRELATION").child("EXPLOITABILITY")) fields::add_tag(f, "exploit known");
        set_qualys_identity(f, false);
    }

    xml::Node host_;
    std::string address_, policy_;
    std::optional<Time> started_;
    bool complete_ = true;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "SCAN") return {};
    if (head.contains("qualys") || head.contains("Qualys")) return {92, "root element SCAN, of Qualys", {}};
    if (head.contains("<KEY value=") && head.contains("<HEADER"))
        return {75, "root element SCAN, with a HEADER of KEYs", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<ScanReport>(in, out, job, options, {"SCAN"}, {"VULN", "PRACTICE", "INFO", "KEY"});
}

} // namespace

const FormatInfo k_qualys_scan_format{"qualys-scan-xml",
                                      FormatKind::findings,
                                      "Qualys",
                                      "application/xml",
                                      "Qualys VM: results of an infrastructure scan",
                                      sniff,
                                      parse};

} // namespace parapet
