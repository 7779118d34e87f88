#pragma once
// How a person said once that the columns of a table, or the paths of a JSON report, become findings.

#include "core/formats/format.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet {

enum class MappedField : std::uint8_t {
    title,
    severity,
    description,
    remediation,
    rule,
    id,  // CVE, GHSA, vendor's advisory; several may stand in one cell
    cwe, // the same
    score,
    cvss,
    asset,
    host,
    port,
    url,
    file,
    line,
    package,
    version,
    fixed_version,
    resource,
    time,
    link,
    tag,
    fingerprint, // the tool's own number of the finding, if it stays the same
};
inline constexpr std::size_t k_mapped_fields = 23;
[[nodiscard]] std::string_view name_of(MappedField field); // as in a mapping's file
[[nodiscard]] std::optional<MappedField> mapped_field(std::string_view name);

struct ReportMapping {
    enum class Shape : std::uint8_t { csv, json };

    std::string name; // of the mapping, for people
    std::string tool; // whose report it is
    Shape shape = Shape::csv;
    // What its files are known by: the names of the columns, or the keys of a record.
    std::vector<std::string> header;
    std::string records; // JSON: where the list of records is, "data.items"; "" = the document is the list
    std::array<std::string, k_mapped_fields> from;            // by field: a column or a path; "" = not mapped
    std::vector<std::pair<std::string, Severity>> severities; // words of this tool; the usual ones are known
    [[nodiscard]] const std::string& of(MappedField field) const { return from[static_cast<std::size_t>(field)]; }
};

// A mapping's file: YAML, bounded. Says what is wrong with it.
[[nodiscard]] Result<ReportMapping> read_mapping(std::string_view yaml);
[[nodiscard]] std::string write_mapping(const ReportMapping& mapping);
// Whether it can be used: a name, a title or a rule, a header.
[[nodiscard]] Result<void> check_mapping(const ReportMapping& mapping);

// Several, as a workspace keeps them: one YAML text each, in a JSON array. Those that do not read are left out.
inline constexpr const char* k_mappings_setting = "mappings";
[[nodiscard]] std::vector<ReportMapping> read_mappings(std::string_view json_array);
[[nodiscard]] std::string write_mappings(const std::vector<ReportMapping>& mappings);

// Whether a document is one of those: the same columns in any order, or a record with the same keys.
[[nodiscard]] bool fits(const ReportMapping& mapping, const Head& head);

// `lines`: of a JSON report, a record stands on each line.
[[nodiscard]] Result<ParseStats> parse_mapped(const ReportMapping& mapping, bool lines, Input& in, RecordSink& out,
                                              JobContext& job, const ParseOptions& options);

// What a person who makes a mapping is shown: columns or paths, and the first records.
struct MappingSample {
    ReportMapping::Shape shape = ReportMapping::Shape::csv;
    std::vector<std::string> columns;           // names, or paths within a record
    std::vector<std::vector<std::string>> rows; // cells by column, at most 20 records
    std::vector<std::string> lists;             // JSON: where lists of records are; the first is shown
    std::string records;                        // which of them
};
// `records`: which list to look at; "" = the first. The beginning of a file is enough for a table.
[[nodiscard]] Result<MappingSample> sample_of(std::string_view text, const std::string& records = {});
// What its files are known by, from what is mapped: all columns of a table, the used keys of a JSON record.
void settle_header(ReportMapping& mapping, const MappingSample& sample);
// What the names of columns say by themselves.
[[nodiscard]] ReportMapping suggested_mapping(const MappingSample& sample);

} // namespace parapet
