// retire --outputformat json: files with the libraries in them; of older versions that list alone.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_retirejs_format;

namespace {

void read_ids(json::Value value, RawFinding& finding) {
    const json::Value ids = value["identifiers"];
    for (const json::Value cve : ids["CVE"].items())
        fields::add_id(finding, cve.str());
    fields::add_id(finding, ids["CVE"].str());
    fields::add_id(finding, ids["githubID"].str());
    for (const json::Value cwe : value["cwe"].items())
        fields::add_cwes_of(finding, cwe.str());
    for (const json::Value link : value["info"].items()) {
        fields::add_link(finding, link.str());
        if (finding.cve.empty()) fields::add_ids_of(finding, link.str());
    }
}

void read_vulnerability(json::Value value, json::Value library, std::string_view file, RawFinding& finding,
                        DomReport& report) {
    const json::Value ids = value["identifiers"];
    Location& at = finding.location;
    at.file = fields::normal_path(file);
    fields::put(at.package, library["component"].str());
    fields::put(at.version, library["version"].str());
    at.ecosystem = "npm";
    fields::put(at.fixed_version, value["below"].str());
    read_ids(value, finding);
    fields::set_title(finding, {ids["summary"].str()}, report.limits);
    std::string id = !finding.cve.empty()       ? finding.cve.front()
                     : !finding.aliases.empty() ? finding.aliases.front()
                                                : "";
    for (const char* key : {"retid", "bug", "issue", "PR"})
        if (id.empty() && !ids[key].text().empty()) id = fmt::format("{} {}", key, elide(ids[key].text(), 60));
    // An entry without an id is known by what it says.
    const bool named = !finding.cve.empty() || !finding.aliases.empty();
    fields::set_vulnerability(finding, named ? id : std::string(), report.limits);
    if (!named)
        finding.rule = !id.empty() ? elide(fmt::format("{}: {}", at.package, id), 200) : elide(finding.title, 200);
    report.text(finding.description, ids["summary"].str());
    fields::rate(finding, value["severity"].str(), Severity::medium, report.stats);
    if (!at.fixed_version.empty())
        finding.remediation = elide(fmt::format("Update {} to {} or later.", at.package, at.fixed_version), 400);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Retire.js";
    fields::put(scan.tool_version, root["version"].str(), 60);
    scan.target_kind = "repository";
    scan.started = parse_rfc3339(root["start"].str());
    if (root["errors"].size() > 0) {
        scan.complete = false;
        report.stats.warn("/errors", "Retire.js could not read everything: nothing is closed by this scan");
    }
    report.tell(scan);
    const json::Value files = root.is_array() ? root : root["data"];
    std::size_t f = 0;
    for (const json::Value file : files.items()) {
        std::size_t l = 0;
        for (const json::Value library : file["results"].items()) {
            std::size_t i = 0;
            for (const json::Value value : library["vulnerabilities"].items())
                read_vulnerability(value, library, file["file"].str(),
                                   report.record(fmt::format("/data/{}/results", f), l, "vulnerabilities", i++),
                                   report);
            ++l;
        }
        ++f;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array) {
        if (head.has_element_key("results") && head.contains("\"component\"") && head.contains("\"identifiers\""))
            return {78, "an array of files with results that have component and identifiers", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_object || !head.has_key("data")) return {};
    if (head.has_key("start") && head.has_key("messages") && head.has_key("errors"))
        return {80, "top-level keys start, data, messages and errors", {}};
    if (head.contains("\"detection\"") && head.contains("\"component\"") && head.contains("\"below\""))
        return {80, "data with component, detection and below", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_retirejs_format{"retirejs-json",
                                   FormatKind::findings,
                                   "Retire.js",
                                   "application/json",
                                   "Retire.js: JavaScript libraries with known vulnerabilities",
                                   sniff,
                                   parse};

} // namespace parapet
