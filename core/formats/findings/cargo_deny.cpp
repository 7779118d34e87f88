// cargo-deny's JSON lines (--format json): diagnostics of advisories, bans, licences and sources.

#include "core/base/text.h"
#include "core/formats/common/record_run.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/common/whole_json.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace parapet {

extern const FormatInfo k_cargo_deny_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_levels{{
    {"error", Severity::high}, // its check fails
    {"warning", Severity::medium},
    {"note", Severity::info},
    {"help", Severity::info},
}};

// "ID: RUSTSEC-2026-0001" of the notes.
std::string_view note_of(json::Value fields_of, std::string_view key) {
    for (const json::Value note : fields_of["notes"].items())
        if (note.str().starts_with(key)) return trim(note.str().substr(key.size()));
    return {};
}

void read_advisory(json::Value d, RawFinding& f, ParseStats& stats, const Limits& limits) {
    const json::Value advisory = d["advisory"];
    const std::string_view id = advisory["id"].str();
    fields::set_vulnerability(f, id.empty() ? note_of(d, "ID:") : id, limits);
    for (const json::Value alias : advisory["aliases"].items())
        fields::add_id(f, alias.str());
    fields::set_text(f.description, advisory["description"].str(), stats, f.place.path, limits);
    fields::add_link(f, advisory["url"].str());
    fields::add_link(f, note_of(d, "Advisory:"));
    for (const json::Value link : advisory["references"].items())
        fields::add_link(f, link.str());
    fields::CvssPick cvss;
    const std::string_view vector = advisory["cvss"].str();
    if (!vector.empty()) cvss.offer(vector, fields::cvss_base_score(vector));
    cvss.put(f);
    const std::string_view solution = note_of(d, "Solution:");
    fields::put(f.remediation, solution, 500);
    if (solution.starts_with("Upgrade to >="))
        fields::put(f.location.fixed_version, solution.substr(13, solution.find(" (") - 13), 100);
}

void read_diagnostic(json::Value d, RawFinding& f, ParseStats& stats, const Limits& limits) {
    const json::Value krate = d["graphs"].at(0)["Krate"];
    const std::string_view code = d["code"].str(), level = d["severity"].str();
    Location& at = f.location;
    fields::put(at.package, krate["name"].str());
    fields::put(at.version, krate["version"].str());
    if (at.package.empty()) fields::put(at.package, d["advisory"]["package"].str());
    at.ecosystem = "cargo";
    at.file = "Cargo.lock";
    fields::set_title(f, {d["message"].str(), code}, limits);
    fields::add_tag(f, code);
    const bool vulnerability = code == "vulnerability" || code == "unsound";
    if (vulnerability || d["advisory"].is_object()) {
        read_advisory(d, f, stats, limits);
    } else {
        f.cause = Cause::other;
        fields::put(f.rule, code);
        std::string labels;
        for (const json::Value label : d["labels"].items())
            if (labels.size() < 4000) labels += fmt::format("{}: {}\n", label["message"].str(), label["span"].str());
        fields::set_text(f.description, trim(labels), stats, f.place.path, limits);
    }
    if (code == "unmaintained") f.cause = Cause::other;
    if (f.score)
        fields::rate(f, "", Severity::high, stats);
    else
        fields::set_severity(f, level, k_levels, stats);
    if (level == "note" || level == "help") { // an advisory that deny.toml ignores comes as a note
        f.suppressed = true;
        f.suppression = "no more than a note by deny.toml";
    }
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_lines && head.shape != Head::Shape::json_object) return {};
    const bool shape = (head.has_element_key("fields") && head.has_element_key("type")) ||
                       (head.has_key("fields") && head.has_key("type"));
    if (!shape) return {};
    if (head.contains("\"Krate\"") || head.contains("\"graphs\""))
        return {90, "lines of diagnostics with graphs of crates", {}};
    const bool summary = head.contains("\"summary\"") && head.contains("\"errors\"") && head.contains("\"helps\"");
    if (summary) return {86, "a summary with errors, helps, notes and warnings", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    RecordRun run(out, stats, job, options);
    ScanInfo scan;
    scan.tool = "cargo-deny";
    scan.target_kind = "repository";
    run.tell(scan);
    bool known = false;
    auto ok = each_json_line(in, stats, job, *options.limits, [&](const JsonLine& line) -> Result<void> {
        const std::string_view type = line.value["type"].str();
        known = known || type == "summary" || type == "diagnostic";
        if (type != "diagnostic") return {};
        const json::Value d = line.value["fields"];
        if (d["code"].str() == "advisory-ignored" || d["code"].str() == "advisory-not-detected")
            return {}; // of deny.toml
        RawFinding& f = run.next(fmt::format("/{}", line.line), static_cast<std::int64_t>(line.line));
        f.place.offset = static_cast<std::int64_t>(line.offset);
        read_diagnostic(d, f, stats, *options.limits);
        run.emit();
        return {};
    });
    if (!ok) return fail(ok.error());
    if (!known) return fail(Errc::malformed, "no diagnostic of cargo-deny", "/");
    return stats;
}

} // namespace

const FormatInfo k_cargo_deny_format{"cargo-deny-json",
                                     FormatKind::findings,
                                     "cargo-deny",
                                     "application/x-ndjson",
                                     "cargo-deny: advisories, bans, licences and sources of Rust crates",
                                     sniff,
                                     parse};

} // namespace parapet
