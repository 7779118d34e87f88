// testssl.sh's CSV.

#include "core/formats/common/csv_table.h"
#include "core/formats/findings/testssl/testssl_row.h"

namespace parapet {

extern const FormatInfo k_testssl_csv_format;

namespace {

Sniff sniff(const Head& head) {
    if (csv_header(head, {"id", "fqdn/ip", "port", "severity", "finding"}))
        return {90, "a CSV header with id, fqdn/ip, severity and finding", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    CsvTable table(in, {.header_has = {"id", "fqdn/ip", "severity", "finding"}}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    ParseStats stats;
    stats.tool = "testssl.sh";
    TestsslScans scans;
    bool told = false;
    const auto read = [&](const CsvTable& row, RawFinding& finding) {
        const TestsslRow one{row.get("id"),      row.get("fqdn/ip"), row.get("port"), row.get("severity"),
                             row.get("finding"), row.get("cve"),     row.get("cwe")};
        if (const auto scan = scans.before(one)) out.scan(*scan);
        told = true;
        read_testssl_row(one, finding, stats, *options.limits);
        return true;
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    ScanInfo none;
    none.tool = stats.tool;
    if (!told) out.scan(none);
    return stats;
}

} // namespace

const FormatInfo k_testssl_csv_format{
    "testssl-csv", FormatKind::findings, "testssl.sh", "text/csv", "testssl.sh: what TLS servers offer, as CSV", sniff,
    parse};

} // namespace parapet
