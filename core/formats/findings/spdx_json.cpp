// SPDX 2 in JSON: an inventory. Its findings are the security references of packages that name a vulnerability; it says
// nothing of those that it does not name, so it closes nothing.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/fact_sink.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_spdx_json_format;

namespace {

void read_reference(json::Value package, json::Value reference, std::string_view purl, RawFinding& finding,
                    DomReport& report) {
    const std::string_view type = reference["referenceType"].str();
    const std::string_view locator = reference["referenceLocator"].str();
    if (type == "fix") return report.stats.skip("a reference to a fix, not to an advisory");
    fields::add_ids_of(finding, locator);
    fields::add_ids_of(finding, reference["comment"].str());
    if (finding.cve.empty() && finding.aliases.empty())
        return report.stats.skip("a security reference that names no vulnerability");
    fields::put(finding.location.package, package["name"].str());
    fields::put(finding.location.version, package["versionInfo"].str());
    fields::set_purl(finding.location, purl);
    fields::set_vulnerability(finding, finding.cve.empty() ? finding.aliases.front() : finding.cve.front(),
                              report.limits);
    report.text(finding.description, reference["comment"].str());
    fields::add_link(finding, locator);
    fields::rate(finding, {}, Severity::medium, report.stats);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    // GitHub's API wraps it.
    const json::Value document = root["sbom"].is_object() ? root["sbom"] : root;
    ScanInfo scan;
    scan.tool = "SPDX";
    fields::put(scan.tool_version, document["spdxVersion"].str(), 20);
    fields::put(scan.target, document["name"].str(), 500);
    scan.target_kind = "other";
    scan.finished = parse_rfc3339(document["creationInfo"]["created"].str());
    scan.complete = false;
    report.tell(scan);
    std::size_t p = 0;
    for (const json::Value package : document["packages"].items()) {
        std::string_view purl;
        for (const json::Value reference : package["externalRefs"].items())
            if (reference["referenceType"].str() == "purl") purl = reference["referenceLocator"].str();
        if (const std::string_view version = package["versionInfo"].str(); !version.empty())
            report.fact({FactKind::package, {}, package["name"].str(), version});
        std::size_t i = 0;
        for (const json::Value reference : package["externalRefs"].items()) {
            const std::size_t here = i++;
            // A CPE names the package, as a purl does.
            if (reference["referenceCategory"].str() != "SECURITY" ||
                istarts_with(reference["referenceType"].str(), "cpe"))
                continue;
            read_reference(package, reference, purl, report.record("/packages", p, "externalRefs", here), report);
        }
        ++p;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("spdxVersion") || (head.has_key("SPDXID") && head.contains("\"SPDXRef-DOCUMENT\"")))
        return {90, "top-level keys spdxVersion and SPDXID", {}};
    if (head.has_key("sbom") && head.contains("\"SPDXRef-")) return {86, "an sbom with ids of SPDXRef", {}};
    if (head.has_key("packages") && head.contains("\"SPDXRef-") && head.contains("\"externalRefs\""))
        return {76, "packages with ids of SPDXRef and externalRefs", {}};
    if (head.contains("\"SPDXRef-") && (head.has_key("relationships") || head.has_key("files")))
        return {72, "relationships of ids of SPDXRef", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_spdx_json_format{"spdx-json",
                                    FormatKind::findings,
                                    "SPDX",
                                    "application/json",
                                    "SPDX 2: the advisories that an inventory names for its packages",
                                    sniff,
                                    parse};

} // namespace parapet
