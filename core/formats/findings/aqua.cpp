// Aqua's image scan (resources with vulnerabilities), the same in an array of images, and pages of its API (result).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_aqua_format;

namespace {

// The first that says something.
std::string_view word_of(json::Value v) {
    for (const char* key : {"aqua_severity", "vendor_severity_v3", "nvd_severity_v3", "nvd_cvss3_severity",
                            "vendor_severity", "nvd_severity", "severity"})
        if (const auto word = v[key].str(); !word.empty()) return word;
    return {};
}

constexpr std::array<fields::SeverityWord, 7> k_severities{{{"critical", Severity::critical},
                                                            {"high", Severity::high},
                                                            {"medium", Severity::medium},
                                                            {"low", Severity::low},
                                                            {"negligible", Severity::info},
                                                            {"unimportant", Severity::info},
                                                            {"sensitive", Severity::high}}};

void read_vulnerability(json::Value v, json::Value resource, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    if (resource.is_object()) fields::put(at.package, resource["name"].str());
    if (at.package.empty()) fields::put(at.package, resource["path"].str());
    fields::put(at.version, resource["version"].str());
    at.ecosystem = fields::ecosystem_of(resource["format"].str());
    if (resource.is_object()) at.file = fields::normal_path(resource["path"].str());
    fields::put(at.fixed_version, v["fix_version"].str());
    fields::set_vulnerability(finding, v.any({"name", "cve"}).str(), report.limits);
    report.text(finding.description, v["description"].str());
    report.text(finding.remediation, v["solution"].str());
    for (const char* key : {"nvd_url", "vendor_url", "url"})
        fields::add_link(finding, v[key].str());
    for (const json::Value cwe : v["cwe_info"].items())
        fields::add_cwes_of(finding, cwe["Id"].str());
    fields::CvssPick cvss;
    for (const auto& [vector, score] :
         {std::pair{"aqua_vectors", "aqua_score"}, std::pair{"nvd_vectors_v3", "nvd_score_v3"},
          std::pair{"nvd_cvss3_vectors", "nvd_cvss3_score"}, std::pair{"vendor_vectors_v3", "vendor_score_v3"},
          std::pair{"nvd_vectors", "nvd_score"}, std::pair{"nvd_cvss2_vectors", "nvd_cvss2_score"},
          std::pair{"vectors", "score"}})
        cvss.offer(v[vector].str(), v[score].number());
    cvss.put(finding);
    fields::set_epss(finding, v["epss_score"].number());
    fields::rate(finding, word_of(v), k_severities, Severity::info, report.stats);
    fields::set_update_remedy(finding);
    if (!v["acknowledged_by"].str().empty() || v["is_acknowledged"].boolean().value_or(false)) {
        finding.suppressed = true;
        fields::put(finding.suppression, v["ack_comment"].str(), 500);
    }
    report.emit();
}

ScanInfo scan_of(json::Value image) {
    ScanInfo scan;
    scan.tool = "Aqua";
    scan.target_kind = "image";
    fields::put(scan.target, image["image"].str(), 500);
    scan.digest = elide(image["digest"].str(), 80);
    if (const auto seconds = image["scan_started"]["seconds"].integer();
        seconds && *seconds > 0 && *seconds < 9'000'000'000)
        scan.started = from_unix_seconds(*seconds);
    return scan;
}

void read_image(json::Value image, const std::string& path, DomReport& report) {
    report.tell(scan_of(image));
    std::size_t r = 0;
    for (const json::Value one : image["resources"].items()) {
        std::size_t i = 0;
        for (const json::Value v : one["vulnerabilities"].items())
            read_vulnerability(v, one["resource"], report.record(path + "/resources", r, "vulnerabilities", i++),
                               report);
        ++r;
    }
    std::size_t i = 0;
    for (const json::Value v : image["cves"].items()) { // of old scanners, with the file
        RawFinding& finding = report.record(path + "/cves", i++);
        fields::put(finding.location.package, v["file"].str());
        finding.location.file = fields::normal_path(v["file"].str());
        read_vulnerability(v, {}, finding, report);
    }
}

Result<void> read(json::Value root, DomReport& report) {
    if (root["result"].is_array()) {
        ScanInfo scan = scan_of({});
        fields::put(scan.target, root["query"]["image_name"].str(), 500);
        scan.complete = root["more_data_all_pages"].integer().value_or(0) == 0 &&
                        root["count"].integer().value_or(0) <= static_cast<std::int64_t>(root["result"].size());
        report.tell(scan);
        std::size_t i = 0;
        for (const json::Value v : root["result"].items()) {
            RawFinding& finding = report.record("/result", i++);
            fields::put(finding.asset, v["image_name"].str(), 500);
            read_vulnerability(v, v["resource"], finding, report);
        }
        return {};
    }
    std::size_t i = 0;
    for (const json::Value image : root.items())
        read_image(image["results"].is_object() ? image["results"] : image, fmt::format("/{}", i++), report);
    if (!root.is_array()) read_image(root["results"].is_object() ? root["results"] : root, "", report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("image_name") && head.has_element_key("results") && head.contains("\"resources\""))
            return {80, "an array of objects with image_name and results", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("image") && head.has_key("resources") &&
        (head.has_key("scan_started") || head.has_key("image_assurance_results")))
        return {86, "top-level keys image, scan_started and resources", {}};
    if (head.has_key("image") && (head.has_key("vulnerability_summary") || head.has_key("image_assurance_results")))
        return {80, "top-level keys image and vulnerability_summary", {}};
    if (head.has_key("result") && head.has_key("count") && (head.has_key("pagesize") || head.has_key("query")))
        return {head.contains("\"aqua_severity\"") || head.has_key("more_data_all_pages") ? 82 : 45,
                "top-level keys count, page and result",
                {}};
    // Of large reports the head may hold results only.
    if ((head.has_key("result") || head.has_key("resources") || head.has_key("results")) &&
        head.contains("\"aqua_severity\""))
        return {78, "vulnerabilities with aqua_severity", {}};
    if (head.has_key("cves") && (head.has_key("image") || head.has_key("scan_started")))
        return {60, "top-level keys image and cves", {}};
    if (head.has_key("cves") && head.contains("\"file\"") &&
        (head.contains("\"severity\"") || head.contains("\"score\"")))
        return {50, "cves with file and severity", {}};
    if ((head.has_key("result") || head.has_key("resources")) && head.contains("\"resource\"") &&
        (head.contains("\"nvd_severity\"") || head.contains("\"nvd_score\"") || head.contains("\"nvd_cvss3_score\"") ||
         head.contains("\"nvd_score_v3\"")))
        return {66, "vulnerabilities of a resource, with the scores of the NVD", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_aqua_format{"aqua-json",
                               FormatKind::findings,
                               "Aqua",
                               "application/json",
                               "Aqua: vulnerable packages of images (scanner and API)",
                               sniff,
                               parse};

} // namespace parapet
