// Nikto's XML, one scan or several, also nested as its versions 2.1.6 and later write them.

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/nikto/nikto_item.h"

namespace parapet {

extern const FormatInfo k_nikto_xml_format;

namespace {

class NiktoXmlReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        const xml::Node details = at.node.parent();
        if (details.name() != "scandetails") return;
        if (!told() || !(details == details_)) tell_details(details);
        RawFinding& finding = start(at, "/niktoscan/scandetails/item");
        const xml::Node item = at.node;
        NiktoItem one{item.attr("id"),
                      item.attr("osvdbid"),
                      item.attr("method"),
                      item.child_text("description"),
                      item.child_text("references"),
                      {}};
        one.url = item.child_text("namelink");
        if (one.url.empty()) {
            one.url = origin_;
            one.url += item.child_text("uri");
        }
        read_nikto_item(one, finding, stats, limits);
        emit();
    }
    void finish(xml::Node root) override {
        if (told()) return;
        const xml::Node details = root.find("scandetails");
        tell_details(details);
    }

private:
    void tell_details(xml::Node details) {
        details_ = details;
        origin_ = fields::url_origin(details.attr("sitename"));
        if (origin_.empty() && !details.attr("targetip").empty())
            origin_ = nikto_origin(details.attr("targetip"), details.attr("targetport"),
                                   details.child("ssl").operator bool());
        ScanInfo scan;
        scan.tool = "Nikto";
        fields::put(scan.tool_version, details.parent().attr("version"), 40);
        fields::put(scan.target, origin_);
        scan.target_kind = "url";
        scan.started = loose_time(details.attr("starttime"));
        scan.finished = loose_time(details.child("statistics").attr("endtime"));
        tell(scan);
    }

    xml::Node details_;
    std::string origin_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "niktoscan" || head.xml_root == "niktoscans") return {95, "root element " + head.xml_root, {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<NiktoXmlReport>(in, out, job, options, {"niktoscan", "niktoscans"}, {"item"});
}

} // namespace

const FormatInfo k_nikto_xml_format{
    "nikto-xml", FormatKind::findings, "Nikto", "application/xml", "Nikto: weaknesses of web servers, as XML", sniff,
    parse};

} // namespace parapet
