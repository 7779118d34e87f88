// gosec's CSV, which has no header: file, line, words, severity, confidence, code, CWE.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_gosec_csv_format;

namespace {

bool is_rating(std::string_view word) {
    constexpr std::array<std::string_view, 3> k_words{"HIGH", "MEDIUM", "LOW"};
    return std::find(k_words.begin(), k_words.end(), word) != k_words.end();
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    if (row.cells() < 5 || !is_rating(row.cell(3))) {
        stats.skip("a row that is none of gosec's");
        return false;
    }
    const std::string_view lines = row.cell(1); // "12", "12-14"
    const auto dash = lines.find('-');
    fields::set_code(f, row.cell(0), fields::first_line_number(lines),
                     dash == std::string_view::npos ? 0 : fields::line_number(lines.substr(dash + 1)));
    fields::put(f.rule, row.cell(2)); // it tells no id
    fields::set_title(f, {row.cell(2), "Unnamed rule"}, limits);
    fields::set_text(f.description, row.cell(2), stats, f.place.path, limits);
    fields::set_severity(f, row.cell(3), fields::common_severities(), stats);
    fields::add_tag(f, "confidence: " + to_lower(row.cell(4)));
    fields::add_cwes_of(f, row.cell(6));
    fields::set_code_snippet(f, row.cell(5));
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const CsvHeader first = csv_header(head);
    const auto& cells = first.names;
    if (first.delimiter != ',' || cells.size() < 6 || cells.size() > 7 || !is_rating(cells[3]) || !is_rating(cells[4]))
        return {};
    if (fields::first_line_number(cells[1]) == 0) return {};
    const bool cwe = cells.size() == 7 && cells[6].starts_with("CWE-");
    const bool go = cells[0].ends_with(".go");
    if (!cwe && !go) return {};
    return {cwe && go ? 86 : 60, "rows of a file, a line, two ratings and a CWE", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options, {{.delimiter = ',', .no_header = true}, "gosec", "repository", read_row});
}

} // namespace

const FormatInfo k_gosec_csv_format{
    "gosec-csv", FormatKind::findings, "gosec", "text/csv", "gosec: weaknesses in Go", sniff, parse};

} // namespace parapet
