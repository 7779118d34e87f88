// CycloneDX in XML: the vulnerabilities of 1.4 and later, and those of the extension before it.

#include "core/base/text.h"
#include "core/base/xml.h"
#include "core/formats/common/record_run.h"
#include "core/formats/findings/cyclonedx/bom.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_cyclonedx_xml_format;

namespace {

std::string component_name(xml::Node component) {
    const std::string_view group = component.child_text("group");
    const std::string_view name = component.child_text("name");
    const bool maven = component.child_text("purl").find("pkg:maven/") == 0;
    return group.empty() ? std::string(name) : fmt::format("{}{}{}", group, maven ? ":" : "/", name);
}

// Before 1.4 vulnerabilities stand inside their component, which need not have a reference.
std::string reference_of(xml::Node component) {
    if (!component.attr("bom-ref").empty()) return std::string(component.attr("bom-ref"));
    const std::string_view purl = component.child_text("purl");
    return purl.empty() ? fmt::format("component {} {}", component_name(component), component.child_text("version"))
                        : std::string(purl);
}

void add_component(xml::Node node, cyclonedx::Components& out) {
    out.add(reference_of(node),
            {component_name(node), std::string(node.child_text("version")), std::string(node.child_text("purl")), {}});
}

cyclonedx::Rating rating_of(xml::Node node) {
    cyclonedx::Rating rating;
    rating.severity = node.child_text("severity");
    rating.method = node.child_text("method");
    rating.vector = node.child_text("vector");
    const xml::Node score = node.child("score");
    double number = 0;
    if (parse_double(score.child("base") ? score.child_text("base") : score.text(), number)) rating.score = number;
    return rating;
}

cyclonedx::Vulnerability vulnerability_of(xml::Node node) {
    cyclonedx::Vulnerability v;
    v.id = node.child_text("id");
    v.description = node.child("description").all_text();
    v.detail = node.child("detail").all_text();
    v.recommendation = node.child("recommendation") ? node.child("recommendation").all_text()
                                                    : node.child("recommendations").all_text();
    v.source_url = node.child("source").child_text("url");
    const xml::Node analysis = node.child("analysis");
    v.state = analysis.child_text("state");
    v.justification = analysis.child_text("justification");
    v.analysis = analysis.child_text("detail");
    for (const xml::Node rating : node.child("ratings").children("rating"))
        v.ratings.push_back(rating_of(rating));
    for (const xml::Node cwe : node.child("cwes").children("cwe")) {
        std::int64_t number = 0;
        if (parse_int(cwe.text(), number)) v.cwes.push_back(number);
    }
    for (const xml::Node advisory : node.child("advisories").children("advisory"))
        v.links.emplace_back(advisory.child("url") ? advisory.child_text("url") : advisory.text());
    for (const xml::Node reference : node.child("references").children("reference"))
        v.references.emplace_back(reference.child_text("id"));
    for (const xml::Node target : node.child("affects").children("target"))
        v.affects.emplace_back(target.child_text("ref"));
    if (!v.affects.empty()) return v;
    // The extension: inside the component, or with a reference to it.
    const xml::Node owner = node.parent().parent();
    if (owner.name() == "component")
        v.affects.push_back(reference_of(owner));
    else if (!node.attr("ref").empty())
        v.affects.emplace_back(node.attr("ref"));
    return v;
}

cyclonedx::Metadata metadata_of(xml::Node root) {
    const xml::Node metadata = root.child("metadata");
    xml::Node tool = metadata.child("tools").child("tool");
    if (!tool) tool = metadata.path({"tools", "components", "component"});
    const xml::Node component = metadata.child("component");
    return {std::string(tool.child_text("name")),          std::string(tool.child_text("version")),
            std::string(metadata.child_text("timestamp")), std::string(component.child_text("name")),
            std::string(component.child_text("version")),  std::string(component.attr("type"))};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "bom") return {};
    if (head.xml_ns.find("cyclonedx.org/schema/bom") != std::string::npos)
        return {95, "root element bom of CycloneDX's namespace", head.xml_ns.substr(head.xml_ns.rfind('/') + 1)};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    xml::Options reading;
    reading.discard = {"licenses", "hashes", "externalReferences", "dependencies"};
    auto root = document.parse(in, reading, *options.limits);
    if (!root) return fail(root.error());
    if (root->name() != "bom") return fail(Errc::malformed, "the root element is not bom", "/");
    cyclonedx::Components components;
    for (const xml::Node node : root->descendants("component"))
        add_component(node, components);
    const ScanInfo scan = cyclonedx::scan_of(metadata_of(*root), static_cast<bool>(root->find("vulnerabilities")));
    tell_scan(out, stats, scan);
    components.tell(out);
    RawFinding finding;
    for (const xml::Node node : root->descendants("vulnerability")) {
        if (stats.records % 64 == 0) {
            if (auto ok = job.check(); !ok) return fail(ok.error());
        }
        ++stats.records;
        finding.clear();
        finding.place.line = document.line_of(node);
        finding.place.offset = document.offset_of(node);
        finding.place.path = fmt::format("/bom/vulnerability[{}]", stats.records);
        cyclonedx::read(vulnerability_of(node), components, finding, stats, *options.limits);
        out.finding(finding);
    }
    return stats;
}

} // namespace

const FormatInfo k_cyclonedx_xml_format{"cyclonedx-xml",
                                        FormatKind::findings,
                                        "CycloneDX",
                                        "application/vnd.cyclonedx+xml",
                                        "CycloneDX in XML: vulnerabilities of 1.4+ and of the extension before",
                                        sniff,
                                        parse};

} // namespace parapet
