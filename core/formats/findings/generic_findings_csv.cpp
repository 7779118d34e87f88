// DefectDojo's generic findings, CSV.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_generic_findings_csv_format;

namespace {

bool is_true(std::string_view cell) {
    return iequals(cell, "true") || iequals(cell, "t") || cell == "1" || iequals(cell, "yes") || iequals(cell, "y");
}

// RFC 3339, or day, month and year with slashes: 28/02/2021 can only be a day first, all else is month first as the
// format's own description has it.
std::optional<Time> time_of(std::string_view cell) {
    if (const auto time = parse_rfc3339(cell)) return time;
    const auto parts = split(cell, '/');
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t year = 0;
    if (parts.size() != 3 || !parse_int(parts[0], a) || !parse_int(parts[1], b) || !parse_int(parts[2], year) ||
        a < 1 || b < 1 || a > 31 || b > 31 || year < 1970 || year > 2200)
        return std::nullopt;
    const auto month = static_cast<unsigned>(a > 12 ? b : a);
    const auto day = static_cast<unsigned>(a > 12 ? a : b);
    return from_civil(static_cast<int>(year), month, day, 0, 0, 0);
}

void read_state(const CsvTable& row, RawFinding& f) {
    if (is_true(row.get({"IsMitigated", "is_mitigated"}))) fields::set_fixed(f);
    std::string why;
    if (is_true(row.get({"FalsePositive", "false_p"}))) why = "false positive";
    if (is_true(row.get("Duplicate"))) why += why.empty() ? "duplicate" : ", duplicate";
    if (why.empty()) return;
    f.suppressed = true;
    f.suppression = why;
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_title(f, {row.get("Title"), row.get("Description"), "Unnamed"}, limits);
    std::string text(row.get("Description"));
    if (const auto impact = row.get("Impact"); !impact.empty()) text += fmt::format("\n\nImpact: {}", impact);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("Mitigation"), stats, f.place.path, limits);
    fields::set_severity(f, row.get("Severity"), fields::common_severities(), stats);
    std::int64_t cwe = 0;
    if (parse_int(row.get({"CweId", "cwe"}), cwe)) fields::add_cwe(f, cwe);
    fields::add_alias(f, row.get({"CVE", "Vulnerability Id"}));
    fields::CvssPick cvss;
    double score = 0;
    cvss.offer(row.get("CVSSV4"), parse_double(row.get({"CVSSV4_score"}), score) ? std::optional(score) : std::nullopt);
    cvss.offer(row.get("CVSSV3"), parse_double(row.get({"CVSSV3_score"}), score) ? std::optional(score) : std::nullopt);
    cvss.put(f);
    if (double epss = 0; parse_double(row.get("epss_score"), epss) && epss >= 0 && epss <= 1) f.epss = epss;
    if (const auto exploited = row.get("known_exploited"); !exploited.empty()) f.kev = is_true(exploited);
    if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    if (!f.cve.empty()) f.rule = f.cve.front();
    for (const std::string_view line : split(row.get("References"), '\n'))
        fields::add_link(f, line);
    if (const auto url = row.get("Url"); !url.empty()) {
        fields::set_url(f.location, url);
        if (f.identity == IdentityKind::other) f.identity = IdentityKind::web;
    }
    f.location.file = fields::normal_path(row.get("file_path"));
    f.location.line = fields::line_number(row.get("line"));
    fields::put(f.location.package, row.get("component_name"));
    fields::put(f.location.version, row.get("component_version"));
    fields::put(f.location.fixed_version, row.get("fix_version"));
    f.seen = time_of(row.get("Date"));
    read_state(row, f);
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const CsvHeader header = csv_header(head);
    if (header.has_all({"Date", "Title", "CweId", "Severity", "Description", "Mitigation"}))
        return {85, "a CSV header with Date, Title, CweId, Url, Severity, Description and Mitigation", {}};
    if (header.has_all({"Title", "Severity", "Description"}) && (header.has("CweId") || header.has("FalsePositive")))
        return {55, "a CSV header with Title, Severity, Description and CweId", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Title", "Severity"}}, "Generic findings", "other", read_row});
}

} // namespace

const FormatInfo k_generic_findings_csv_format{"generic-csv",
                                               FormatKind::findings,
                                               "Generic findings",
                                               "text/csv",
                                               "DefectDojo's generic findings as a table",
                                               sniff,
                                               parse};

} // namespace parapet
