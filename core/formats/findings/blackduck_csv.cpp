// Black Duck's security.csv of a project version.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_blackduck_csv_format;

namespace {

// "BDSA-2019-2725 (CVE-2019-12402)"
void add_ids(std::string_view text, RawFinding& finding, const Limits& limits) {
    const std::string_view first = trim(text.substr(0, text.find('(')));
    fields::add_ids_of(finding, text);
    fields::set_vulnerability(finding, finding.cve.empty() ? first : std::string_view(finding.cve.front()), limits);
    fields::add_alias(finding, first);
}

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    const std::string_view id = row.get("Vulnerability id");
    if (id.empty()) {
        stats.skip("a row without a vulnerability");
        return false;
    }
    Location& at = finding.location;
    fields::put(at.package, row.get({"Component name", "Project name"}));
    fields::put(at.version, row.get({"Component version name", "Version"}));
    at.ecosystem = fields::ecosystem_of(row.get({"Component origin name", "Channel version origin"}));
    fields::put(at.resource, row.get({"Component origin id", "Channel version origin id"}));
    fields::put(finding.asset, row.get({"Project path", "Used by"}), 500);
    add_ids(id, finding, limits);
    fields::set_text(finding.description, row.get("Description"), stats, finding.place.path, limits);
    fields::add_link(finding, row.get("URL"));
    fields::add_cwes_of(finding, row.get({"CWE Ids", "CWE"}));
    double score = 0;
    fields::CvssPick cvss;
    if (parse_double(row.get({"Overall score", "Base score"}), score)) cvss.offer({}, score);
    cvss.put(finding);
    fields::rate(finding, row.get("Security Risk"), Severity::info, stats);
    const std::string status = to_lower(row.get("Remediation status"));
    if (!status.empty()) fields::add_tag(finding, "status: " + elide(status, 60));
    for (const char* closed : {"ignored", "patched", "mitigated", "not affected", "not_affected",
                               "remediation complete", "remediation_complete", "duplicate"}) {
        if (status != closed) continue;
        finding.suppressed = true;
        finding.suppression = elide(status + (row.get("Remediation comment").empty() ? "" : ": ") +
                                        std::string(row.get("Remediation comment")),
                                    600);
    }
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head,
                   {"Vulnerability id", "Base score", "Vulnerability source", "Remediation status", "Security Risk"}))
        return {90, "a table with the columns Vulnerability id, Remediation status and Security Risk", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(
        in, out, options,
        {{.header_has = {"Vulnerability id", "Remediation status"}}, "Black Duck", "repository", read_row});
}

} // namespace

const FormatInfo k_blackduck_csv_format{"blackduck-csv",
                                        FormatKind::findings,
                                        "Black Duck",
                                        "text/csv",
                                        "Black Duck: the table of security vulnerabilities",
                                        sniff,
                                        parse};

} // namespace parapet
