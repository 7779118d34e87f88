// WPScan's JSON: interesting findings, and vulnerabilities of WordPress, its themes and plugins.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_wpscan_format;

namespace {

void add_references(json::Value references, RawFinding& finding) {
    for (const json::Value link : references["url"].items())
        fields::add_link(finding, link.str());
    for (const json::Value cve : references["cve"].items())
        fields::add_alias(finding, istarts_with(cve.str(), "CVE-") ? cve.text() : "CVE-" + cve.text());
    for (const json::Value cwe : references["cwe"].items())
        fields::add_cwe(finding, cwe.integer().value_or(0));
    for (const json::Value id : references["wpvulndb"].items()) {
        fields::add_alias(finding, "wpvulndb:" + elide(id.text(), 60));
        fields::add_link(finding, "https://wpscan.com/vulnerability/" + elide(id.text(), 60));
    }
    for (const json::Value module : references["metasploit"].items())
        fields::add_tag(finding, "metasploit: " + elide(module.str(), 120));
}

struct Thing {
    std::string_view name, version, url;
};

void read_vulnerability(json::Value v, const Thing& thing, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    if (!thing.url.empty()) fields::set_url(at, thing.url);
    fields::put(at.package, thing.name);
    fields::put(at.version, thing.version);
    at.ecosystem = "wordpress";
    fields::put(at.fixed_version, v["fixed_in"].str());
    fields::set_title(finding, {v["title"].str()}, report.limits);
    add_references(v["references"], finding);
    const std::string rule = !finding.cve.empty()       ? finding.cve.front()
                             : !finding.aliases.empty() ? finding.aliases.front()
                                                        : finding.title;
    fields::set_vulnerability(finding, rule, report.limits);
    if (rule == finding.title && !finding.aliases.empty()) finding.aliases.clear();
    report.text(finding.description, v["description"].str());
    fields::CvssPick cvss;
    cvss.offer(v["cvss"]["vector"].str(), v["cvss"]["score"].number());
    cvss.put(finding);
    fields::rate(finding, {}, Severity::medium, report.stats);
    fields::set_update_remedy(finding);
    report.emit();
}

void read_all(json::Value thing, std::string_view name, std::string_view path, DomReport& report) {
    const json::Value version = thing["version"];
    const std::string_view number = thing["number"].str();
    const Thing about{name, number.empty() ? version["number"].str() : number, thing["location"].str()};
    std::size_t i = 0;
    for (const json::Value v : thing["vulnerabilities"].items())
        read_vulnerability(v, about, report.record(fmt::format("/{}/vulnerabilities", path), i++), report);
    for (const json::Value v : version["vulnerabilities"].items())
        read_vulnerability(v, about, report.record(fmt::format("/{}/version/vulnerabilities", path), i++), report);
    if (path != "main_theme") return;
    std::size_t parent = 0;
    for (const json::Value theme : thing["parents"].items())
        read_all(theme, theme["slug"].str(), fmt::format("main_theme/parents/{}", parent++), report);
}

void read_interesting(json::Value one, RawFinding& finding, DomReport& report) {
    const std::string_view type = one["type"].str();
    finding.identity = IdentityKind::web;
    finding.cause = Cause::configuration;
    finding.rule = "WordPress " + elide(type, 100);
    fields::set_title(finding, {"WordPress finding '" + elide(type, 100) + "': " + std::string(one["to_s"].str())},
                      report.limits);
    fields::set_url(finding.location, one["url"].str());
    std::string text(one["to_s"].str());
    for (const json::Value entry : one["interesting_entries"].items())
        if (text.size() < 20'000) text += "\n" + std::string(entry.str());
    report.text(finding.description, text);
    add_references(one["references"], finding);
    fields::add_tag(finding, fmt::format("confidence: {}", one["confidence"].integer().value_or(0)));
    fields::add_tag(finding, elide(one["found_by"].str(), 150));
    finding.severity = Severity::info;
    finding.severity_known = true;
    report.emit();
}

// What lies open: copies of the configuration or of the database, by address.
void read_exposed(json::Value list, std::string_view key, std::string_view title, DomReport& report) {
    std::size_t i = 0;
    for (const json::Member one : list.members()) {
        RawFinding& finding = report.record(fmt::format("/{}", key), i++);
        finding.identity = IdentityKind::web;
        finding.cause = Cause::configuration;
        finding.rule = std::string(key);
        finding.title = std::string(title);
        fields::set_url(finding.location, one.key);
        finding.severity = Severity::high;
        finding.severity_known = true;
        report.emit();
    }
}

// Users whose password was guessed; the password itself is not kept.
void read_guessed(json::Value list, std::string_view site, DomReport& report) {
    std::size_t i = 0;
    for (const json::Member one : list.members()) {
        RawFinding& finding = report.record("/password_attack", i++);
        finding.identity = IdentityKind::web;
        finding.cause = Cause::configuration;
        finding.rule = "password_attack";
        fields::set_title(finding, {fmt::format("The password of {} was guessed", visible(elide(one.key, 100)))},
                          report.limits);
        fields::set_url(finding.location, site);
        finding.location.resource = elide(one.key, 200);
        fields::add_cwe(finding, 521);
        finding.severity = Severity::high;
        finding.severity_known = true;
        report.emit();
    }
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "WPScan";
    fields::put(scan.tool_version, root["banner"]["version"].str(), 60);
    scan.target_kind = "url";
    fields::put(scan.target, fields::url_origin(root["target_url"].str()), 500);
    for (const auto& [key, time] : {std::pair{"start_time", &scan.started}, std::pair{"stop_time", &scan.finished}})
        if (const auto t = root[key].integer(); t && *t > 0 && *t < 9'000'000'000) *time = from_unix_seconds(*t);
    const std::string_view aborted = root["scan_aborted"].str();
    scan.failed = !aborted.empty();
    if (scan.failed) report.stats.warn("/scan_aborted", "WPScan was aborted: " + visible(elide(aborted, 300)));
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value one : root["interesting_findings"].items())
        read_interesting(one, report.record("/interesting_findings", i++), report);
    read_all(root["version"], "WordPress", "version", report);
    read_all(root["main_theme"], root["main_theme"]["slug"].str(), "main_theme", report);
    for (const char* list : {"plugins", "themes", "timthumbs"})
        for (const json::Member one : root[list].members())
            read_all(one.value, one.key, fmt::format("{}/{}", list, elide(one.key, 100)), report);
    read_exposed(root["config_backups"], "config_backups", "A copy of the configuration can be fetched", report);
    read_exposed(root["db_exports"], "db_exports", "An export of the database can be fetched", report);
    read_guessed(root["password_attack"], root["target_url"].str(), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("WordPress Security Scanner")) return {90, "a banner of the WordPress Security Scanner", {}};
    if (head.has_key("interesting_findings") && head.has_key("target_url"))
        return {85, "top-level keys target_url and interesting_findings", {}};
    if (head.has_key("scan_aborted") && head.has_key("target_url"))
        return {80, "top-level keys target_url and scan_aborted", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_wpscan_format{"wpscan-json",
                                 FormatKind::findings,
                                 "WPScan",
                                 "application/json",
                                 "WPScan: WordPress, its plugins and themes",
                                 sniff,
                                 parse};

} // namespace parapet
