// composer audit --format=json: advisories by package, and abandoned packages.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_composer_audit_format;

namespace {

void read_advisory(json::Value advisory, std::string_view package, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, advisory["packageName"].str().empty() ? package : advisory["packageName"].str());
    at.ecosystem = "composer";
    at.file = "composer.lock";
    fields::set_title(finding, {advisory["title"].str()}, report.limits);
    const std::string_view cve = advisory["cve"].str();
    fields::set_vulnerability(finding, cve.empty() ? advisory["advisoryId"].str() : cve, report.limits);
    fields::add_alias(finding, advisory["advisoryId"].str());
    for (const json::Value source : advisory["sources"].items())
        fields::add_id(finding, source["remoteId"].str());
    fields::add_ids_of(finding, advisory["link"].str());
    fields::add_link(finding, advisory["link"].str());
    if (const auto range = advisory["affectedVersions"].str(); !range.empty())
        report.text(finding.description, fmt::format("{}\nAffected versions: {}", finding.title, elide(range, 2000)));
    fields::rate(finding, advisory["severity"].str(), Severity::medium, report.stats);
    finding.remediation = elide(fmt::format("Update {} to a version that is not affected.", at.package), 400);
}

void read_advisories(json::Value packages, std::string_view where, bool ignored, DomReport& report) {
    for (const json::Member package : packages.members()) {
        const auto one = [&](json::Value advisory, std::size_t i) {
            RawFinding& finding = report.record(fmt::format("/{}/{}", where, elide(package.key, 150)), i);
            read_advisory(advisory, package.key, finding, report);
            if (ignored) {
                finding.suppressed = true;
                fields::put(finding.suppression, advisory["ignoreReason"].str());
            }
            report.emit();
        };
        std::size_t i = 0;
        for (const json::Value advisory : package.value.items())
            one(advisory, i++);
        for (const json::Member advisory : package.value.members()) // filtered lists keep their numbers
            one(advisory.value, i++);
    }
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Composer audit";
    scan.target_kind = "repository";
    report.tell(scan);
    read_advisories(root["advisories"], "advisories", false, report);
    read_advisories(root["ignored-advisories"], "ignored-advisories", true, report);
    std::size_t i = 0;
    for (const json::Member package : root["abandoned"].members()) {
        RawFinding& finding = report.record("/abandoned", i++);
        finding.identity = IdentityKind::other;
        finding.cause = Cause::other;
        finding.rule = "abandoned";
        fields::put(finding.location.package, package.key);
        finding.location.ecosystem = "composer";
        finding.location.file = "composer.lock";
        finding.title = elide(fmt::format("{} is abandoned", package.key), report.limits.max_title_bytes);
        finding.severity = Severity::low;
        finding.severity_known = true;
        if (const auto other = package.value.str(); !other.empty())
            finding.remediation = elide(fmt::format("Use {} instead.", other), 300);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("advisories")) return {};
    if (head.has_key("abandoned")) return {84, "top-level keys advisories and abandoned", {}};
    if (head.contains("\"advisoryId\"") && head.contains("\"packageName\""))
        return {82, "advisories with advisoryId and packageName", {}};
    if (head.json_keys.size() == 1 && !head.truncated && !head.contains("\"module_name\""))
        return {45, "only the top-level key advisories", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_composer_audit_format{"composer-audit-json",
                                         FormatKind::findings,
                                         "Composer audit",
                                         "application/json",
                                         "composer audit: advisories for PHP packages, and abandoned ones",
                                         sniff,
                                         parse};

} // namespace parapet
