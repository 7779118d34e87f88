// PMD's CSV.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/findings/pmd/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_pmd_format;

namespace {

using pmd::k_severities;

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_code(f, row.get("File"), fields::line_number(row.get("Line")));
    fields::put(f.rule, row.get("Rule"));
    fields::put(f.location.function, row.get("Package"));
    fields::set_title(f, {row.get("Description"), f.rule, "Unnamed rule"}, limits);
    fields::set_text(f.description, row.get("Description"), stats, f.place.path, limits);
    fields::set_severity(f, row.get("Priority"), k_severities, stats);
    fields::add_tag(f, row.get("Rule set"));
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"Problem", "Package", "File", "Priority", "Line", "Description", "Rule"}))
        return {92, "a CSV header with Problem, Package, File, Priority, Line, Description and Rule", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Problem", "File", "Rule"}}, "PMD", "repository", read_row});
}

} // namespace

const FormatInfo k_pmd_format{
    "pmd-csv", FormatKind::findings, "PMD", "text/csv", "PMD: Java and other languages", sniff, parse};

} // namespace parapet
