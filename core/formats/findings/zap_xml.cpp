// ZAP's XML reports, plain and "plus" (with requests and responses), of 2.4 and later.

#include "core/base/text.h"
#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/findings/zap/alert.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_zap_xml_format;

namespace {

zap::Instance instance_of(xml::Node node) {
    zap::Instance at;
    at.uri = node.child_text("uri");
    at.method = node.child_text("method");
    at.parameter = node.child_text("param");
    at.attack = node.child_text("attack");
    at.evidence = node.child_text("evidence");
    at.other = node.child_text("otherinfo");
    at.request = node.child_text("requestheader");
    at.response = node.child_text("responseheader");
    return at;
}

void read_instances(xml::Node item, zap::Alert& alert, const Limits& limits) {
    for (const xml::Node node : item.child("instances").children("instance"))
        alert.keep(instance_of(node), limits);
    if (item.child("instances")) return;
    // Before 2.5 the places stood in the alert itself.
    for (const xml::Node uri : item.children("uri")) {
        zap::Instance at = instance_of(item);
        at.uri = uri.text();
        alert.keep(std::move(at), limits);
    }
}

void read_item(xml::Node item, zap::Alert& alert, const Limits& limits) {
    alert.clear();
    alert.plugin = item.child_text("pluginid");
    alert.reference_id = item.child_text("alertRef");
    alert.name = item.child_text("alert");
    if (alert.name.empty()) alert.name = item.child_text("name");
    alert.risk_code = item.child_text("riskcode");
    alert.confidence = item.child_text("confidence");
    alert.risk = item.child_text("riskdesc");
    alert.description = item.child("desc").all_text();
    alert.solution = item.child("solution").all_text();
    alert.other = item.child("otherinfo").all_text();
    alert.references = item.child("reference").all_text();
    alert.cwe = item.child_text("cweid");
    alert.wasc = item.child_text("wascid");
    read_instances(item, alert, limits);
}

class ZapXml {
public:
    ZapXml(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    // Every site is a scan, also one without alerts. Sites come in order, their alerts with them.
    Result<void> record(const xml::Record& at) {
        if (++stats_.records % 64 == 0) {
            if (auto ok = job_.check(); !ok) return ok;
        }
        const xml::Node site_node = at.node.parent().parent();
        if (site_node.name() == "site" && !(site_node == site_)) site(site_node);
        if (!site_) unknown_site();
        read_item(at.node, alert_, limits_);
        finding_.clear();
        finding_.place.line = at.line;
        finding_.place.offset = at.offset;
        finding_.place.path = fmt::format("/OWASPZAPReport/site[{}]/alertitem[{}]", sites_, ++items_);
        zap::read_alert(alert_, finding_, stats_, limits_);
        out_.finding(finding_);
        return {};
    }

    Result<void> finish(xml::Node root) {
        if (root.name() != "OWASPZAPReport")
            return fail(Errc::malformed, "the root element is not OWASPZAPReport", "/");
        std::size_t known = 0; // told_ is in document order
        for (const xml::Node node : root.children("site")) {
            if (known < told_.size() && told_[known] == node)
                ++known;
            else
                silent_.push_back(node);
        }
        for (const xml::Node node : silent_)
            site(node);
        if (sites_ == 0) unknown_site();
        return {};
    }

private:
    void site(xml::Node node) {
        site_ = node;
        told_.push_back(node);
        ++sites_;
        items_ = 0;
        const xml::Node root = node.parent();
        const std::string_view written = root.attr("created").empty() ? root.attr("generated") : root.attr("created");
        const ScanInfo scan = zap::scan_of(node.attr("name"), node.attr("host"), node.attr("port"),
                                           iequals(node.attr("ssl"), "true"), root.attr("version"), written);
        stats_.tool = scan.tool;
        stats_.tool_version = scan.tool_version;
        out_.scan(scan);
    }
    void unknown_site() {
        ++sites_;
        ScanInfo scan;
        scan.tool = stats_.tool = "ZAP";
        out_.scan(scan);
    }
    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    xml::Node site_;
    std::vector<xml::Node> told_, silent_;
    std::uint64_t sites_ = 0, items_ = 0;
    zap::Alert alert_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "OWASPZAPReport") return {95, "root element OWASPZAPReport", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    ZapXml report(out, stats, job, *options.limits);
    xml::Document document;
    const auto on_record = [&](const xml::Record& at) { return report.record(at); };
    if (auto ok = document.stream(in, {"alertitem"}, on_record, {}, *options.limits); !ok) return fail(ok.error());
    if (auto ok = report.finish(document.root()); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_zap_xml_format{"zap-xml",
                                  FormatKind::findings,
                                  "ZAP",
                                  "application/xml",
                                  "ZAP's XML report, plain or with requests and responses",
                                  sniff,
                                  parse};

} // namespace parapet
