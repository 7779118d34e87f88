// Checkmarx OSA: an array of two arrays, vulnerabilities and libraries.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_checkmarx_osa_format;

namespace {

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Checkmarx OSA";
    scan.target_kind = "repository";
    report.tell(scan);
    std::map<std::string_view, json::Value> libraries;
    for (const json::Value list : root.items())
        for (const json::Value one : list.items())
            if (!one["cveName"].exists() && one["name"].is_string()) libraries.emplace(one["id"].str(), one);
    std::size_t l = 0;
    for (const json::Value list : root.items()) {
        std::size_t i = 0;
        for (const json::Value one : list.items()) {
            if (!one["cveName"].exists()) continue;
            RawFinding& finding = report.record(fmt::format("/{}", l), i++);
            const auto known = libraries.find(one["libraryId"].str());
            const json::Value library = known == libraries.end() ? json::Value() : known->second;
            Location& at = finding.location;
            fields::put(at.package, library["name"].str());
            fields::put(at.version, library["version"].str());
            at.file = fields::normal_path(one["sourceFileName"].str());
            fields::set_vulnerability(finding, one["cveName"].str(), report.limits);
            report.text(finding.description, one["description"].str());
            report.text(finding.remediation, one["recommendations"].str());
            fields::add_link(finding, one["url"].str());
            fields::add_cwe(finding, 1035); // components with known vulnerabilities: what OSA looks for
            fields::CvssPick cvss;
            cvss.offer(one["cvss3"].str(), one["score"].number());
            cvss.put(finding);
            fields::rate(finding, one["severity"]["name"].str(), Severity::info, report.stats);
            const std::string_view state = one["state"]["name"].str();
            if (state == "NOT_EXPLOITABLE") {
                finding.suppressed = true;
                finding.suppression = "not exploitable";
            }
            if (!state.empty()) fields::add_tag(finding, "state: " + to_lower(elide(state, 60)));
            report.emit();
        }
        ++l;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.contains("\"cveName\"") && head.contains("\"libraryId\""))
        return {86, "arrays of objects with cveName and libraryId", {}};
    if (head.truncated) return {};
    std::string bare;
    for (const char c : head.text.substr(0, 400))
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') bare += c;
    if (bare == "[[],[]]") return {50, "an array of two arrays, both empty", {}};
    if (istarts_with(bare, "[[],[{") && head.contains("\"newestVersion\""))
        return {70, "no vulnerabilities, and libraries with newestVersion", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_checkmarx_osa_format{"checkmarx-osa-json",
                                        FormatKind::findings,
                                        "Checkmarx OSA",
                                        "application/json",
                                        "Checkmarx OSA: vulnerable libraries",
                                        sniff,
                                        parse};

} // namespace parapet
