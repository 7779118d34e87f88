// Veracode SCA's (SourceClear's) table of issues.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_veracode_sca_csv_format;

namespace {

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    Location& at = finding.location;
    const std::string_view coordinate = row.get({"Coordinate 2", "Coordinate 1", "Library"});
    fields::put(at.package, coordinate);
    if (!row.get("Coordinate 2").empty() && !row.get("Coordinate 1").empty())
        fields::put(at.package, std::string(row.get("Coordinate 1")) + ":" + std::string(coordinate));
    fields::put(at.version, row.get("Version in use"));
    fields::put(at.fixed_version, row.get("Updated Version"));
    at.ecosystem = fields::ecosystem_of(row.get("Package manager"));
    fields::put(finding.asset, row.get("Project"), 500);
    const std::string_view type = row.get("Issue type");
    std::string cve(row.get("CVE"));
    if (!cve.empty() && !istarts_with(cve, "CVE-")) cve = "CVE-" + cve;
    fields::set_title(finding, {row.get("Title"), row.get("License Risk")}, limits);
    std::string name = elide(row.get("Library"), 200);
    if (!finding.title.empty() && !name.empty())
        finding.title = elide(finding.title + " in " + name, limits.max_title_bytes);
    std::string id = cve;
    if (id.empty() && !row.get("Vulnerability ID").empty())
        id = "veracode-sca " + elide(row.get("Vulnerability ID"), 60);
    if (iequals(type, "Vulnerability") || !cve.empty()) {
        fields::set_vulnerability(finding, id, limits);
    } else {
        finding.identity = IdentityKind::other;
        finding.cause = Cause::other;
        fields::put(finding.rule, type);
        if (finding.title.empty()) finding.title = elide(std::string(type) + ": " + name, limits.max_title_bytes);
    }
    double score = 0;
    fields::CvssPick cvss;
    if (parse_double(row.get("CVSS score"), score)) cvss.offer({}, score);
    cvss.put(finding);
    fields::rate(finding, row.get("Severity"), Severity::info, stats);
    if (iequals(row.get("Ignored"), "true")) finding.suppressed = true;
    if (iequals(row.get("Status"), "Fixed")) fields::set_fixed(finding);
    if (iequals(row.get("Has vulnerable methods"), "true")) finding.reachable = true;
    if (const auto way = row.get("Dependency (Transitive or Direct)"); !way.empty())
        fields::add_tag(finding, to_lower(elide(way, 40)));
    fields::put(finding.fingerprint, row.get("Issue ID"));
    fields::set_update_remedy(finding);
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Issue ID", "Issue type", "Library", "Version in use"}))
        return {88, "a table with the columns Issue ID, Library and Version in use", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Issue ID", "Version in use"}}, "Veracode SCA", "repository", read_row});
}

} // namespace

const FormatInfo k_veracode_sca_csv_format{"veracode-sca-csv",
                                           FormatKind::findings,
                                           "Veracode SCA",
                                           "text/csv",
                                           "Veracode SCA: the table of issues",
                                           sniff,
                                           parse};

} // namespace parapet
