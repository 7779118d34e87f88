// Nikto's CSV: "host","ip","port","OSVDB-3268","GET","/icons/","Directory indexing found.". Newer ones have links in
// the place of the OSVDB's number; a row without them and without an address tells of a server.

#include "core/base/text.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/nikto/nikto_lines.h"

#include <fmt/format.h>

#include <vector>

namespace parapet {

extern const FormatInfo k_nikto_csv_format;

namespace {

// Nikto escapes a quotation mark by \ and does not break lines.
std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    if (line.size() < 2 || line.front() != '"' || line.back() != '"') return cells;
    line = line.substr(1, line.size() - 2);
    for (auto at = line.find("\",\""); at != std::string_view::npos && cells.size() < 6; at = line.find("\",\"")) {
        cells.emplace_back(line.substr(0, at));
        line.remove_prefix(at + 3);
    }
    cells.push_back(replace_all(replace_all(std::string(line), "\\\"", "\""), "\"\"", "\""));
    return cells;
}

bool is_csv_title(std::string_view line) {
    return line.starts_with("\"Nikto - v");
}

Sniff sniff(const Head& head) {
    if (head.lines.empty() || !is_csv_title(head.lines.front())) return {};
    return {92, "a first line of Nikto's CSV", {}};
}

void read_cells(const std::vector<std::string>& cells, std::int64_t line, NiktoLines& lines) {
    const std::string& host = cells[0].empty() ? cells[1] : cells[0];
    if (!lines.is_server(host, cells[2])) lines.server(host, cells[2], false);
    lines.tell();
    if (cells[3].empty() && cells[4].empty() && cells[5].empty()) return; // the server and its banner
    NiktoItem item{};
    item.osvdb = nikto_osvdb(cells[3]);
    item.method = cells[4];
    item.url = cells[5].find("://") == std::string::npos ? lines.origin() + cells[5] : cells[5];
    item.message = cells[6];
    item.references = item.osvdb.empty() ? std::string_view(cells[3]) : nikto_references(cells[6]);
    lines.item(item, line);
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    if (text.lines().empty() || !is_csv_title(text.lines().front())) return not_the_report("no first line of Nikto's");
    WholeReport report(out, stats, job, options);
    NiktoLines lines(report);
    std::int64_t number = 0;
    for (const std::string_view line : text.lines()) {
        ++number;
        if (!report.go_on()) break;
        if (is_csv_title(line)) {
            lines.title(line);
            continue;
        }
        if (trim(line).empty()) continue;
        const std::vector<std::string> cells = cells_of(trim(line));
        if (cells.size() == 7)
            read_cells(cells, number, lines);
        else
            stats.warn(fmt::format("/{}", number), "not a row of Nikto's", number);
    }
    lines.tell();
    return finish_whole(report);
}

} // namespace

const FormatInfo k_nikto_csv_format{
    "nikto-csv", FormatKind::findings, "Nikto", "text/csv", "Nikto: weaknesses of web servers, as CSV", sniff, parse};

} // namespace parapet
