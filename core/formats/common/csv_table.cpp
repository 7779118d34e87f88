#include "core/formats/common/csv_table.h"

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/formats/common/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

namespace {

constexpr std::array<char, 4> k_delimiters{',', ';', '\t', '|'};
constexpr std::size_t k_max_name_bytes = 4096; // of a column's name, or of a cell before the header

bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

CsvHeader header_of(const CsvRowReader& row) {
    CsvHeader header;
    header.delimiter = row.delimiter;
    header.line = row.line();
    for (std::size_t i = 0; i < row.cells(); ++i)
        header.names.push_back(elide(trim(row.cell(i)), k_max_name_bytes));
    return header;
}

bool has_all(const CsvHeader& header, const std::vector<std::string>& columns) {
    return std::all_of(columns.begin(), columns.end(), [&](const std::string& name) { return header.has(name); });
}

// Excel's "sep=;" as the first line.
char told_delimiter(std::string_view text) {
    if (text.size() < 6 || !istarts_with(text, "sep=")) return '\0';
    return text[5] == '\n' || text[5] == '\r' ? text[4] : '\0';
}

// "CVSS v3.0" may be written "cvss_v3.0", so its parts are looked for.
bool has_words_of(std::string_view text, std::string_view column) {
    while (!column.empty()) {
        const std::size_t end = std::min(column.find_first_of(" _-./"), column.size());
        if (end > 2 && !icontains(text, column.substr(0, end))) return false;
        column.remove_prefix(std::min(end + 1, column.size()));
    }
    return true;
}

// Looks for the header with each delimiter; without columns to look for the one that parts the first row most.
CsvHeader look_for_header(std::string_view text, const std::vector<std::string>& columns, char delimiter) {
    CsvHeader best;
    for (const char candidate : k_delimiters) {
        if (delimiter != '\0' && candidate != delimiter) continue;
        CsvRowReader row(CsvSource(text), default_limits());
        row.delimiter = candidate;
        for (std::size_t i = 0; i < (columns.empty() ? 1 : k_csv_preamble); ++i) {
            const auto more = row.next();
            if (!more || !*more) break;
            CsvHeader header = header_of(row);
            if (!has_all(header, columns)) continue;
            if (header.names.size() > best.names.size()) best = std::move(header);
            break;
        }
    }
    return best;
}

} // namespace

std::string csv_key(std::string_view name) {
    std::string key;
    for (const char c : name) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (is_word(low)) key += low;
    }
    return key.empty() ? std::string(trim(name)) : key;
}

bool CsvHeader::has(std::string_view name) const {
    const std::string key = csv_key(name);
    return std::any_of(names.begin(), names.end(), [&](const std::string& one) { return csv_key(one) == key; });
}

bool CsvHeader::has_all(std::initializer_list<std::string_view> columns) const {
    return !names.empty() &&
           std::all_of(columns.begin(), columns.end(), [&](std::string_view name) { return has(name); });
}

CsvHeader csv_header(const Head& head, std::initializer_list<std::string_view> columns) {
    if (head.shape != Head::Shape::text) return {};
    // The header is among the first lines. What has not even its words is not looked through row by row: this is asked
    // of every text file.
    std::string_view text = head.text;
    if (!head.lines.empty())
        text =
            text.substr(0, static_cast<std::size_t>(head.lines.back().data() + head.lines.back().size() - text.data()));
    for (const std::string_view column : columns)
        if (!has_words_of(text, column)) return {};
    const char told = told_delimiter(text);
    if (told != '\0') text.remove_prefix(std::min(text.find('\n'), text.size()));
    return look_for_header(text, {columns.begin(), columns.end()}, told);
}

struct CsvTable::Reader : CsvRowReader {
    using CsvRowReader::CsvRowReader;
};

CsvTable::CsvTable(Input& in, CsvOptions options, const Limits& limits)
    : options_(std::move(options))
    , reader_(std::make_unique<Reader>(CsvSource(decoded_input(in)), limits)) {}

CsvTable::~CsvTable() = default;

