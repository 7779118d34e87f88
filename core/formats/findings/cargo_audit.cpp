// cargo audit --json: vulnerabilities of a Cargo.lock, and warnings (unmaintained, unsound, yanked).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_cargo_audit_format;

namespace {

void read_advisory(json::Value advisory, RawFinding& finding, DomReport& report) {
    for (const json::Value alias : advisory["aliases"].items())
        fields::add_alias(finding, alias.str());
    report.text(finding.description, advisory["description"].str());
    fields::add_link(finding, advisory["url"].str());
    for (const json::Value link : advisory["references"].items())
        fields::add_link(finding, link.str());
    if (const auto id = advisory["id"].str(); istarts_with(id, "RUSTSEC-"))
        fields::add_link(finding, fmt::format("https://rustsec.org/advisories/{}.html", elide(id, 40)));
    for (const json::Value word : advisory["categories"].items())
        fields::add_tag(finding, word.str());
    for (const json::Value word : advisory["keywords"].items())
        fields::add_tag(finding, word.str());
    fields::CvssPick cvss;
    cvss.offer(advisory["cvss"].str(), std::nullopt);
    cvss.put(finding);
}

void read_entry(json::Value entry, std::string_view kind, RawFinding& finding, DomReport& report) {
    const json::Value advisory = entry["advisory"];
    Location& at = finding.location;
    fields::put(at.package, entry["package"]["name"].str());
    fields::put(at.version, entry["package"]["version"].str());
    at.ecosystem = "cargo";
    at.file = "Cargo.lock";
    for (const json::Value version : entry["versions"]["patched"].items())
        fields::add_fixed(at, version.str());
    if (kind == "yanked" && !advisory)
        finding.title = elide(fmt::format("{} {} was withdrawn from the registry", at.package, at.version),
                              report.limits.max_title_bytes);
    else
        fields::set_title(finding, {advisory["title"].str()}, report.limits);
    fields::set_vulnerability(finding, advisory["id"].str().empty() ? kind : advisory["id"].str(), report.limits);
    if (finding.rule == kind) finding.aliases.clear();
    read_advisory(advisory, finding, report);
    if (kind == "vulnerability") {
        // cargo audit itself rates nothing, but fails on these.
        fields::rate(finding, {}, Severity::high, report.stats);
    } else {
        fields::add_tag(finding, fmt::format("warning: {}", elide(kind, 40)));
        finding.severity_raw = elide(kind, 64);
        finding.severity_known = true;
        finding.severity = kind == "unsound" ? Severity::medium : Severity::low;
        if (kind == "unmaintained") finding.cause = Cause::other;
    }
    fields::set_update_remedy(finding);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "cargo-audit";
    scan.target_kind = "repository";
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value one : root["vulnerabilities"]["list"].items())
        read_entry(one, "vulnerability", report.record("/vulnerabilities/list", i++), report);
    for (const json::Member kind : root["warnings"].members()) {
        i = 0;
        for (const json::Value one : kind.value.items())
            read_entry(one, kind.key, report.record(fmt::format("/warnings/{}", elide(kind.key, 40)), i++), report);
    }
    i = 0;
    for (const json::Value one : root["warnings"].items()) // before 0.13
        read_entry(one, one["kind"].str(), report.record("/warnings", i++), report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("lockfile") && head.has_key("vulnerabilities"))
        return {86, "top-level keys lockfile and vulnerabilities", {}};
    if (head.has_key("database") && head.has_key("vulnerabilities") && head.contains("\"advisory-count\""))
        return {84, "top-level keys database, with advisory-count, and vulnerabilities", {}};
    if (head.has_key("vulnerabilities") && head.contains("\"RUSTSEC-") && head.contains("\"unaffected\""))
        return {76, "vulnerabilities with ids of RustSec", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_cargo_audit_format{"cargo-audit-json",
                                      FormatKind::findings,
                                      "cargo-audit",
                                      "application/json",
                                      "cargo audit --json: advisories for Rust crates",
                                      sniff,
                                      parse};

} // namespace parapet
