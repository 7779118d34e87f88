// Brakeman's CSV.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_brakeman_csv_format;

namespace {

// As in its JSON: how sure Brakeman is.
constexpr std::array<fields::SeverityWord, 3> k_confidences{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Weak", Severity::low},
}};

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_code(f, row.get("File"), fields::line_number(row.get("Line")));
    const std::string_view kind = row.get("Warning Type"), message = row.get("Message");
    fields::put(f.rule, row.get({"Check Name", "Warning Type"}));
    fields::put(f.rule_name, kind);
    std::string title(kind);
    if (!message.empty()) title += (title.empty() ? "" : ": ") + std::string(message);
    fields::set_title(f, {title, f.rule}, limits);
    fields::set_text(f.description, message, stats, f.place.path, limits);
    fields::set_severity(f, row.get("Confidence"), k_confidences, stats);
    fields::add_cwes_of(f, row.get("CWE"));
    std::int64_t cwe = 0;
    if (parse_int(row.get("CWE"), cwe)) fields::add_cwe(f, cwe);
    fields::add_ids_of(f, message);
    if (!f.cve.empty()) f.cause = Cause::missing_patch;
    fields::add_link(f, row.get("Link"));
    fields::put(f.fingerprint, row.get("Fingerprint"));
    fields::set_code_snippet(f, row.get("Code"));
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"Confidence", "Warning Type", "File", "Line", "Message", "User Input"}))
        return {92, "a CSV header with Confidence, Warning Type and User Input", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(
        in, out, options,
        {{.header_has = {"Confidence", "Warning Type", "File", "Message"}}, "Brakeman", "repository", read_row});
}

} // namespace

const FormatInfo k_brakeman_csv_format{
    "brakeman-csv", FormatKind::findings, "Brakeman", "text/csv", "Brakeman: weaknesses in Ruby on Rails", sniff,
    parse};

} // namespace parapet
