// The tables that Sysdig Secure exports.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_sysdig_csv_format;

namespace {

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    Location& at = finding.location;
    fields::put(at.package, row.get("Package name"));
    fields::put(at.version, row.get("Package version"));
    at.ecosystem = fields::ecosystem_of(row.get("Package type"));
    at.file = fields::normal_path(row.get("Package path"));
    fields::put(at.fixed_version, row.get({"Fix version", "Package suggested fix"}));
    const std::string_view id = row.get({"Vulnerability ID", "CVE ID"});
    if (id.empty()) {
        stats.skip("a row without a vulnerability");
        return false;
    }
    fields::set_vulnerability(finding, id, limits);
    double score = 0;
    fields::CvssPick cvss;
    const bool scored = parse_double(row.get("CVSS score"), score);
    cvss.offer(row.get("CVSS vector"), scored ? std::optional<double>(score) : std::nullopt);
    cvss.put(finding);
    double epss = 0;
    if (parse_double(row.get("EPSS Score"), epss)) fields::set_epss(finding, epss);
    fields::rate(finding, row.get({"Severity", "CVE Severity"}), Severity::info, stats);
    fields::add_link(finding, row.get({"Vuln link", "CVE URL"}));
    fields::put(finding.asset, row.get({"Image", "Image name"}), 500);
    std::string place;
    for (const char* name : {"K8S cluster name", "K8S namespace name", "K8S workload type", "K8S workload name"})
        if (const auto part = row.get(name); !part.empty()) place += (place.empty() ? "" : "/") + std::string(part);
    fields::put(at.resource, place, 500);
    if (iequals(row.get({"Public Exploit", "Exploitable"}), "true")) fields::add_tag(finding, "public exploit");
    if (iequals(row.get("In use"), "true")) finding.reachable = true;
    if (iequals(row.get("Risk accepted"), "true")) {
        finding.suppressed = true;
        finding.suppression = "risk accepted";
    }
    fields::set_update_remedy(finding);
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Vulnerability ID", "Severity", "Package name", "Package version", "Vuln link"}))
        return {88, "a table with the columns Vulnerability ID, Package name and Vuln link", {}};
    if (csv_header(head, {"CVE ID", "CVE Severity", "Package Name", "Package Type", "CVE URL"}))
        return {88, "a table with the columns CVE ID, CVE Severity and CVE URL", {}};
    return {};
}

// A row with more cells than columns has shifted: what stands in which column can no longer be told.
Result<void> check_width(const CsvTable& table) {
    if (table.cells() <= table.header().names.size()) return {};
    Error error{Errc::malformed,
                fmt::format("A row has {} cells, but there are {} columns", table.cells(), table.header().names.size()),
                {},
                {}};
    error.line = table.line();
    return fail(std::move(error));
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {.header_has = {"Package name", "Package version"}}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    ScanInfo scan;
    scan.tool = stats.tool = "Sysdig";
    scan.target_kind = "image";
    out.scan(scan);
    std::optional<Error> shifted;
    const auto read = [&](const CsvTable& row, RawFinding& finding) {
        if (auto ok = check_width(row); !ok && !shifted) shifted = ok.error();
        return !shifted && read_row(row, finding, stats, *options.limits);
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    if (shifted) return fail(*shifted);
    return stats;
}

} // namespace

const FormatInfo k_sysdig_csv_format{
    "sysdig-csv", FormatKind::findings, "Sysdig", "text/csv", "Sysdig: tables of vulnerabilities", sniff, parse};

} // namespace parapet
