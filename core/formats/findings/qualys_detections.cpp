// Qualys VM's API: hosts with what was detected on them. It tells no names, only numbers of the knowledge base.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/qualys/qualys_words.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_qualys_detections_format;

namespace {

class DetectionReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (at.node.name() == "WARNING") { // "truncated": the other hosts stand behind its link
            stats.warn("/RESPONSE/WARNING", "the report is one page of several: import the others, too");
            return;
        }
        const xml::Node host = at.node.parent().parent();
        if (!told() || !(host == host_)) tell_host(host);
        RawFinding& finding = start(at, fmt::format("/HOST[{}]/DETECTION_LIST/DETECTION", address_));
        read(at.node, finding);
        emit();
    }
    void finish(xml::Node root) override {
        for (const xml::Node host : root.path({"RESPONSE", "HOST_LIST"}).children("HOST"))
            if (!host.child("DETECTION_LIST")) tell_host(host);
        if (!told()) tell_host({});
    }

private:
    void tell_host(xml::Node host) {
        host_ = host;
        address_ = elide(host.child_text("IP"), 100);
        if (address_.empty()) address_ = elide(host.child_text("IPV6"), 100);
        std::string_view name = host.child("DNS_DATA").child_text("FQDN");
        for (const char* other : {"DNS", "NETBIOS"})
            if (name.empty()) name = host.child_text(other);
        ScanInfo scan;
        scan.tool = "Qualys";
        fields::put(scan.target, name.empty() ? std::string_view(address_) : name);
        scan.target_kind = "host";
        for (const char* time : {"LAST_VM_SCANNED_DATE", "LAST_SCAN_DATETIME"})
            if (!scan.finished) scan.finished = parse_rfc3339(host.child_text(time));
        tell(scan);
    }

    void read(xml::Node detection, RawFinding& f) {
        set_qualys_rule(f, detection.child_text("QID"), detection.child_text("TITLE"), limits);
        const std::string_view type = detection.child_text("TYPE");
        std::string_view level = detection.child_text("SEVERITY");
        if (level.empty() && istarts_with(type, "Info")) level = "1";
        set_qualys_severity(f, level, type, stats);
        set_qualys_status(f, detection.child_text("STATUS"));
        if (detection.child_text("IS_IGNORED") == "1") f.suppression = "ignored in Qualys";
        if (detection.child_text("IS_DISABLED") == "1") f.suppression = "disabled in Qualys";
        f.suppressed = !f.suppression.empty();
        const std::string results = text_of_html(detection.child_text("RESULTS"));
        fields::set_text(f.description, results, stats, f.place.path, limits); // all that it says
        fields::set_text(f.evidence, results, stats, f.place.path, limits);
        f.location.host = address_;
        if (fields::set_port(f.location, detection.child_text("PORT")))
            f.location.resource =
                elide(fmt::format("{}/{}", f.location.port, to_lower(detection.child_text("PROTOCOL"))), 200);
        f.seen = parse_rfc3339(detection.child_text("LAST_FOUND_DATETIME"));
        fields::add_tag(f, type);
        if (const std::string_view score = detection.child_text("QDS"); !score.empty())
            fields::add_tag(f, fmt::format("detection score: {}", score));
        set_qualys_identity(f, false);
    }

    xml::Node host_;
    std::string address_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "HOST_LIST_VM_DETECTION_OUTPUT") return {};
    return {95, "root element HOST_LIST_VM_DETECTION_OUTPUT", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<DetectionReport>(in, out, job, options, {"HOST_LIST_VM_DETECTION_OUTPUT"},
                                             {"DETECTION", "WARNING"});
}

} // namespace

const FormatInfo k_qualys_detections_format{"qualys-detections-xml",
                                            FormatKind::findings,
                                            "Qualys",
                                            "application/xml",
                                            "Qualys VM's API: detections by host",
                                            sniff,
                                            parse};

} // namespace parapet
