// Anchore's vulnerabilities: of Engine and Enterprise (vulnerabilities of an image digest), of anchorectl (the same in
// camel case, or as a bare array), and of newer evaluations (securityEvaluation).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_anchore_format;

namespace {

enum List : std::size_t { k_vulnerabilities, k_bare, k_evaluation, k_unified };

// "None" is what Anchore writes for what it does not know.
std::string_view said(json::Value value) {
    const std::string_view text = value.str();
    return text == "None" || text == "N/A" ? std::string_view() : text;
}

std::optional<double> known_score(std::optional<double> score) {
    return score && *score >= 0 ? score : std::nullopt;
}

void read_scores(json::Value entries, RawFinding& finding, fields::CvssPick& cvss) {
    for (const json::Value one : entries.items()) {
        fields::add_id(finding, one["id"].str());
        if (one.any({"is_kev", "isKev"}).boolean().value_or(false)) finding.kev = true;
        for (const json::Value v : {one.any({"cvss_v3", "cvssV3"}), one.any({"cvss_v2", "cvssV2"})})
            cvss.offer(v.any({"vector_string", "vectorString"}).str(),
                       known_score(v.any({"base_score", "baseScore"}).number()));
    }
}

// "openssl-libs-1:1.1.1k-14.el8_6", "tomcat-el-9.0.97": where does the version begin?
std::size_t version_at(std::string_view package, bool rpm) {
    if (rpm) {
        const auto release = package.rfind('-');
        const auto version = release == 0 ? std::string_view::npos : package.rfind('-', release - 1);
        if (release != std::string_view::npos && version != std::string_view::npos) return version;
    }
    for (std::size_t at = package.find('-'); at != std::string_view::npos; at = package.find('-', at + 1))
        if (at + 1 < package.size() && package[at + 1] >= '0' && package[at + 1] <= '9') return at;
    return std::string_view::npos;
}

class AnchoreReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Anchore";
        scan.target_kind = "image";
        const json::Value about = root["metadata"];
        if (about["repository"].is_string())
            fields::put(scan.target,
                        fmt::format("{}/{}:{}", about["registry"].str(), about["repository"].str(), about["tag"].str()),
                        500);
        scan.digest =
            elide(root.any({"imageDigest"}).exists() ? root["imageDigest"].str() : about["imageDigest"].str(), 80);
        const json::Value unified = root["vulnerabilities"]; // with the bill of materials around it
        if (scan.digest.empty())
            scan.digest = elide((unified.is_object() ? unified : root).any({"sbomId", "sbom_id"}).str(), 80);
        if (scan.target.empty()) scan.target = scan.digest;
        scan.finished = parse_rfc3339(about["timestamp"].str());
        return scan;
    }

    bool read(json::Value value, const json::Element& element, RawFinding& finding) override {
        Location& at = finding.location;
        const std::string_view whole = value["package"].str();
        fields::put(at.package, value.any({"package_name", "packageName"}).str());
        fields::put(at.version, value.any({"package_version", "packageVersion"}).str());
        const std::string_view type = value.any({"package_type", "packageType"}).str();
        at.ecosystem = fields::ecosystem_of(type);
        if (at.package.empty()) {
            const std::size_t cut = version_at(whole, iequals(type, "rpm"));
            fields::put(at.package, whole.substr(0, cut));
            if (cut != std::string_view::npos) fields::put(at.version, whole.substr(cut + 1));
        }
        at.file = fields::normal_path(said(value.any({"package_path", "packagePath", "path"})));
        fields::set_purl(at, said(value["purl"]));
        fields::add_fixed(at, said(value.any({"fix", "fixAvailable"})));
        for (const json::Value version : value.any({"fix_versions", "fixVersions"}).items())
            fields::add_fixed(at, said(version));
        const std::string_view id = value.any({"vuln", "vulnerabilityId", "vulnerability_id"}).str();
        if (!whole.empty()) finding.title = elide(fmt::format("{} in {}", id, whole), limits.max_title_bytes);
        fields::set_vulnerability(finding, id, limits);
        fields::add_ids_of(finding, value["cves"].str());
        fields::CvssPick cvss;
        read_scores(value.any({"nvd_data", "nvdData"}), finding, cvss);
        read_scores(value.any({"vendor_data", "vendorData"}), finding, cvss);
        if (element.array == k_evaluation) cvss.offer({}, value["nvdCvssBaseScore"].number());
        cvss.put(finding);
        fields::rate(finding, value["severity"].str(), Severity::info, stats);
        fields::add_link(finding, value.any({"url", "link"}).str());
        if (const auto feed = value.any({"feed_group", "feedGroup"}).str(); !feed.empty())
            fields::add_tag(finding, "feed: " + elide(feed, 80));
        finding.seen = parse_rfc3339(value["detectedAt"].str());
        if (value["kev"].boolean().value_or(false)) finding.kev = true;
        if (value.any({"will_not_fix", "willNotFix"}).boolean().value_or(false) ||
            value.any({"fix_state", "fixState"}).str() == "wont_fix")
            finding.remediation = "The vendor will not fix it: replace the package, or accept the risk with a reason.";
        fields::set_update_remedy(finding);
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("vuln") && (head.has_element_key("feedGroup") || head.has_element_key("packageCpe") ||
                                             head.has_element_key("feed_group")))
            return {85, "an array of objects with the keys vuln and feedGroup", {}};
        if (head.has_element_key("vuln") &&
            (head.has_element_key("packageName") || head.has_element_key("package_name")))
            return {80, "an array of objects with the keys vuln and packageName", {}};
        if ((head.has_element_key("vulnerabilityId") && head.has_element_key("fixState")) ||
            (head.has_element_key("vulnerability_id") && head.has_element_key("fix_state")))
            return {82, "an array of objects with the keys vulnerabilityId and fixState", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("imageDigest") && (head.has_key("vulnerability_type") || head.has_key("vulnerabilityType")))
        return {88, "top-level keys imageDigest and vulnerability_type", {}};
    if (head.has_key("imageDigest") && head.has_key("vulnerabilities"))
        return {70, "top-level keys imageDigest and vulnerabilities", {}};
    if (head.has_key("vulnerabilities") && (head.has_key("sbomId") || head.has_key("sbom_id")))
        return {82, "top-level keys sbomId and vulnerabilities", {}};
    if (head.has_key("vulnerabilities") && head.has_key("sbom") && head.has_key("policyEvaluation"))
        return {80, "top-level keys sbom, policyEvaluation and vulnerabilities", {}};
    if (head.has_key("vulnerabilities") && head.contains("\"vuln\"") &&
        (head.contains("\"packageName\"") || head.contains("\"package_name\"")))
        return {70, "vulnerabilities with vuln and packageName", {}};
    if (head.has_key("securityEvaluation") && (head.has_key("metadata") || head.contains("\"vulnerabilityId\"")))
        return {86, "top-level keys metadata and securityEvaluation", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<AnchoreReport>(
        in, out, job, options,
        {{"vulnerabilities"}, {""}, {"securityEvaluation"}, {"vulnerabilities/vulnerabilities"}});
}

} // namespace

const FormatInfo k_anchore_format{"anchore-json",
                                  FormatKind::findings,
                                  "Anchore",
                                  "application/json",
                                  "Anchore Engine, Enterprise and anchorectl: vulnerable packages of images",
                                  sniff,
                                  parse};

} // namespace parapet
