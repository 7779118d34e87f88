// KICS' CSV: a row for each place where a query matches.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/findings/kics/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kics_csv_format;

namespace {

using kics::k_severities;

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_config(f, row.get("file_name"), fields::line_number(row.get("line")));
    fields::put(f.rule, row.get("query_id"));
    fields::put(f.rule_name, row.get("query_name"));
    fields::set_title(f, {row.get("query_name"), f.rule, "Unnamed query"}, limits);
    std::string text(row.get("description"));
    if (const auto actual = row.get("actual_value"); !actual.empty()) text += fmt::format("\n\nFound: {}", actual);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    if (const auto expected = row.get("expected_value"); !expected.empty())
        fields::set_text(f.remediation, fmt::format("Expected: {}", expected), stats, f.place.path, limits);
    fields::set_severity(f, row.get("severity"), k_severities, stats);
    std::int64_t cwe = 0;
    if (parse_int(row.get("cwe"), cwe))
        fields::add_cwe(f, cwe);
    else
        fields::add_cwes_of(f, row.get("cwe"));
    fields::add_link(f, row.get({"query_uri", "query_url"}));
    fields::put(f.fingerprint, row.get("similarity_id"));
    for (const char* key : {"platform", "category", "issue_type"})
        fields::add_tag(f, row.get(key));
    fields::put(f.location.resource, row.get({"resource_name", "search_key"}), 500);
    if (row.get("category") == "Secret Management") f.cause = Cause::secret;
    if (f.rule_name.find("Passwords And Secrets") != std::string::npos) fields::set_secret(f, {});
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"query_name", "query_id", "severity", "platform", "file_name", "similarity_id"}))
        return {92, "a CSV header with query_name, query_id, platform and similarity_id", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"query_name", "query_id", "file_name"}}, "KICS", "repository", read_row});
}

} // namespace

const FormatInfo k_kics_csv_format{
    "kics-csv", FormatKind::findings, "KICS", "text/csv", "KICS: infrastructure as code", sniff, parse};

} // namespace parapet
