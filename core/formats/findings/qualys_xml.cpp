// Qualys VM's asset data report: hosts with what was detected on them, and behind them what each QID is.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/xml.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/with_reader.h"
#include "core/formats/findings/qualys/qualys_words.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_qualys_xml_format;

namespace {

class AssetReport {
public:
    AssetReport(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> read(const xml::Document& document) {
        document_ = &document;
        const xml::Node root = document.root();
        if (root.name() != "ASSET_DATA_REPORT")
            return fail(Errc::malformed, "the root element is not ASSET_DATA_REPORT", "/");
        for (const xml::Node details : root.path({"GLOSSARY", "VULN_DETAILS_LIST"}).children("VULN_DETAILS"))
            known_.emplace(std::string(details.child_text("QID")), details);
        template_ = root.child("HEADER").child_text("TEMPLATE");
        finished_ = parse_rfc3339(root.child("HEADER").child_text("GENERATION_DATETIME"));
        for (const xml::Node host : root.child("HOST_LIST").children("HOST"))
            if (auto ok = read_host(host); !ok) return ok;
        if (!told_) tell({});
        return {};
    }

private:
    void tell(xml::Node host) {
        told_ = true;
        address_ = elide(host.child_text("IP"), 100);
        const std::string_view dns = host.child_text("DNS");
        ScanInfo scan;
        scan.tool = stats_.tool = "Qualys";
        fields::put(scan.target, dns.empty() ? std::string_view(address_) : dns);
        scan.target_kind = "host";
        scan.policy = template_;
        scan.finished = finished_;
        out_.scan(scan);
    }

    Result<void> read_host(xml::Node host) {
        tell(host);
        for (const xml::Node info : host.child("VULN_INFO_LIST").children("VULN_INFO")) {
            if (++stats_.records % 64 == 0) {
                if (auto ok = job_.check(); !ok) return ok;
            }
            read_info(info);
            out_.finding(finding_);
        }
        return {};
    }

    void read_info(xml::Node info) {
        RawFinding& f = finding_;
        f.clear();
        f.place.line = document_->line_of(info);
        f.place.offset = document_->offset_of(info);
        f.place.path = fmt::format("/ASSET_DATA_REPORT/HOST_LIST/HOST[{}]/VULN_INFO[{}]", address_, stats_.records);
        const std::string_view qid = info.child_text("QID");
        const auto known = known_.find(std::string(qid));
        const xml::Node details = known == known_.end() ? xml::Node() : known->second;
        set_qualys_rule(f, qid, details.child_text("TITLE"), limits_);
        set_qualys_severity(f, details.child_text("SEVERITY"), info.child_text("TYPE"), stats_);
        set_qualys_status(f, info.child_text("VULN_STATUS"));
        std::string text = text_of_html(details.child_text("THREAT"));
        if (text.empty()) text = text_of_html(details.child_text("DIAGNOSIS"));
        if (const std::string_view impact = details.child_text("IMPACT"); !iequals(impact, "N/A"))
            fields::append_text(text, text_of_html(impact), "Impact");
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        if (const std::string_view remedy = details.child_text("SOLUTION"); !iequals(remedy, "N/A"))
            fields::set_text(f.remediation, text_of_html(remedy), stats_, f.place.path, limits_);
        fields::set_text(f.evidence, text_of_html(info.child_text("RESULT")), stats_, f.place.path, limits_);
        read_references(details, f);
        fields::CvssPick cvss;
        offer_qualys_cvss(cvss, info.child_text("CVSS3_FINAL"), "CVSS:3.0/");
        offer_qualys_cvss(cvss, details.child("CVSS3_SCORE").child_text("CVSS3_BASE"), "CVSS:3.0/");
        offer_qualys_cvss(cvss, details.child("CVSS_SCORE").child_text("CVSS_BASE"), {});
        cvss.put(f);
        f.location.host = address_;
        fields::set_port(f.location, info.child_text("PORT"));
        if (f.location.port > 0) {
            const std::string_view protocol = info.child_text("PROTOCOL");
            const std::string port = fmt::format("{}{}{}", f.location.port, protocol.empty() ? "" : "/", protocol);
            fields::put(f.location.resource, fmt::format("{} {}", port, info.child_text("SERVICE")), 200);
        }
        f.seen = parse_rfc3339(info.child_text("LAST_FOUND"));
        fields::add_tag(f, details.child_text("CATEGORY"));
        fields::add_tag(f, info.child_text("TYPE"));
        set_qualys_identity(f, false);
    }

    static void read_references(xml::Node details, RawFinding& f) {
        for (const xml::Node cve : details.child("CVE_ID_LIST").children("CVE_ID"))
            fields::add_id(f, cve.child_text("ID"));
        for (const xml::Node vendor : details.child("VENDOR_REFERENCE_LIST").children("VENDOR_REFERENCE")) {
            fields::add_id(f, vendor.child_text("ID"));
            fields::add_link(f, vendor.child_text("URL"));
        }
        if (details.child("CORRELATION").child("EXPLOITABILITY")) fields::add_tag(f, "exploit known");
        if (details.child("CORRELATION").child("MALWARE")) fields::add_tag(f, "malware known");
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    const xml::Document* document_ = nullptr;
    std::map<std::string, xml::Node> known_;
    std::string address_, template_;
    std::optional<Time> finished_;
    bool told_ = false;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "ASSET_DATA_REPORT") return {};
    return {95, "root element ASSET_DATA_REPORT", {}};
}

} // namespace

const FormatInfo k_qualys_xml_format{
    "qualys-xml", FormatKind::findings,       "Qualys", "application/xml", "Qualys VM: asset data report",
    sniff,        parse_xml_with<AssetReport>};

} // namespace parapet
