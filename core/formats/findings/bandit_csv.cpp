// Bandit's CSV.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_bandit_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{
    {{"HIGH", Severity::high}, {"MEDIUM", Severity::medium}, {"LOW", Severity::low}}};

// "https://cwe.mitre.org/data/definitions/78.html"
void read_cwe(std::string_view url, RawFinding& f) {
    fields::add_cwes_of(f, url);
    constexpr std::string_view k_path = "/definitions/";
    const auto at = url.find(k_path);
    if (at == std::string_view::npos) return;
    const auto number = fields::first_line_number(url.substr(at + k_path.size()));
    if (number > 0) fields::add_cwe(f, number);
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_code(f, row.get("filename"), fields::line_number(row.get("line_number")));
    if (const auto column = row.get("col_offset"); !column.empty()) f.location.column = fields::line_number(column) + 1;
    fields::put(f.rule, row.get("test_id"));
    fields::put(f.rule_name, row.get("test_name"));
    fields::set_title(f, {row.get("issue_text"), f.rule_name, "Unnamed test"}, limits);
    fields::set_text(f.description, row.get("issue_text"), stats, f.place.path, limits);
    fields::set_severity(f, row.get("issue_severity"), k_severities, stats);
    read_cwe(row.get("issue_cwe"), f);
    fields::add_link(f, row.get("more_info"));
    fields::add_tag(f, fmt::format("confidence: {}", to_lower(row.get("issue_confidence"))));
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"filename", "test_name", "test_id", "issue_severity", "issue_text"}))
        return {92, "a CSV header with filename, test_name, test_id and issue_severity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"filename", "test_id"}}, "Bandit", "repository", read_row});
}

} // namespace

const FormatInfo k_bandit_csv_format{
    "bandit-csv", FormatKind::findings, "Bandit", "text/csv", "Bandit: weaknesses in Python", sniff, parse};

} // namespace parapet
