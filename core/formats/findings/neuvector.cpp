// NeuVector's scan report: vulnerabilities of an image.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_neuvector_format;

namespace {

void read_vulnerability(json::Value v, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, v["package_name"].str());
    fields::put(at.version, v["package_version"].str());
    fields::put(at.fixed_version, v["fixed_version"].str());
    at.file = fields::normal_path(v["file_name"].str());
    fields::set_vulnerability(finding, v["name"].str(), report.limits);
    for (const json::Value cve : v["cves"].items())
        fields::add_id(finding, cve.str());
    report.text(finding.description, v["description"].str());
    fields::add_link(finding, v["link"].str());
    fields::CvssPick cvss;
    cvss.offer(v["vectors_v3"].str(), v["score_v3"].number());
    cvss.offer(v["vectors"].str(), v["score"].number());
    cvss.put(finding);
    fields::rate(finding, v["severity"].str(), Severity::info, report.stats);
    for (const json::Value tag : v["tags"].items())
        fields::add_tag(finding, tag.str());
    if (v["in_base_image"].boolean().value_or(false)) fields::add_tag(finding, "in base image");
    fields::set_update_remedy(finding);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value body = root["report"];
    ScanInfo scan;
    scan.tool = "NeuVector";
    scan.target_kind = "image";
    if (!body["repository"].str().empty()) {
        std::string_view registry = body["registry"].str();
        if (const auto scheme = registry.find("://"); scheme != std::string_view::npos)
            registry.remove_prefix(scheme + 3);
        scan.target = elide(fmt::format("{}{}{}{}{}", registry, registry.empty() ? "" : "/", body["repository"].str(),
                                        body["tag"].str().empty() ? "" : ":", body["tag"].str()),
                            500);
    }
    scan.digest = elide(body["digest"].str(), 80);
    const std::string_view error = root["error_message"].str();
    scan.failed = !error.empty();
    if (scan.failed) report.stats.warn("/error_message", "NeuVector says: " + visible(elide(error, 300)));
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value v : body["vulnerabilities"].items())
        read_vulnerability(v, report.record("/report/vulnerabilities", i++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("report")) return {};
    if (head.contains("\"package_name\"") && head.contains("\"score_v3\"") && head.contains("\"vectors_v3\""))
        return {85, "a report of vulnerabilities with package_name and vectors_v3", {}};
    if (head.contains("\"cvedb_version\"")) return {82, "a report with cvedb_version", {}};
    if (head.contains("\"setid_perms\"") || (head.contains("\"modules\"") && head.contains("\"cmds\"")))
        return {76, "a report with modules and cmds", {}};
    if (head.contains("\"signature_data\"") && (head.contains("\"cmds\"") || head.contains("\"labels\"")))
        return {74, "a report with signature_data and cmds", {}};
    if (head.contains("\"cpes\"") && head.contains("\"cves\"") && head.contains("\"source\""))
        return {70, "a report of modules with cpes and cves", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_neuvector_format{"neuvector-json",
                                    FormatKind::findings,
                                    "NeuVector",
                                    "application/json",
                                    "NeuVector: vulnerabilities of images, and checks",
                                    sniff,
                                    parse};

} // namespace parapet
