// Invicti (formerly Netsparker) Enterprise: the XML report of vulnerabilities; and the one of Netsparker Standard.

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/invicti/invicti_words.h"

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_invicti_xml_format;

namespace {

constexpr std::array<std::string_view, 5> k_roots{"invicti-enterprise", "netsparker-enterprise", "netsparker-cloud",
                                                  "acunetix-360", "netsparker"};

// The first child that is there: names differ between the editions in case and hyphens only.
std::string_view first_text(xml::Node node, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (const std::string_view text = node.child_text(name); !text.empty()) return text;
    return {};
}

class InvictiXmlReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (at.node.name() == "target") return tell_target(at.node);
        // A known CVE inside of an item has that name, too.
        if (at.node.parent().name() != "vulnerabilities" && at.node.parent().name() != "netsparker") return;
        RawFinding& finding = start(at, "/vulnerabilities/vulnerability");
        read(at.node, finding);
        emit();
    }

private:
    void tell_target(xml::Node target) {
        if (told()) return;
        ScanInfo scan;
        scan.tool = "Invicti";
        fields::put(scan.target, fields::url_origin(target.child_text("url")));
        scan.target_kind = "url";
        scan.started = loose_time(first_text(target, {"initiated", "start-time"}));
        tell(scan);
    }

    void read(xml::Node item, RawFinding& f) {
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, item.child_text("type"));
        fields::put(f.rule_name, first_text(item, {"name", "title"}));
        fields::set_title(f, {f.rule_name, f.rule}, limits);
        fields::set_severity(f, item.child_text("severity"), invicti_severities(), stats);
        // The heimdall converter and people name an item by its lookup id.
        fields::add_alias(f, first_text(item, {"LookupId", "lookup-id"}));
        std::string text = text_of_html(item.child_text("description"));
        fields::append_text(text, text_of_html(item.child_text("impact")), "Impact");
        for (const xml::Node info : first_of(item, "extra-information", "extrainformation").children("info"))
            fields::append_text(text, text_of_html(info.attr("value")), text_of_html(info.attr("name")));
        fields::add_ids_of(f, text);
        fields::set_text(f.description, text, stats, f.place.path, limits);
        std::string remedy = text_of_html(item.child_text("remedial-procedure"));
        fields::append_text(remedy, text_of_html(item.child_text("remedial-actions")));
        fields::append_text(remedy, text_of_html(item.child_text("remedy")));
        fields::set_text(f.remediation, remedy, stats, f.place.path, limits);
        for (const char* list : {"external-references", "remedy-references", "externalReferences", "remedyReferences"})
            fields::add_links_of_html(f, item.child_text(list));
        read_classes(item.child("classification"), f);
        invicti_state(f, item.child_text("state"));
        if (iequals(item.child_text("confirmed"), "True")) fields::add_tag(f, "confirmed");
        f.seen = loose_time(item.child_text("LastSeenDate"));
        fields::set_url(f.location, item.child_text("url"));
        read_exchange(item, f);
    }

    static xml::Node first_of(xml::Node item, std::string_view name, std::string_view other) {
        return item.child(name) ? item.child(name) : item.child(other);
    }

    static void read_classes(xml::Node classes, RawFinding& f) {
        invicti_cwes(f, first_text(classes, {"cwe", "CWE"}));
        fields::CvssPick cvss;
        for (const char* version : {"cvss40", "cvss31", "cvss", "CVSS31", "CVSS"}) {
            const xml::Node rating = classes.child(version);
            double score = 0;
            bool has = false;
            for (const xml::Node value : rating.children("score"))
                if (!has && iequals(value.child_text("type"), "Base"))
                    has = parse_double(value.child_text("value"), score);
            cvss.offer(rating.child_text("vector"), has ? std::optional(score) : std::nullopt);
        }
        cvss.put(f);
        for (const xml::Node node : classes.children())
            invicti_class(f, node.name(), node.text());
        std::sort(f.controls.begin(), f.controls.end()); // as the order of keys means nothing
    }

    static void read_exchange(xml::Node item, RawFinding& f) {
        const xml::Node request = item.child("http-request");
        const xml::Node response = item.child("http-response");
        fields::put(f.location.method, request.child_text("method"), 20);
        fields::put(f.location.parameter, item.child_text("vulnerableparameter"), 200);
        if (request)
            fields::set_exchange(f, request.child_text("content"), response.child_text("content"));
        else
            fields::set_exchange(f, item.child_text("rawrequest"), item.child_text("rawresponse"));
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    for (const std::string_view root : k_roots)
        if (head.xml_root == root) return {95, "root element " + std::string(root), {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<InvictiXmlReport>(in, out, job, options, {k_roots.begin(), k_roots.end()},
                                              {"target", "vulnerability"});
}

} // namespace

const FormatInfo k_invicti_xml_format{"invicti-xml",
                                      FormatKind::findings,
                                      "Invicti",
                                      "application/xml",
                                      "Invicti and Netsparker: weaknesses of web applications, as XML",
                                      sniff,
                                      parse};

} // namespace parapet
