// CloudSploit's table (--csv): results of its plugins, passed ones too.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/cloudsploit/statuses.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_cloudsploit_csv_format;

namespace {

using cloudsploit::k_statuses;
using cloudsploit::Status;

void read_status(std::string_view word, RawFinding& f, ParseStats& stats) {
    fields::put(f.severity_raw, word, 40);
    for (const Status& status : k_statuses) {
        if (!iequals(status.word, word)) continue;
        f.outcome = status.outcome;
        f.severity = status.severity;
        f.severity_known = true;
        return;
    }
    f.outcome = CheckOutcome::error;
    stats.warn(f.place.path, fmt::format("the status \"{}\" is not known", visible(f.severity_raw)));
}

void read(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, row.get("title")); // its key stands in the JSON only
    fields::set_title(f, {fields::folded(row.get("title")), "Unnamed check"}, limits);
    fields::set_text(f.description, row.get("message"), stats, f.place.path, limits);
    if (const auto resource = row.get("resource"); resource != "N/A") fields::put(f.location.resource, resource, 500);
    for (const char* tag : {"category", "region"})
        fields::add_tag(f, row.get(tag));
    fields::add_control(f, "cloudsploit", row.get("compliance"));
    read_status(row.get({"statusWord", "status"}), f, stats);
}

Sniff sniff(const Head& head) {
    const CsvHeader header = csv_header(head);
    if (header.has_all({"category", "title", "resource", "region", "statusWord", "message"}))
        return {88, "columns category, title, resource, region and statusWord", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    if (!table.has("statusWord") && !table.has("status")) {
        Error error{Errc::malformed, "the first row names no column statusWord", {}, {}};
        error.line = std::max<std::int64_t>(table.header().line, 1);
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    ScanInfo scan;
    scan.tool = "CloudSploit";
    scan.target_kind = "account";
    run.tell(scan);
    for (;;) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (!*more) break;
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("row {}", stats.records + 1), table.line());
        read(table, f, stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_cloudsploit_csv_format{"cloudsploit-csv",
                                          FormatKind::findings,
                                          "CloudSploit",
                                          "text/csv",
                                          "CloudSploit: settings of cloud accounts, as a table",
                                          sniff,
                                          parse};

} // namespace parapet
