// Wapiti's XML: kinds of vulnerabilities, anomalies and additional hints, each with its entries.

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/wapiti/wapiti_entry.h"

namespace parapet {

extern const FormatInfo k_wapiti_xml_format;

namespace {

class WapitiXmlReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (at.node.name() == "report_infos") return tell_infos(at.node);
        const xml::Node kind = at.node.parent().parent();
        if (at.node.parent().name() != "entries") return;
        if (!(kind == node_)) read_class(kind);
        RawFinding& finding = start(at, "/report/entry");
        const xml::Node entry = at.node;
        read_wapiti_entry(class_,
                          {entry.child_text("method"), entry.child_text("path"), entry.child_text("level"),
                           entry.child_text("parameter"), entry.child_text("info"), entry.child_text("http_request"),
                           entry.child_text("module")},
                          origin_, finding, stats, limits);
        emit();
    }

private:
    void tell_infos(xml::Node infos) {
        ScanInfo scan;
        scan.tool = "Wapiti";
        for (const xml::Node info : infos.children("info")) {
            const std::string_view name = info.attr("name");
            std::string_view text = info.text();
            if (name == "target") origin_ = fields::url_origin(text);
            if (istarts_with(text, "Wapiti ")) text.remove_prefix(7);
            if (name == "generatorVersion") fields::put(scan.tool_version, text, 40);
            if (name == "dateOfScan") scan.started = loose_time(text);
            if (name == "scope") fields::put(scan.policy, text, 80);
        }
        fields::put(scan.target, origin_);
        scan.target_kind = "url";
        tell(scan);
    }

    void read_class(xml::Node kind) {
        node_ = kind;
        class_ = {};
        fields::put(class_.name, kind.attr("name"));
        class_.description = kind.child_text("description");
        class_.solution = kind.child_text("solution");
        for (const xml::Node reference : kind.child("references").children("reference")) {
            class_.references.emplace_back(reference.child_text("title"));
            class_.references.emplace_back(reference.child_text("url"));
        }
    }

    std::string origin_;
    xml::Node node_;
    WapitiClass class_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "report") return {};
    if (head.contains("<report_infos") && (head.contains("wapiti") || head.contains("Wapiti")))
        return {92, "root element report, with report_infos of Wapiti", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<WapitiXmlReport>(in, out, job, options, {"report"}, {"entry", "report_infos"});
}

} // namespace

const FormatInfo k_wapiti_xml_format{"wapiti-xml",
                                     FormatKind::findings,
                                     "Wapiti",
                                     "application/xml",
                                     "Wapiti: weaknesses of web applications, as XML",
                                     sniff,
                                     parse};

} // namespace parapet
