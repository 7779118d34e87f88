// Checkmarx SAST's CSV: a row for each result, from its source to its sink.

#include "core/base/text.h"
#include "core/formats/common/checkmarx_fields.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/findings/checkmarx/severities.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_checkmarx_csv_format;

namespace {

using checkmarx::k_severities;

void read_places(const CsvTable& row, RawFinding& f) {
    Location source;
    source.file = fields::normal_path(row.get("SrcFileName"));
    source.line = fields::line_number(row.get("Line"));
    source.column = fields::line_number(row.get("Column"));
    if (row.get("DestFileName").empty()) {
        fields::set_code(f, source.file, source.line, 0, source.column);
        fields::put(f.location.function, row.get("Name"), 500);
        return;
    }
    fields::set_code(f, row.get("DestFileName"), fields::line_number(row.get("DestLine")), 0,
                     fields::line_number(row.get("DestColumn")));
    fields::put(f.location.function, row.get("DestName"), 500);
    if (source.file != f.location.file || source.line != f.location.line) f.more_locations.push_back(std::move(source));
}

// "OWASP Top 10 2017": "A1-Injection"
void read_categories(const CsvTable& row, RawFinding& f) {
    for (const std::string& name : row.header().names)
        if (name.find("OWASP") != std::string::npos || name.find("PCI") != std::string::npos)
            fields::add_tag(f, row.get(name));
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    read_places(row, f);
    const std::string name = checkmarx::spaced(row.get("Query"));
    fields::put(f.rule, row.get("Query"));
    fields::put(f.rule_name, name);
    fields::set_title(f, {name, "Unnamed query"}, limits);
    fields::set_text(f.description, checkmarx::spaced(row.get("Query Path")), stats, f.place.path, limits);
    fields::set_severity(f, row.get({"Result Severity", "Severity"}), k_severities, stats);
    std::int64_t cwe = 0;
    if (parse_int(row.get({"CWE", "Cwe Id"}), cwe)) fields::add_cwe(f, cwe);
    read_categories(row, f);
    fields::add_link(f, row.get("Link"));
    fields::add_tag(f, to_lower(row.get("Result State")));
    const std::string_view status = row.get({"Result Status", "Status"});
    fields::add_tag(f, to_lower(status));
    if (iequals(status, "Fixed") || iequals(status, "Resolved")) fields::set_fixed(f);
    if (!iequals(row.get("Result State"), "Not Exploitable")) return true;
    f.suppressed = true;
    fields::put(f.suppression, row.get("Comment"), 2000);
    if (f.suppression.empty()) f.suppression = "not exploitable";
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head, {"Query", "SrcFileName", "DestFileName", "Result State", "Result Severity"}))
        return {92, "a CSV header with Query, SrcFileName, DestFileName and Result Severity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(
        in, out, options,
        {{.header_has = {"Query", "SrcFileName", "Result State"}}, "Checkmarx", "repository", read_row});
}

} // namespace

const FormatInfo k_checkmarx_csv_format{"checkmarx-csv",
                                        FormatKind::findings,
                                        "Checkmarx",
                                        "text/csv",
                                        "Checkmarx SAST: weaknesses in source code, as a table",
                                        sniff,
                                        parse};

} // namespace parapet
