// Safety: an array of arrays (1.x), an object with vulnerabilities (2.x), and scan results by project (3.x).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace parapet {

extern const FormatInfo k_safety_format;

namespace {

// `text` may name the CVE, which says more than Safety's own number.
void fill(std::string_view package, std::string_view version, std::string_view id, std::string_view text,
          RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, package);
    fields::put(at.version, version);
    at.ecosystem = "pypi";
    report.text(finding.description, text);
    fields::add_ids_of(finding, text);
    const bool number = !id.empty() && id.front() >= '0' && id.front() <= '9';
    std::string name = finding.cve.empty() ? std::string() : finding.cve.front();
    if (name.empty()) name = number ? "Safety " + elide(id, 40) : elide(id, 100);
    finding.title = elide(fmt::format("{} in {}{}{}", name, at.package, at.version.empty() ? "" : " ", at.version),
                          report.limits.max_title_bytes);
    fields::set_vulnerability(finding, id, report.limits);
    if (number) { // alone it would be any tool's
        finding.aliases.erase(std::remove(finding.aliases.begin(), finding.aliases.end(), finding.rule),
                              finding.aliases.end());
        fields::add_alias(finding, "safety:" + elide(id, 40));
    }
}

void read_old(json::Value row, RawFinding& finding, DomReport& report) {
    fill(row.at(0).str(), row.at(2).str(), row.at(4).text(), row.at(3).str(), finding, report);
    fields::add_tag(finding, "affected: " + elide(row.at(1).str(), 150));
    fields::CvssPick cvss;
    for (std::size_t i = 5; i < 7; ++i)
        cvss.offer(row.at(i)["vector_string"].str(), row.at(i)["base_score"].number());
    cvss.put(finding);
    fields::rate(finding, {}, Severity::medium, report.stats);
    report.emit();
}

void read_rating(json::Value value, RawFinding& finding, DomReport& report) {
    const json::Value rating = value["severity"];
    fields::CvssPick cvss;
    for (const char* key : {"cvssv3", "cvssv2"})
        cvss.offer(rating[key]["vector_string"].str(), rating[key]["base_score"].number());
    cvss.put(finding);
    const std::string_view word = rating.is_string() ? rating.str() : rating["cvssv3"]["base_severity"].str();
    fields::rate(finding, word, Severity::medium, report.stats);
}

void read_vulnerability(json::Value value, bool ignored, RawFinding& finding, DomReport& report) {
    fields::add_id(finding, value["CVE"].str());
    for (const json::Value id : value["CVE"].items())
        fields::add_id(finding, id.str());
    fill(value["package_name"].str(), value["analyzed_version"].str(), value["vulnerability_id"].text(),
         value["advisory"].str(), finding, report);
    for (const json::Value version : value["fixed_versions"].items())
        fields::add_fixed(finding.location, version.str());
    fields::add_ids_of(finding, value["more_info_url"].str());
    fields::add_link(finding, value["more_info_url"].str());
    for (const json::Value link : value["resources"].items())
        fields::add_link(finding, link.str());
    read_rating(value, finding, report);
    if (ignored || value["ignored"].boolean().value_or(false)) {
        finding.suppressed = true;
        fields::put(finding.suppression, value["ignored_reason"].str());
    }
    fields::set_update_remedy(finding);
    report.emit();
}

// 3.x: dependencies of files of projects; their specifications name what is known of them by id.
void read_dependency(json::Value dependency, std::string_view file, const std::string& path, DomReport& report) {
    for (const json::Value specification : dependency["specifications"].items()) {
        const json::Value known = specification["vulnerabilities"];
        std::string_view raw = specification["raw"].str();
        const auto pin = raw.find("==");
        std::size_t i = 0;
        for (const json::Value value : known["known_vulnerabilities"].items()) {
            RawFinding& finding = report.record(path, i++);
            fill(dependency["name"].str(), pin == std::string_view::npos ? std::string_view() : raw.substr(pin + 2),
                 value["id"].text(), {}, finding, report);
            finding.location.file = fields::normal_path(file);
            fields::put(finding.location.fixed_version, known["remediation"]["recommended"].str());
            fields::add_tag(finding, "affected: " + elide(value["vulnerable_spec"].str(), 150));
            fields::rate(finding, {}, Severity::medium, report.stats);
            const json::Value ignored = value["ignored"];
            if (ignored.is_object() || ignored.boolean().value_or(false)) {
                finding.suppressed = true;
                fields::put(finding.suppression, ignored["reason"].str());
            }
            fields::set_update_remedy(finding);
            report.emit();
        }
    }
}

void read_projects(json::Value results, DomReport& report) {
    std::size_t p = 0;
    for (const json::Value project : results["projects"].items()) {
        for (const json::Value file : project["files"].items())
            for (const json::Value dependency : file["results"]["dependencies"].items())
                read_dependency(dependency, file["location"].str(), fmt::format("/scan_results/projects/{}", p),
                                report);
        ++p;
    }
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value meta = root.any({"report_meta", "meta"});
    ScanInfo scan;
    scan.tool = "Safety";
    fields::put(scan.tool_version,
                meta["safety_version"].str().empty() ? meta["version"].str() : meta["safety_version"].str(), 60);
    scan.target_kind = "repository";
    scan.finished = parse_rfc3339(meta["timestamp"].str());
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value row : root.items())
        read_old(row, report.record("", i++), report);
    i = 0;
    for (const json::Value one : root["vulnerabilities"].items())
        read_vulnerability(one, false, report.record("/vulnerabilities", i++), report);
    i = 0;
    for (const json::Value one : root["ignored_vulnerabilities"].items())
        read_vulnerability(one, true, report.record("/ignored_vulnerabilities", i++), report);
    read_projects(root["scan_results"], report);
    return {};
}

// [["package", "<1.2", "1.1", "What is wrong", "12345", ...
bool is_row(std::string_view text) {
    std::vector<std::string_view> strings;
    text = trim(text);
    if (text.empty() || text.front() != '[') return false;
    text = trim(text.substr(1));
    if (text.empty() || text.front() != '[') return false;
    for (std::size_t at = 1; at < text.size() && strings.size() < 5; ++at) {
        if (text[at] != '"') continue;
        const std::size_t from = ++at;
        while (at < text.size() && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        if (at < text.size()) strings.push_back(text.substr(from, at - from));
    }
    if (strings.size() < 5) return false;
    const auto digits = [](std::string_view s) {
        return !s.empty() && s.size() < 12 && s.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return strings[1].find_first_of("<>=!") != std::string_view::npos && digits(strings[4]);
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.element_keys.empty() && is_row(head.text))
            return {75, "an array of arrays: package, affected versions, version, text and number", "1"};
        return {};
    }
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("report_meta") && (head.has_key("affected_packages") || head.has_key("vulnerabilities")))
        return {88, "top-level keys report_meta and affected_packages", "2"};
    if (head.has_key("scan_results") && head.has_key("meta"))
        return {head.contains("\"projects\"") ? 84 : 60, "top-level keys meta and scan_results, with projects", "3"};
    if (head.contains("\"analyzed_version\"") && head.contains("\"vulnerability_id\""))
        return {78, "vulnerabilities with vulnerability_id and analyzed_version", "2"};
    if (head.has_key("scanned_packages") && head.contains("\"specifier\""))
        return {72, "scanned_packages with a specifier", "2"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_safety_format{"safety-json",
                                 FormatKind::findings,
                                 "Safety",
                                 "application/json",
                                 "Safety: advisories for Python packages (1, 2 and 3)",
                                 sniff,
                                 parse};

} // namespace parapet
