// The posture report: score and why, findings, attacks, sources, imports.

#include "core/views/posture_report.h"

namespace parapet {
namespace {

using namespace views;
using posture_report::Parts;

constexpr std::size_t k_worst = 50, k_overdue = 200, k_attackers = 20, k_imports = 200;

Result<void> read_findings(const Workspace& workspace, const Scope& scope, Parts& parts, JobContext& job) {
    FindingsRequest request;
    request.scope = scope;
    request.scope.filter = "status:open,triaged,in_progress";
    request.limit = k_worst;
    auto worst = findings_page(workspace, request, job.token());
    if (!worst) return fail(std::move(worst.error()));
    parts.worst = std::move(*worst);
    request.scope.filter += " overdue:yes";
    request.sort = {{FindingSort::due, false}};
    request.limit = k_overdue;
    auto overdue = findings_page(workspace, request, job.token());
    if (!overdue) return fail(std::move(overdue.error()));
    parts.overdue = std::move(*overdue);
    auto count = findings_count(workspace, request, job.token());
    if (!count) return fail(std::move(count.error()));
    parts.overdue_count = *count;
    return {};
}

Result<void> read_events(const Workspace& workspace, const TimeRange& period, Parts& parts, JobContext& job) {
    AttackRequest request;
    request.scope.range = period;
    request.previous = false;
    auto attacks = attack_activity(workspace, request, job.token());
    if (!attacks) return fail(std::move(attacks.error()));
    parts.attacks = std::move(*attacks);
    Scope scope;
    scope.range = period;
    auto from = top_values(workspace, scope, ActivityBy::source_ip, k_attackers, job.token());
    if (!from) return fail(std::move(from.error()));
    parts.attackers = std::move(*from);
    return {};
}

Result<Parts> read(const Workspace& workspace, const ReportOptions& options, const TimeRange& period, JobContext& job) {
    Parts parts;
    parts.period = period;
    Scope scope = options.scope;
    scope.range = period;
    if (period.to != workspace.now()) scope.as_of = period.to;
    auto seen = overview(workspace, scope, job.token());
    if (!seen) return fail(std::move(seen.error()));
    parts.overview = std::move(*seen);
    if (auto done = read_findings(workspace, scope, parts, job); !done) return fail(std::move(done.error()));
    if (auto done = read_events(workspace, period, parts, job); !done) return fail(std::move(done.error()));
    auto rows = sources(workspace, job.token());
    if (!rows) return fail(std::move(rows.error()));
    parts.sources = std::move(*rows);
    ImportsRequest request;
    request.limit = k_imports;
    auto imports = imports_page(workspace, request, job.token());
    if (!imports) return fail(std::move(imports.error()));
    parts.imports = std::move(*imports);
    return parts;
}

Result<ReportDoc> make(const Workspace& workspace, const ReportOptions& options, JobContext& job) {
    const Time now = workspace.now();
    TimeRange period = options.period;
    if (period.to <= period.from) period = {now - std::chrono::hours(24 * 28), now};
    period.to = std::min(period.to, now);
    if (period.to <= period.from)
        return fail(Errc::bad_argument, "the period of the report lies in the future", {}, "choose an earlier one");
    auto parts = read(workspace, options, period, job);
    if (!parts) return fail(std::move(parts.error()));
    ReportDoc doc;
    doc.kind = "posture";
    doc.title = "Security posture";
    doc.subtitle = owner_of(workspace);
    doc.cover_lines = {"State on " + day_words(period.to), day_words(period.from) + " – " + day_words(period.to)};
    doc.cover_blocks.emplace_back(posture_report::figures_of(*parts));
    posture_report::add_summary(doc, *parts);
    posture_report::add_findings(doc, *parts);
    posture_report::add_attacks(doc, *parts);
    posture_report::add_sources(doc, *parts);
    posture_report::add_basis(doc, *parts);
    Snapshot snapshot;
    snapshot.add("parapet posture report 1");
    posture_report::add_parts(snapshot, *parts);
    finish_report(doc, workspace, options, snapshot,
                  {{"Sources", std::to_string(parts->sources.size())}, {"Snapshot", moment_words(period.to)}});
    return doc;
}

} // namespace

extern const ReportInfo k_posture_report;
const ReportInfo k_posture_report{"posture", "Security posture", "Score and why, open findings, attacks, sources",
                                  false, make};

} // namespace parapet
