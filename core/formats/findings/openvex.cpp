// OpenVEX: statements on vulnerabilities and products. Affected ones are open; what is fixed or does not affect is
// suppressed with the reason that is given. It is no scan, so it closes nothing.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_openvex_format;

namespace {

std::string_view id_of(json::Value thing) {
    if (thing.is_string()) return thing.str();
    const std::string_view purl = thing["identifiers"]["purl"].str();
    return purl.empty() ? thing["@id"].str() : purl;
}

void add_product(std::string_view id, std::string_view inside, RawFinding& finding, fields::LocationCount& count,
                 DomReport& report) {
    Location at;
    if (istarts_with(id, "pkg:"))
        fields::set_purl(at, id);
    else
        fields::put(at.package, id);
    fields::put(at.resource, inside);
    Location& first = finding.location;
    if (first.package.empty() && first.purl.empty())
        first = std::move(at);
    else
        fields::add_location(finding, std::move(at), count, report.limits);
}

void read_products(json::Value products, RawFinding& finding, DomReport& report) {
    fields::LocationCount count;
    for (const json::Value product : products.items()) {
        const std::string_view id = id_of(product);
        if (finding.asset.empty()) fields::put(finding.asset, fields::percent_decoded(id), 500);
        if (product["subcomponents"].size() == 0) add_product(id, {}, finding, count, report);
        for (const json::Value part : product["subcomponents"].items())
            add_product(id_of(part), id, finding, count, report);
    }
    fields::finish_locations(count, finding.place.path, report.stats);
}

void read_status(json::Value statement, RawFinding& finding, DomReport& report) {
    const std::string_view status = statement["status"].str();
    fields::add_tag(finding, "vex: " + elide(status, 40));
    report.text(finding.remediation, statement["action_statement"].str());
    if (status != "fixed" && status != "not_affected") return;
    finding.suppressed = true;
    std::string why(status == "fixed" ? "fixed" : "not affected");
    for (const char* key : {"justification", "impact_statement", "status_notes"})
        if (const auto text = statement[key].str(); !text.empty()) why += ": " + elide(text, 1000);
    finding.suppression = replace_all(std::move(why), "_", " ");
}

Result<void> read(json::Value document, DomReport& report) {
    const json::Value root = document["predicate"].is_object() ? document["predicate"] : document; // of in-toto
    ScanInfo scan;
    scan.tool = "OpenVEX";
    scan.target_kind = "other";
    fields::put(scan.policy, root["@id"].str());
    scan.finished = parse_rfc3339(root["timestamp"].str());
    scan.complete = false;
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value statement : root["statements"].items()) {
        RawFinding& finding = report.record("/statements", i++);
        const json::Value vulnerability = statement["vulnerability"];
        std::string_view id = vulnerability.is_string() ? vulnerability.str() : vulnerability["name"].str();
        if (id.empty()) id = vulnerability["@id"].str();
        read_products(statement["products"], finding, report);
        fields::set_vulnerability(finding, id, report.limits);
        for (const json::Value alias : vulnerability["aliases"].items())
            fields::add_alias(finding, alias.str());
        report.text(finding.description, vulnerability.is_string() ? statement["vuln_description"].str()
                                                                   : vulnerability["description"].str());
        fields::add_link(finding, vulnerability["@id"].str());
        finding.seen = parse_rfc3339(statement["timestamp"].str());
        finding.severity = Severity::info; // VEX rates nothing
        read_status(statement, finding, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("predicateType") && head.contains("openvex.dev/ns"))
        return {90, "an in-toto statement with a predicate of openvex.dev", {}};
    if (!head.has_key("@context")) return {};
    if (head.contains("openvex.dev/ns")) return {92, "a @context of openvex.dev", {}};
    if (head.has_key("statements") && head.has_key("author") && head.has_key("@id"))
        return {75, "top-level keys @context, @id, author and statements", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_openvex_format{"openvex-json",
                                  FormatKind::findings,
                                  "OpenVEX",
                                  "application/json",
                                  "OpenVEX: what a supplier says of vulnerabilities in products",
                                  sniff,
                                  parse};

} // namespace parapet
