#include "core/views/overview.h"

#include "core/analysis/baseline.h"
#include "core/base/text.h"
#include "core/query/filter.h"
#include "core/views/compliance.h"
#include "core/views/events.h"
#include "core/views/framework_words.h"
#include "core/views/imports.h"
#include "core/views/overview_attacks.h"
#include "core/views/overview_parts.h"
#include "core/views/scan_coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace parapet::views {

namespace {

constexpr int k_trend_days = 30;
constexpr std::size_t k_sources_for_a_score = 3;

struct SinceTally { // what happened to findings since a time
    std::int64_t at = 0, appeared = 0, appeared_high = 0, fixed = 0, kev = 0;
    void add(const FindingFacts& f) {
        if (f.first_seen >= at) {
            ++appeared;
            appeared_high += f.severity >= Severity::high ? 1 : 0;
            kev += f.kev ? 1 : 0;
        }
        if (f.fixed_at >= at) ++fixed;
    }
};

std::string counted(std::int64_t n, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", format_count(n), n == 1 ? one : many);
}

std::vector<SinceItem> since_items(const SinceTally& t, const WorkspaceActivity& activity, const Time at) {
    const std::string when = format_rfc3339(at);
    std::vector<SinceItem> out;
    out.push_back({"plus",
                   counted(t.appeared, "new finding", "new findings"),
                   t.appeared_high == 0 ? "none high or critical"
                                        : fmt::format("{} high or critical", format_count(t.appeared_high)),
                   {"findings", "first:>=" + when}});
    out.push_back({"check-circle",
                   fmt::format("{} closed", format_count(t.fixed)),
                   "absent from a complete scan",
                   {"findings", "status:fixed"}});
    if (t.kev > 0) {
        out.push_back({"flame",
                       counted(t.kev, "known exploited", "known exploited"),
                       "among the new ones",
                       {"findings", "kev:yes first:>=" + when}});
    }
    out.push_back({"user-check",
                   counted(activity.decisions, "decision", "decisions"),
                   "triage, owners, acceptances",
                   {"findings", "status:triaged,risk_accepted,false_positive"}});
    out.push_back(
        {"scan",
         counted(activity.scans, "scan", "scans"),
         activity.scans_failed == 0 ? "none failed" : fmt::format("{} failed", format_count(activity.scans_failed)),
         {"sources", ""}});
    out.push_back({"file-import", counted(activity.imports, "import", "imports"), "reports and logs", {"sources", ""}});
    return out;
}

Result<std::vector<FrameworkBar>> framework_bars(const Workspace& ws, Time now, Time before,
                                                 const std::stop_token& stop) {
    const auto met = [](const std::array<std::int64_t, k_control_status_count>& counts) {
        std::int64_t applicable = 0;
        for (std::size_t i = 0; i < k_control_status_count; ++i) {
            if (static_cast<ControlStatus>(i) != ControlStatus::not_applicable) applicable += counts[i];
        }
        return applicable == 0 ? 0.0 : 100.0 * static_cast<double>(counts[0]) / static_cast<double>(applicable);
    };
    auto counts = compliance_counts(ws, now, before, stop);
    if (!counts) return fail(counts.error());
    std::vector<FrameworkBar> out;
    for (const FrameworkCounts& framework : *counts) {
        FrameworkBar bar;
        bar.id = framework.framework.id;
        bar.title = framework.framework.title;
        bar.counts = framework.now;
        bar.percent_met = met(framework.now);
        bar.change = bar.percent_met - met(framework.before);
        out.push_back(std::move(bar));
    }
    return out;
}

std::vector<SourceLine> source_lines(const std::vector<SourceRow>& rows) {
    std::vector<SourceLine> out;
    for (const SourceRow& row : rows) {
        SourceLine line;
        line.name = row.name;
        line.kind = row.brings;
        line.state = row.state;
        line.last = row.last_data ? row.last_data : row.last;
        line.tool = row.tool;
        out.push_back(std::move(line));
    }
    return out;
}

void add_open_findings(const PostureTally& tally, Overview& out) {
    out.open_findings = open_findings_chart(tally);
    for (std::size_t i = 0; i < k_severity_count; ++i) {
        const auto& series = tally.open_by_day()[i];
        out.open_by_severity[i] = series.back();
        if (static_cast<Severity>(i) == Severity::info) continue;
        out.open_total += series.back();
        out.open_change += series.back() - series.front();
    }
}

} // namespace

Result<Overview> overview(const Workspace& ws, const Scope& scope, const std::stop_token& stop) {
    const Time now = scope.as_of.value_or(scope.range.to == Time{} ? ws.now() : scope.range.to);
    const Time before = scope.range.from == Time{} ? now - std::chrono::hours(24 * 7) : scope.range.from;
    Overview out;
    out.since_at = now - std::chrono::hours(24);
    // Controls and posture both look at every finding, each in its own way: beside each other on two cores.
    auto judged = std::async([&] { return framework_bars(ws, now, before, stop); });

    PostureTally tally(unix_seconds(now), unix_seconds(before), k_trend_days);
    DeadlineTally deadlines;
    deadlines.now = unix_seconds(now);
    SinceTally since;
    since.at = unix_seconds(out.since_at);
    const auto add = [&](const NamedFinding& f) {
        tally.add(f.facts);
        deadlines.add(f);
        since.add(f.facts);
    };
    if (auto r = each_finding(ws, query::both(scope.global_filter, scope.filter), framework_words_of, add, stop); !r)
        return fail(r.error());

    auto rows = sources(ws, stop);
    if (!rows) return fail(rows.error());
    out.sources = source_lines(*rows);
    std::int64_t stale = 0;
    for (const SourceLine& line : out.sources) {
        out.sources_current += line.state == Freshness::current ? 1 : 0;
        stale += line.state == Freshness::behind || line.state == Freshness::stopped ? 1 : 0;
    }
    auto covered = scan_coverage(ws, stop);
    if (!covered) return fail(covered.error());
    const auto count = [&](CoverageState state) { return covered->counts[static_cast<std::size_t>(state)]; };
    out.scans = {count(CoverageState::clean), count(CoverageState::findings), count(CoverageState::partly),
                 count(CoverageState::scan_failed), count(CoverageState::never_scanned)};
    auto scans = scan_classes(ws, stop);
    if (!scans) return fail(scans.error());
    auto kinds = kind_totals(ws, {{}, {}, {now - std::chrono::hours(24 * 30), now}, {}}, stop);
    if (!kinds) return fail(kinds.error());
    // The end is exclusive; what came in within this second counts.
    auto activity = workspace_activity(ws, since.at, unix_seconds(now) + 1, stop);
    if (!activity) return fail(activity.error());

    out.posture = posture_score(tally, stale, now, before,
                                scans->size() >= k_sources_for_a_score || out.sources.size() >= k_sources_for_a_score);
    out.deadlines = deadlines.result();
    out.since = since_items(since, *activity, out.since_at);
    add_open_findings(tally, out);
    out.causes = cause_cells(tally);
    out.phases = phase_cells(tally, *scans, *kinds, now);
    if (auto r = add_attacks(ws, scope, now, out, stop); !r) return fail(r.error());
    auto bars = judged.get();
    if (!bars) return fail(bars.error());
    out.frameworks = std::move(*bars);
    out.empty = out.sources.empty();
    return out;
}

} // namespace parapet::views
