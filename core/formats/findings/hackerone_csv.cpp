// HackerOne's export of a programme's reports as CSV.

#include "core/formats/common/csv_table.h"
#include "core/formats/findings/hackerone/hackerone_words.h"

namespace parapet {

extern const FormatInfo k_hackerone_csv_format;

namespace {

Sniff sniff(const Head& head) {
    if (csv_header(head, {"id", "title", "severity_rating", "substate", "weakness"}))
        return {90, "a CSV header with severity_rating, substate and weakness", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    CsvTable table(in, {.header_has = {"id", "title", "severity_rating", "substate"}}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    ParseStats stats;
    ScanInfo scan;
    scan.tool = stats.tool = "HackerOne";
    scan.target_kind = "other";
    out.scan(scan);
    const auto read = [&](const CsvTable& row, RawFinding& finding) {
        const auto cell = [&](std::string_view key) { return std::string(row.get(key)); };
        read_hackerone_row(cell, finding, stats, *options.limits);
        return true;
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_hackerone_csv_format{"hackerone-csv",
                                        FormatKind::findings,
                                        "HackerOne",
                                        "text/csv",
                                        "HackerOne: reports of a programme, as CSV",
                                        sniff,
                                        parse};

} // namespace parapet
