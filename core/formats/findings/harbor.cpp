// Harbor's "additions/vulnerabilities": reports by their media type, each of a scanner.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_harbor_format;

namespace {

void read_vulnerability(json::Value v, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    const bool of_hub = v["cve_id"].exists(); // of all artifacts, with the name of each
    fields::put(at.package, v["package"].str());
    fields::put(at.version, v["version"].str());
    fields::put(at.fixed_version, v.any({"fix_version", "fixed_version"}).str());
    fields::set_vulnerability(finding, of_hub ? v["cve_id"].str() : v["id"].str(), report.limits);
    report.text(finding.description, v.any({"description", "desc"}).str());
    for (const json::Value link : v["links"].items())
        fields::add_link(finding, link.str());
    for (const json::Value cwe : v["cwe_ids"].items())
        fields::add_cwes_of(finding, cwe.str());
    const json::Value preferred = v["preferred_cvss"];
    fields::CvssPick cvss;
    cvss.offer(preferred["vector_v3"].str(), preferred["score_v3"].number());
    cvss.offer(preferred["vector_v2"].str(), preferred["score_v2"].number());
    cvss.offer({}, v["cvss_v3_score"].number());
    cvss.put(finding);
    fields::rate(finding, v["severity"].str(), Severity::info, report.stats);
    fields::put(finding.asset, of_hub ? v["repository_name"].str() : v["artifact_digests"].at(0).str(), 200);
    fields::set_update_remedy(finding);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    const auto one = [&](json::Value body, const std::string& path) {
        ScanInfo scan;
        scan.tool = "Harbor";
        scan.target_kind = "image";
        const json::Value scanner = body["scanner"];
        if (!scanner["name"].str().empty())
            scan.policy = elide(fmt::format("{} {}", scanner["name"].str(), scanner["version"].str()), 200);
        scan.finished = parse_rfc3339(body["generated_at"].str());
        report.tell(scan);
        std::size_t i = 0;
        for (const json::Value v : body["vulnerabilities"].items())
            read_vulnerability(v, report.record(path + "/vulnerabilities", i++), report);
    };
    if (root.is_array()) {
        ScanInfo scan;
        scan.tool = "Harbor";
        scan.target_kind = "other";
        scan.complete = false; // a page of several
        report.tell(scan);
        std::size_t i = 0;
        for (const json::Value v : root.items())
            read_vulnerability(v, report.record("", i++), report);
        return {};
    }
    if (root["vulnerabilities"].exists()) {
        one(root, "");
        return {};
    }
    for (const json::Member body : root.members())
        if (body.value.is_object()) one(body.value, "/" + replace_all(elide(body.key, 120), "/", "~1"));
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("cve_id") &&
        head.has_element_key("repository_name") && head.has_element_key("digest"))
        return {84, "an array of objects with the keys cve_id, repository_name and digest", {}};
    if (head.shape != Head::Shape::json_object) return {};
    for (const std::string& key : head.json_keys)
        if (key.find("vnd.scanner.adapter.vuln.report") != std::string::npos ||
            key.find("vnd.security.vulnerability.report") != std::string::npos)
            return {90, "a top-level key that is the media type of a vulnerability report", {}};
    if (head.has_key("generated_at") && head.has_key("scanner") && head.has_key("vulnerabilities") &&
        head.has_key("severity"))
        return {70, "top-level keys generated_at, scanner, severity and vulnerabilities", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_harbor_format{"harbor-json",
                                 FormatKind::findings,
                                 "Harbor",
                                 "application/json",
                                 "Harbor: vulnerabilities of an artifact from its API",
                                 sniff,
                                 parse};

} // namespace parapet
