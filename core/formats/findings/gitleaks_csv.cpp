// Gitleaks' CSV, of version 8.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/gitleaks_leak.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_gitleaks_csv_format;

namespace {

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& /*stats*/, const Limits& limits) {
    gitleaks::Leak leak;
    leak.rule = row.get("RuleID");
    leak.title = row.get("Description"); // not in every version
    leak.secret = row.get("Secret");
    leak.match = row.get("Match");
    leak.file = row.get("File");
    leak.commit = row.get("Commit");
    leak.author = row.get("Author");
    leak.url = row.get("Link");
    leak.fingerprint = row.get("Fingerprint");
    leak.line = fields::line_number(row.get("StartLine"));
    leak.end_line = fields::line_number(row.get("EndLine"));
    leak.column = fields::line_number(row.get("StartColumn"));
    gitleaks::read_leak(leak, f, limits);
    for (const std::string_view tag : split(row.get("Tags"), ' '))
        fields::add_tag(f, tag);
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"RuleID", "Commit", "File", "Secret", "Match", "StartLine"}))
        return {92, "a CSV header with RuleID, Commit, File, Secret and Match", "8"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"RuleID", "File", "Secret"}}, "Gitleaks", "repository", read_row});
}

} // namespace

const FormatInfo k_gitleaks_csv_format{"gitleaks-csv",
                                       FormatKind::findings,
                                       "Gitleaks",
                                       "text/csv",
                                       "Gitleaks 8: secrets in code and history, masked while they are read",
                                       sniff,
                                       parse};

} // namespace parapet
