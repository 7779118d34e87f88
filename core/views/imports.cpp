#include "core/views/imports.h"

#include "core/base/text.h"
#include "core/store/import_queries.h"
#include "core/store/read_pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::views {

namespace {

ImportRow row_of(const ImportListRow& from) {
    const ImportRowData& d = from.data;
    ImportRow row;
    row.id = ImportId{d.id};
    row.at = from_unix_nanos(d.at);
    row.path = d.path;
    row.sha256 = d.sha256;
    row.format = d.format;
    row.tool = d.tool;
    row.tool_version = d.tool_version;
    row.source = from.source;
    row.why = d.why;
    row.status = "imported";
    row.bytes = d.bytes;
    row.records = d.records;
    row.findings_new = d.findings_new;
    row.findings_known = d.findings_known;
    row.findings_reopened = d.findings_reopened;
    row.findings_gone = d.findings_gone;
    row.merged = d.merged;
    row.skipped = d.skipped;
    row.checks_passed = d.checks;
    row.events_stored = d.events_stored;
    row.events_counted = d.events_counted;
    row.warning_count = d.warning_count;
    row.seconds = d.seconds;
    return row;
}

constexpr std::int64_t k_day = 86'400;

// How often it usually comes: the middle of the last pauses, at least a day. A source that came once has no rhythm.
std::optional<std::int64_t> usual_pause(const std::vector<std::int64_t>& newest_first) {
    std::vector<std::int64_t> pauses;
    for (std::size_t i = 1; i < newest_first.size(); ++i)
        if (newest_first[i - 1] - newest_first[i] >= 3600) pauses.push_back(newest_first[i - 1] - newest_first[i]);
    if (pauses.size() < 2) return std::nullopt;
    const auto middle = pauses.begin() + static_cast<std::ptrdiff_t>(pauses.size() / 2);
    std::nth_element(pauses.begin(), middle, pauses.end());
    return std::max(*middle, k_day);
}

// Twice its usual pause is late, five times is silence.
Freshness freshness_of(const SourceListRow& source, std::int64_t now) {
    if (!source.last) return Freshness::never;
    if (source.last_failed > source.last_scan) return Freshness::failed;
    const auto pause = usual_pause(source.import_times);
    if (!pause) return Freshness::current;
    const std::int64_t age = now - *source.last / 1'000'000'000;
    if (age > *pause * 5) return Freshness::stopped;
    return age > *pause * 2 ? Freshness::behind : Freshness::current;
}

std::string brings_of(const SourceListRow& source) {
    if (source.findings > 0 && source.events > 0) return "Findings, events";
    if (source.events > 0) return "Events";
    return source.records > 0 && source.findings == 0 ? "Checks" : "Findings";
}

std::optional<Time> time_of(std::optional<std::int64_t> nanos) {
    if (!nanos) return std::nullopt;
    return from_unix_nanos(*nanos);
}

std::string warning_line(const ImportWarningRow& warning) {
    std::string out = warning.place;
    if (warning.line >= 0) out += fmt::format("{}line {}", out.empty() ? "" : ", ", warning.line);
    return out.empty() ? warning.what : out + ": " + warning.what;
}

} // namespace

Result<ImportsPage> imports_page(const Workspace& workspace, const ImportsRequest& request, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    std::int64_t before = 0;
    if (!request.after.empty() && !parse_int(request.after, before))
        return fail(Errc::bad_argument, "the page's cursor is not one of imports");
    const std::size_t limit = std::clamp<std::size_t>(request.limit, 1, 10'000);
    auto rows = list_imports(**reader, request.source, request.text, before, limit);
    if (!rows) return fail(std::move(rows.error()));
    ImportsPage page;
    for (const ImportListRow& row : *rows)
        page.rows.push_back(row_of(row));
    if (rows->size() == limit) page.next = std::to_string(rows->back().data.id);
    return page;
}

Result<std::vector<SourceRow>> sources(const Workspace& workspace, std::stop_token stop) {
    constexpr int k_trend_days = 14;
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    const std::int64_t now = unix_seconds(workspace.now());
    auto rows = list_sources(**reader, now);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<SourceRow> out;
    for (const SourceListRow& from : *rows) {
        SourceRow row;
        row.id = SourceId{from.id};
        row.name = from.name;
        row.way_in = from.way_in;
        row.brings = brings_of(from);
        row.tool = from.tool;
        row.state = freshness_of(from, now);
        row.last = time_of(from.last);
        row.last_data = time_of(from.last_data);
        row.imports = from.imports;
        row.records_24h = from.records_24h;
        row.records = from.records;
        if (row.state == Freshness::failed) row.last_error = "its newest scan says that it failed";
        auto trend = source_trend(**reader, from.id, now, k_trend_days);
        if (!trend) return fail(std::move(trend.error()));
        row.trend = std::move(*trend);
        out.push_back(std::move(row));
    }
    return out;
}

Result<ImportDetail> import_detail(const Workspace& workspace, ImportId id, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    auto row = read_import(**reader, id.value);
    if (!row) return fail(std::move(row.error()));
    if (!*row) return fail(Errc::not_found, fmt::format("there is no import {}", id.value), workspace.path().string());
    ImportDetail detail;
    detail.row = row_of(**row);
    auto warnings = read_warnings(**reader, id.value);
    if (!warnings) return fail(std::move(warnings.error()));
    for (const ImportWarningRow& warning : *warnings)
        detail.warnings.push_back(warning_line(warning));
    auto scans = read_scans(**reader, id.value);
    if (!scans) return fail(std::move(scans.error()));
    for (const ScanListRow& scan : *scans) {
        std::string state = scan.failed ? "failed" : scan.complete ? "complete" : "partial";
        detail.scans.push_back({scan.tool, scan.target, scan.policy, std::move(state), scan.complete});
    }
    return detail;
}

} // namespace parapet::views
