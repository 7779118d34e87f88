// Harbor's export of vulnerabilities: a row for each vulnerability of each package of each artifact.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_harbor_csv_format;

namespace {

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    const std::string_view id = row.get("CVE");
    if (id.empty()) {
        stats.skip("a row without a vulnerability");
        return false;
    }
    Location& at = finding.location;
    fields::put(at.package, row.get("Package"));
    fields::put(at.version, row.get({"Current Version", "Version"}));
    fields::put(at.fixed_version, row.get({"Fixed in version", "Fixed Version"}));
    const std::string_view repository = row.get("Repository");
    const std::string_view digest = row.get("Artifact Digest");
    finding.asset = elide(repository.empty() ? std::string(digest) : std::string(repository), 500);
    if (!digest.empty() && !repository.empty()) fields::add_tag(finding, "digest: " + elide(digest, 80));
    fields::set_vulnerability(finding, id, limits);
    fields::add_cwes_of(finding, row.get("CWE Ids"));
    fields::CvssPick cvss;
    for (const auto& [vector, score] :
         {std::pair{"CVSS V3 Vector", "CVSS V3 Score"}, {"CVSS V2 Vector", "CVSS V2 Score"}}) {
        double number = 0;
        if (parse_double(row.get(score), number) && number > 0) cvss.offer(row.get(vector), number);
    }
    cvss.put(finding);
    fields::rate(finding, row.get("Severity"), Severity::info, stats);
    if (const auto scanner = row.get("Scanner"); !scanner.empty())
        fields::add_tag(finding, "scanner: " + elide(scanner, 60));
    fields::set_update_remedy(finding);
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Repository", "Artifact Digest", "CVE", "Package", "Severity"}))
        return {90, "a table with the columns Repository, Artifact Digest, CVE and Package", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Artifact Digest", "CVE", "Package"}}, "Harbor", "other", read_row});
}

} // namespace

const FormatInfo k_harbor_csv_format{
    "harbor-csv", FormatKind::findings, "Harbor", "text/csv", "Harbor: exported vulnerabilities of artifacts", sniff,
    parse};

} // namespace parapet
