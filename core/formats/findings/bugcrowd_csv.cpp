// Bugcrowd's export of submissions as CSV.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_bugcrowd_csv_format;

namespace {

// Priorities of Bugcrowd's taxonomy.
constexpr std::array<fields::SeverityWord, 10> k_priorities{{
    {"1", Severity::critical},
    {"2", Severity::high},
    {"3", Severity::medium},
    {"4", Severity::low},
    {"5", Severity::info},
    {"P1", Severity::critical},
    {"P2", Severity::high},
    {"P3", Severity::medium},
    {"P4", Severity::low},
    {"P5", Severity::info},
}};

void set_state(const CsvTable& row, RawFinding& f) {
    const std::string_view state = row.get({"substate", "state"});
    if (!state.empty()) fields::add_tag(f, fmt::format("state: {}", to_lower(state)));
    if (iequals(state, "resolved") || iequals(state, "fixed")) fields::set_fixed(f);
    for (const char* word :
         {"wont_fix", "won't fix", "not_applicable", "not_reproducible", "out_of_scope", "informational"}) {
        if (!iequals(state, word)) continue;
        f.suppressed = true;
        f.suppression = fmt::format("closed on Bugcrowd as {}", word);
    }
    if (iequals(row.get("duplicate"), "TRUE")) {
        f.suppressed = true;
        f.suppression = "a duplicate on Bugcrowd";
    }
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::other;
    const std::string_view lineage = row.get("vrt_lineage");
    fields::put(f.rule, lineage.empty() ? std::string_view("submission") : lineage);
    fields::put(f.fingerprint, row.get("reference_number"), 120);
    fields::set_title(f, {row.get({"title", "caption"}), lineage, row.get("reference_number")}, limits);
    fields::set_severity(f, row.get("priority"), k_priorities, stats);
    std::string text(row.get("description"));
    fields::append_text(text, lineage, "Class");
    fields::append_text(text, row.get("extra_info"));
    fields::add_ids_of(f, text);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("remediation_advice"), stats, f.place.path, limits);
    const std::string_view references = row.get("vulnerability_references");
    fields::add_cwes_of(f, references);
    for (auto at = references.find("(http"); at != std::string_view::npos; at = references.find("(http", at + 1)) {
        const auto end = references.find(')', at);
        if (end == std::string_view::npos) break;
        fields::add_link(f, references.substr(at + 1, end - at - 1));
    }
    const std::string_view url = row.get("bug_url");
    if (url.find("://") != std::string_view::npos) fields::set_url(f.location, url);
    fields::put(f.asset, row.get("target_name"));
    fields::add_tag(f, row.get("target_category"));
    fields::set_exchange(f, row.get("http_request"), {});
    f.seen = loose_time(row.get("submitted_at"));
    set_state(row, f);
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"reference_number", "title", "priority", "vrt_lineage"}))
        return {90, "a CSV header with reference_number, priority and vrt_lineage", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"reference_number", "title", "priority"}}, "Bugcrowd", "other", read_row});
}

} // namespace

const FormatInfo k_bugcrowd_csv_format{
    "bugcrowd-csv", FormatKind::findings, "Bugcrowd", "text/csv", "Bugcrowd: submissions of a programme, as CSV", sniff,
    parse};

} // namespace parapet
