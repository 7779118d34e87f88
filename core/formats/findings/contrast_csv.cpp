// Contrast Assess, CSV of vulnerabilities.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_contrast_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Note", Severity::info},
}};

// Milliseconds since 1970, or a time.
std::optional<Time> time_of(std::string_view cell) {
    std::int64_t millis = 0;
    if (parse_int(cell, millis) && millis > 0 && millis < 7'000'000'000'000LL)
        return from_unix_nanos(millis * 1'000'000);
    return parse_rfc3339(cell);
}

void read_request(const CsvTable& row, RawFinding& f) {
    const std::string_view uri = row.get("Request URI");
    if (uri.empty()) return;
    f.identity = IdentityKind::web;
    fields::put(f.location.method, row.get("Request Method"), 20);
    fields::put(f.location.url, uri, 2000);
    std::int64_t port = 0;
    if (parse_int(row.get("Request Port"), port) && port > 0 && port < 65536) f.location.port = port;
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::code;
    f.phase = Phase::test;
    fields::put(f.rule, row.get("Rule Name"));
    fields::put(f.rule_name, row.get("Category"));
    fields::set_title(f, {row.get("Vulnerability Name"), f.rule, "Unnamed vulnerability"}, limits);
    fields::set_text(f.description, row.get({"Description", "Vulnerability Name"}), stats, f.place.path, limits);
    fields::set_severity(f, row.get("Severity"), k_severities, stats);
    const std::string_view cwe = row.get("CWE ID"); // an address, or the number
    std::int64_t number = 0;
    if (parse_int(cwe, number)) fields::add_cwe(f, number);
    fields::add_cwes_of(f, cwe);
    constexpr std::string_view k_definitions = "definitions/";
    if (const auto at = cwe.find(k_definitions); at != std::string_view::npos)
        fields::add_cwe(f, fields::first_line_number(cwe.substr(at)));
    fields::add_link(f, cwe);
    fields::put(f.fingerprint, row.get("Vulnerability ID"));
    fields::put(f.asset, row.get("Application Name"));
    f.seen = time_of(row.get("First Seen"));
    read_request(row, f);
    const std::string_view status = row.get("Status");
    fields::add_tag(f, status);
    if (iequals(status, "Fixed") || iequals(status, "Remediated")) fields::set_fixed(f);
    if (iequals(status, "Not a Problem")) {
        f.suppressed = true;
        f.suppression = to_lower(status);
    }
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (csv_header(head).has_all({"Vulnerability Name", "Vulnerability ID", "Rule Name", "Severity", "CWE ID"}))
        return {90, "a CSV header with Vulnerability Name, Vulnerability ID, Rule Name and CWE ID", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Vulnerability Name", "Rule Name"}}, "Contrast", "other", read_row});
}

} // namespace

const FormatInfo k_contrast_csv_format{"contrast-csv",
                                       FormatKind::findings,
                                       "Contrast",
                                       "text/csv",
                                       "Contrast Assess: weaknesses seen in running applications, as a table",
                                       sniff,
                                       parse};

} // namespace parapet
