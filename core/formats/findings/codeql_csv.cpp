// CodeQL's CSV, of today and of Semmle before: rows without a header.
//   name, description, severity, message, path, line, column, end line, end column         (CodeQL)
//   name, description, severity, message, path, path with revision, line, column, ...      (Semmle)

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_codeql_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"recommendation", Severity::low},
    {"note", Severity::low},
}};

bool is_number(std::string_view cell) {
    std::int64_t n = 0;
    return parse_int(cell, n) && n >= 0;
}

// `[["name"|"relative://src/a.java:170:6561:16"]]` -> `name`
std::string plain(std::string_view message) {
    std::string out;
    while (!message.empty()) {
        const auto open = message.find("[[\"");
        out += message.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto name_end = message.find('"', open + 3);
        const auto close = message.find("]]", open);
        if (name_end == std::string_view::npos || close == std::string_view::npos) {
            out += message.substr(open);
            break;
        }
        out += message.substr(open + 3, name_end - open - 3);
        message.remove_prefix(close + 2);
    }
    return out;
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    if (row.cells() < 6) {
        stats.skip("a row with too few cells");
        return false;
    }
    if (row.cell(3).empty() && row.cell(4).empty()) {
        stats.skip("a row without message and path");
        return false;
    }
    const std::size_t line = is_number(row.cell(5)) ? 5 : 6; // the older one has the path twice
    std::string_view path = row.cell(4);
    while (!path.empty() && path.front() == '/')
        path.remove_prefix(1); // below the scanned folder
    fields::set_code(f, path, fields::line_number(row.cell(line)), fields::line_number(row.cell(line + 2)),
                     fields::line_number(row.cell(line + 1)));
    fields::put(f.rule, row.cell(0));
    fields::put(f.rule_name, row.cell(0));
    const std::string message = plain(row.cell(3));
    fields::set_title(f, {row.cell(0), message, "Unnamed query"}, limits);
    std::string text = message;
    text += "\n\n";
    text += row.cell(1);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_severity(f, row.cell(2), k_severities, stats);
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const CsvHeader first = csv_header(head);
    if (first.names.size() < 9 || first.names.size() > 11) return {};
    const std::string& severity = first.names[2];
    if (severity != "error" && severity != "warning" && severity != "recommendation") return {};
    const std::size_t line = first.names.size() >= 10 && !is_number(first.names[5]) ? 6 : 5;
    for (std::size_t i = line; i < line + 4; ++i)
        if (i >= first.names.size() || !is_number(first.names[i])) return {};
    return {75, "CSV rows of name, description, severity, message, path and four numbers", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.delimiter = ',', .no_header = true}, "CodeQL", "repository", read_row});
}

} // namespace

const FormatInfo k_codeql_csv_format{
    "codeql-csv", FormatKind::findings, "CodeQL", "text/csv", "CodeQL and Semmle: alerts as rows", sniff, parse};

} // namespace parapet
