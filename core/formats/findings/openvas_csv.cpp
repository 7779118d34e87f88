// OpenVAS and Greenbone: the CSV report.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/findings/openvas/product.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_openvas_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Log", Severity::info},
    {"Debug", Severity::info},
    {"None", Severity::info},
    {"False Positive", Severity::info},
}};

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::put(f.rule, row.get("NVT OID"), 120);
    fields::put(f.rule_name, row.get("NVT Name"));
    fields::set_title(f, {row.get("NVT Name"), row.get("NVT OID")}, limits);
    fields::set_severity(f, row.get("Severity"), k_severities, stats);
    if (iequals(f.severity_raw, "False Positive")) {
        f.suppressed = true;
        f.suppression = "overridden as a false positive in OpenVAS";
    }
    double score = 0;
    if (parse_double(row.get("CVSS"), score) && score >= 0 && score <= 10) f.score = score;
    std::string text(row.get("Summary"));
    fields::append_text(text, row.get("Vulnerability Insight"));
    fields::append_text(text, row.get("Affected Software/OS"), "Affected");
    fields::append_text(text, row.get("Impact"), "Impact");
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("Solution"), stats, f.place.path, limits);
    fields::set_text(f.evidence, row.get("Specific Result"), stats, f.place.path, limits);
    fields::add_ids_of(f, row.get("CVEs"));
    fields::add_id(f, row.get("NVT OID")); // of a scan by CVE
    for (const std::string_view link : split(row.get("Other References"), ','))
        fields::add_link(f, link);
    if (const std::string_view qod = row.get("QoD"); !qod.empty())
        fields::add_tag(f, fmt::format("quality of detection: {} %", qod));
    const std::string_view name = row.get("Hostname");
    fields::put(f.asset, name.empty() ? row.get("IP") : name);
    fields::put(f.location.host, row.get("IP"), 100);
    if (fields::set_port(f.location, row.get("Port")))
        f.location.resource = elide(fmt::format("{}/{}", f.location.port, row.get("Port Protocol")), 200);
    set_openvas_product(f.location, row.get("Specific Result"));
    fields::put(f.fingerprint, row.get("Result ID"), 80);
    f.seen = parse_rfc3339(row.get("Timestamp"));
    double epss = 0;
    if (parse_double(row.get("Max Severity EPSS score"), epss) && epss >= 0 && epss <= 1) f.epss = epss;
    if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"NVT OID", "NVT Name", "Severity"}))
        return {92, "a CSV header with NVT OID and NVT Name", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options, {{.header_has = {"NVT OID", "NVT Name"}}, "OpenVAS", "host", read_row});
}

} // namespace

const FormatInfo k_openvas_csv_format{
    "openvas-csv", FormatKind::findings, "OpenVAS", "text/csv", "OpenVAS and Greenbone: CSV report", sniff, parse};

} // namespace parapet
