// OWASP Dependency-Check's CSV: a row for each vulnerability of each library.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_dependency_check_csv_format;

namespace {

void read_cvss(const CsvTable& row, RawFinding& f) {
    fields::CvssPick cvss;
    for (const auto& [vector, score] :
         {std::pair{"CVSSv4", "CVSSv4_BaseScore"}, {"CVSSv3", "CVSSv3_BaseScore"}, {"CVSSv2", "CVSSv2_Score"}}) {
        double number = 0;
        if (!parse_double(row.get(score), number)) continue;
        std::string_view metrics = row.get(vector);
        if (!metrics.empty() && metrics.front() == '/') metrics.remove_prefix(1); // of version 2: "/AV:N/..."
        cvss.offer(metrics, number);
    }
    cvss.put(f);
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    Location& at = f.location;
    for (const std::string_view id : split(row.get("Identifiers"), ','))
        if (at.purl.empty()) fields::set_purl(at, trim(id));
    if (at.package.empty()) fields::put(at.package, row.get("DependencyName"));
    at.file = fields::normal_path(row.get("DependencyPath"));
    fields::put(at.resource, row.get("DependencyName"), 500);
    read_cvss(row, f);
    fields::set_vulnerability(f, row.get("CVE"), limits);
    fields::set_text(f.description, row.get("Vulnerability"), stats, f.place.path, limits);
    fields::rate(f, row.get({"CVSSv4_BaseSeverity", "CVSSv3_BaseSeverity", "CVSSv2_Severity"}), Severity::info, stats);
    fields::add_cwes_of(f, row.get("CWE"));
    fields::add_tag(f, row.get("Source"));
    fields::put(f.asset, row.get("Project"));
    if (!row.get("DateAdded").empty()) f.kev = true; // columns of CISA's list
    fields::put(f.remediation, row.get("RequiredAction"), 2000);
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"DependencyName", "DependencyPath", "CVE", "CVSSv2"}))
        return {93, "a CSV header with DependencyName, DependencyPath, CVE and CVSSv2", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"DependencyName", "DependencyPath", "CVE"}},
                             "OWASP Dependency-Check",
                             "repository",
                             read_row});
}

} // namespace

const FormatInfo k_dependency_check_csv_format{"dependency-check-csv",
                                               FormatKind::findings,
                                               "OWASP Dependency-Check",
                                               "text/csv",
                                               "OWASP Dependency-Check's CSV: vulnerable libraries",
                                               sniff,
                                               parse};

} // namespace parapet
