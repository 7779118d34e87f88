#pragma once
// CSV reports, a row at a time in bounded memory (RFC 4180): quoted cells with delimiters, quotes and line breaks in
// them, LF, CRLF or CR, a byte order mark, UTF-16. The delimiter (, ; tab |) is told by the header, or by a first line
// "sep=;". Lines before the header are passed over when the header's columns are given.
//
//   CsvTable table(in, {.header_has = {"Severity", "Vulnerability"}}, limits);
//   if (auto ok = table.open(); !ok) return fail(ok.error());
//   out.scan(scan);
//   if (auto ok = csv_findings(table, out, stats, [&](const CsvTable& row, RawFinding& finding) {
//           fields::put(finding.rule, row.get({"CVE", "Vulnerability"}));
//           return true;
//       }); !ok) return fail(ok.error());

#include "core/base/input.h"
#include "core/formats/format.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet {

// A column's name as it is compared: lower case, without white space and punctuation: "CVSS v3.0" is "cvss_v3_0".
[[nodiscard]] std::string csv_key(std::string_view name);

struct CsvHeader {
    char delimiter = ',';
    std::vector<std::string> names; // as written; empty: there is no header
    std::int64_t line = 0;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] bool has_all(std::initializer_list<std::string_view> columns) const;
    [[nodiscard]] explicit operator bool() const { return !names.empty(); }
};

// For sniffing: the first row among the first `k_csv_preamble` that has all of `columns`; without columns the first row
// that is not blank. Nothing for what is no text.
inline constexpr std::size_t k_csv_preamble = 64;
[[nodiscard]] CsvHeader csv_header(const Head& head, std::initializer_list<std::string_view> columns = {});

struct CsvOptions {
    // The header is the first row with all these columns; rows before it are kept in preamble(). Empty: the first row.
    std::vector<std::string> header_has = {};
    char delimiter = '\0';  // '\0': to be found
    bool no_header = false; // there is none: cells by index only
};

class CsvTable {
public:
    explicit CsvTable(Input& in, CsvOptions options = {}, const Limits& limits = default_limits());
    ~CsvTable();
    CsvTable(const CsvTable&) = delete;
    CsvTable& operator=(const CsvTable&) = delete;

    // Finds the header. Errc::malformed when there is none, or not the one that was asked for.
    [[nodiscard]] Result<void> open();
    // The next row that is neither blank nor the header once more; false at the end. Errc::malformed where a quote is
    // never closed, Errc::limit for a row over limits.max_string_bytes or more than limits.max_csv_columns columns,
    // both with the line.
    [[nodiscard]] Result<bool> next();

    static constexpr std::size_t k_none = static_cast<std::size_t>(-1);
    // Index of the first of these columns that is there, k_none else. Of columns with one name the first.
    [[nodiscard]] std::size_t column(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] bool has(std::string_view name) const { return column({name}) != k_none; }

    // Of the row, trimmed, good until next(): the first of these columns that says something; "" else.
    [[nodiscard]] std::string_view get(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] std::string_view get(std::string_view name) const { return get({name}); }
    [[nodiscard]] std::string_view cell(std::size_t column) const; // trimmed; "" beyond the row
    [[nodiscard]] std::size_t cells() const;                       // of the row

    [[nodiscard]] std::int64_t line() const;   // where the row begins, from 1
    [[nodiscard]] std::int64_t offset() const; // the same in bytes of the decoded text
    [[nodiscard]] const CsvHeader& header() const { return header_; }
    // The rows before the header, their cells as written.
    [[nodiscard]] const std::vector<std::vector<std::string>>& preamble() const { return preamble_; }

private:
    struct Reader;
    [[nodiscard]] Result<void> find_header();
    void take_header();
    [[nodiscard]] bool is_header_again() const;

    CsvOptions options_;
    CsvHeader header_;
    std::unordered_map<std::string, std::size_t> columns_; // by csv_key
    std::vector<std::vector<std::string>> preamble_;
    std::unique_ptr<Reader> reader_;
};

// Every row as a record: `read` fills a finding whose place is set; false: it gave nothing (say so with stats.skip).
// A row without a single cell beyond white space is no record.
[[nodiscard]] Result<void> csv_findings(CsvTable& table, RecordSink& out, ParseStats& stats,
                                        const std::function<bool(const CsvTable& row, RawFinding& finding)>& read);

// A report that is one table of one tool: opens it, tells its scan, and reads its rows with `read` as above.
struct CsvReport {
    CsvOptions table;
    std::string_view tool, target_kind; // of the scan
    bool (*read)(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) = nullptr;
};
[[nodiscard]] Result<ParseStats> parse_csv_report(Input& in, RecordSink& out, const ParseOptions& options,
                                                  const CsvReport& report);

} // namespace parapet
