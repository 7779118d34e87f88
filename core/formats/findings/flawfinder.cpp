// Flawfinder's CSV, of versions before and after 2.0.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_flawfinder_format;

namespace {

// Levels of risk: 0 is very low, 5 very high.
Severity severity_of(std::int64_t level) {
    if (level >= 5) return Severity::critical;
    if (level == 4) return Severity::high;
    if (level == 3) return Severity::medium;
    return level == 2 ? Severity::low : Severity::info;
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_code(f, row.get("File"), fields::line_number(row.get("Line")), 0,
                     fields::line_number(row.get("Column")));
    const std::string_view name = row.get("Name");
    const std::string_view id = row.get("RuleId");
    fields::put(f.rule, id.empty() ? name : id);
    fields::put(f.rule_name, name);
    fields::set_title(f, {fmt::format("{}: {}", name, row.get("Warning"))}, limits);
    fields::set_text(f.description, row.get("Warning"), stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("Suggestion"), stats, f.place.path, limits);
    std::int64_t level = 0;
    f.severity_known = parse_int(row.get({"Level", "DefaultLevel"}), level) && level >= 0 && level <= 5;
    f.severity = f.severity_known ? severity_of(level) : Severity::info;
    fields::put(f.severity_raw, row.get("Level"), 40);
    if (!f.severity_known) stats.warn(f.place.path, "its level is none of 0 to 5; shown as unknown", f.place.line);
    fields::add_cwes_of(f, row.get("CWEs")); // "CWE-119!/CWE-120"
    fields::set_snippet(f.location, row.get("Context"));
    fields::add_tag(f, row.get("Category"));
    fields::add_link(f, row.get("HelpUri"));
    fields::put(f.fingerprint, row.get("Fingerprint"));
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"File", "Line", "Column", "Level", "Category", "Name", "Warning", "Suggestion"}))
        return {92, "a CSV header with File, Line, Level, Category, Name, Warning and Suggestion", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {{"File", "Line", "Level"}}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    ScanInfo scan;
    scan.tool = stats.tool = "Flawfinder";
    scan.target_kind = "repository";
    out.scan(scan);
    std::int64_t short_row = 0;
    const auto read = [&](const CsvTable& row, RawFinding& f) {
        if (row.cells() < row.header().names.size() && short_row == 0) short_row = row.line();
        return short_row == 0 && read_row(row, f, stats, *options.limits);
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    if (short_row == 0) return stats;
    // Which cell is missing cannot be told, so none of the row means what its column says.
    Error error{Errc::malformed, "a row has fewer cells than the header", {}, {}};
    error.line = short_row;
    return fail(error);
}

} // namespace

const FormatInfo k_flawfinder_format{"flawfinder-csv",
                                     FormatKind::findings,
                                     "Flawfinder",
                                     "text/csv",
                                     "Flawfinder: weaknesses in C and C++",
                                     sniff,
                                     parse};

} // namespace parapet