Result<void> CsvTable::open() {
    auto text = reader_->source().look();
    if (!text) return fail(text.error());
    char delimiter = options_.delimiter;
    std::string_view rest = *text;
    if (rest.starts_with("\xEF\xBB\xBF")) {
        reader_->source().skip(3);
        rest.remove_prefix(3);
    }
    if (const char told = told_delimiter(rest); told != '\0') {
        if (delimiter == '\0') delimiter = told;
        reader_->delimiter = '\0';
        if (auto sep = reader_->next(); !sep) return fail(sep.error());
        rest.remove_prefix(std::min(rest.find_first_of("\r\n"), rest.size()));
    }
    if (delimiter == '\0') {
        const CsvHeader found = look_for_header(rest, options_.header_has, '\0');
        if (found) delimiter = found.delimiter;
    }
    reader_->delimiter = delimiter == '\0' ? ',' : delimiter;
    if (options_.no_header) return {};
    return find_header();
}

Result<void> CsvTable::find_header() {
    for (std::size_t i = 0; i < k_csv_preamble; ++i) {
        auto more = reader_->next();
        if (!more) return fail(more.error());
        if (!*more) break;
        header_ = header_of(*reader_);
        if (has_all(header_, options_.header_has)) {
            take_header();
            return {};
        }
        preamble_.push_back(std::move(header_.names));
        header_ = {};
    }
    return fail(Errc::malformed, options_.header_has.empty() ? std::string("There is no header")
                                                             : fmt::format("No header with the columns {} is found",
                                                                           join(options_.header_has, ", ")));
}

void CsvTable::take_header() {
    for (std::size_t i = 0; i < header_.names.size(); ++i)
        columns_.emplace(csv_key(header_.names[i]), i);
}

Result<bool> CsvTable::next() {
    for (;;) {
        auto more = reader_->next();
        if (!more || !*more || !is_header_again()) return more;
    }
}

// Reports glued together have one header each.
bool CsvTable::is_header_again() const {
    if (header_.names.size() < 2 || reader_->cells() != header_.names.size()) return false;
    for (std::size_t i = 0; i < header_.names.size(); ++i) {
        if (trim(reader_->cell(i)) != trim(header_.names[i])) return false;
    }
    return true;
}

std::size_t CsvTable::column(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        if (const auto at = columns_.find(csv_key(name)); at != columns_.end()) return at->second;
    }
    return k_none;
}

std::string_view CsvTable::get(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        const auto at = columns_.find(csv_key(name));
        if (at == columns_.end()) continue;
        if (const std::string_view value = cell(at->second); !value.empty()) return value;
    }
    return {};
}

std::string_view CsvTable::cell(std::size_t column) const {
    return trim(reader_->cell(column));
}
std::size_t CsvTable::cells() const {
    return reader_->cells();
}
std::int64_t CsvTable::line() const {
    return reader_->line();
}
std::int64_t CsvTable::offset() const {
    return reader_->offset();
}

Result<void> csv_findings(CsvTable& table, RecordSink& out, ParseStats& stats,
                          const std::function<bool(const CsvTable&, RawFinding&)>& read) {
    RawFinding finding;
    for (;;) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (!*more) return {};
        bool says = false;
        for (std::size_t i = 0; i < table.cells() && !says; ++i)
            says = !table.cell(i).empty();
        if (!says) continue;
        ++stats.records;
        finding.clear();
        finding.place.line = table.line();
        finding.place.offset = table.offset();
        finding.place.path = fmt::format("row {}", stats.records);
        if (read(table, finding)) out.finding(finding);
    }
}

Result<ParseStats> parse_csv_report(Input& in, RecordSink& out, const ParseOptions& options, const CsvReport& report) {
    CsvTable table(in, report.table, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    ParseStats stats;
    stats.tool = report.tool;
    ScanInfo scan;
    scan.tool = report.tool;
    scan.target_kind = report.target_kind;
    out.scan(scan);
    const auto read = [&](const CsvTable& row, RawFinding& finding) {
        return report.read(row, finding, stats, *options.limits);
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    return stats;
}

} // namespace parapet
