// Black Duck Binary Analysis: the table of vulnerabilities of the components in a binary.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <utility>

namespace parapet {

extern const FormatInfo k_blackduck_binary_csv_format;

namespace {

void read_cvss(const CsvTable& row, RawFinding& finding) {
    fields::CvssPick cvss;
    for (const auto& [vector, score] : {std::pair{"CVSS vector (v4)", "CVSS4"},
                                        {"CVSS vector (v3)", "CVSS3"},
                                        {"", "CVSS3 (Distribution)"},
                                        {"CVSS vector (v2)", "CVSS"}}) {
        double number = 0;
        if (parse_double(row.get(score), number) && number > 0) // 0.0 is what it writes for none
            cvss.offer(row.get(vector), number);
    }
    cvss.put(finding);
}

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    const std::string_view id = row.get({"CVE", "BDSA"});
    if (id.empty()) {
        stats.skip("a component without a vulnerability");
        return false;
    }
    Location& at = finding.location;
    fields::put(at.package, row.get("Component"));
    fields::put(at.version, row.get("Version"));
    at.file = fields::normal_path(row.get("Object"));
    fields::put(at.resource, row.get("Object full path"), 1000);
    fields::set_vulnerability(finding, id, limits);
    fields::add_alias(finding, row.get("BDSA"));
    fields::set_text(finding.description, row.get("Summary"), stats, finding.place.path, limits);
    fields::add_link(finding, row.get("Vulnerability URL"));
    read_cvss(row, finding);
    fields::rate(finding, {}, Severity::info, stats);
    if (const auto match = row.get("Matching type"); !match.empty())
        fields::add_tag(finding, "match: " + elide(match, 60));
    if (const auto latest = row.get("Latest version"); !latest.empty())
        fields::add_tag(finding, "latest: " + elide(latest, 60));
    if (const auto note = row.get("Note reason"); !note.empty()) fields::add_tag(finding, "note: " + elide(note, 150));
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Component", "Version", "CVE", "Matching type", "Object full path", "Object SHA1"}))
        return {90, "a table with the columns Component, CVE, Matching type and Object full path", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Component", "CVE", "Object full path"}},
                             "Black Duck Binary Analysis",
                             "filesystem",
                             read_row});
}

} // namespace

const FormatInfo k_blackduck_binary_csv_format{"blackduck-binary-csv",
                                               FormatKind::findings,
                                               "Black Duck Binary Analysis",
                                               "text/csv",
                                               "Black Duck Binary Analysis: vulnerable components of binaries",
                                               sniff,
                                               parse};

} // namespace parapet
