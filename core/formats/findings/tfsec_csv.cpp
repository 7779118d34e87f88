// tfsec's CSV.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/findings/tfsec/severities.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_tfsec_csv_format;

namespace {

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_config(f, row.get("file"), fields::line_number(row.get("start_line")),
                       fields::line_number(row.get("end_line")));
    fields::put(f.rule, row.get("rule_id"));
    fields::set_title(f, {row.get("description"), f.rule, "Unnamed check"}, limits);
    fields::set_text(f.description, row.get("description"), stats, f.place.path, limits);
    fields::set_severity(f, row.get("severity"), tfsec::k_severities, stats);
    fields::add_link(f, row.get("link"));
    if (iequals(row.get("passed"), "true")) f.outcome = CheckOutcome::pass;
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"file", "start_line", "end_line", "rule_id", "severity", "description", "passed"}))
        return {90, "a CSV header with file, start_line, rule_id, severity and passed", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"file", "rule_id", "passed"}}, "tfsec", "repository", read_row});
}

} // namespace

const FormatInfo k_tfsec_csv_format{"tfsec-csv", FormatKind::findings, "tfsec", "text/csv", "tfsec: Terraform", sniff,
                                    parse};

} // namespace parapet
