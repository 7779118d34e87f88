// The posture report: where one stands, why it moved, what is late, who attacks, what it rests on.

#include "core/base/text.h"
#include "core/views/imports.h"
#include "core/views/overview.h"
#include "core/views/report_parts.h"

#include <fmt/format.h>

#include <cmath>

namespace parapet {
namespace {

using namespace views;

constexpr std::size_t k_findings_listed = 60, k_imports_listed = 100;

std::string signed_points(double points) {
    return fmt::format("{}{:.1f}", points < 0 ? "−" : "+", std::fabs(points));
}

void add_summary(ReportDoc& doc, const Overview& o) {
    doc.blocks.emplace_back(HeadingBlock{1, "Summary", "summary"});
    const std::string score = o.posture.score ? fmt::format("{:.0f}", *o.posture.score) : "–";
    doc.blocks.emplace_back(ParagraphBlock{
        o.posture.score ? fmt::format("The posture score is {} of 100, {} since the beginning of the range. {} "
                                      "findings are open, {} of them past their fix deadline.",
                                      score, signed_points(o.posture.change), format_count(o.open_total),
                                      format_count(o.deadlines.overdue))
                        : std::string("There is not enough data for a score: it needs three sources or three scans."),
        true,
        false,
        false,
        {}});
    const auto severe = o.open_by_severity[static_cast<std::size_t>(Severity::critical)] +
                        o.open_by_severity[static_cast<std::size_t>(Severity::high)];
    doc.blocks.emplace_back(FigureRow{
        {{"Posture score", score, "of 100", o.posture.score ? signed_points(o.posture.change) + " in the range" : ""},
         {"Open findings", format_count(o.open_total), "", signed_words(o.open_change) + " in 30 days"},
         {"Critical and high", format_count(severe), "", ""},
         {"Overdue", format_count(o.deadlines.overdue), "",
          fmt::format("{} due in 7 days", format_count(o.deadlines.due_7d))}}});
    doc.blocks.emplace_back(ChartBlock{{o.open_findings, o.attacks}, 55});
    StatusBars bars;
    bars.title = "Controls by framework";
    for (const FrameworkBar& f : o.frameworks)
        bars.bars.push_back({f.title, f.counts, fmt::format("{:.0f} %", f.percent_met)});
    bars.columns = 1;
    doc.blocks.emplace_back(std::move(bars));
}

void add_causes(ReportDoc& doc, const Overview& o) {
    doc.blocks.emplace_back(HeadingBlock{2, "Why the score moved", "causes"});
    TableBlock moved{{{"Points", 1, true}, {"What", 8, false}}, {}, "Nothing moved it in the range."};
    for (const ScoreCause& c : o.posture.causes)
        moved.rows.push_back({strong_cell(signed_points(c.points)), cell(c.text)});
    doc.blocks.emplace_back(std::move(moved));
    doc.blocks.emplace_back(ParagraphBlock{o.posture.explanation, false, true, false, {}});
    doc.blocks.emplace_back(HeadingBlock{2, "Causes and phases", "phases"});
    TableBlock causes{
        {{"Cause", 4, false}, {"Open", 1, true}, {"Share", 1, true}, {"Median age", 2, true}}, {}, "No open finding."};
    for (const CauseCell& c : o.causes) {
        causes.rows.push_back({strong_cell(std::string(name_of(c.cause))), cell(format_count(c.open)),
                               cell(fmt::format("{:.0f} %", c.share * 100)),
                               cell(fmt::format("{:.0f} d", c.median_age_days))});
    }
    doc.blocks.emplace_back(std::move(causes));
    TableBlock phases{{{"Phase", 4, false}, {"Score", 1, true}, {"Checks on", 2, true}, {"Open", 1, true}}, {}, ""};
    for (const PhaseCell& p : o.phases) {
        phases.rows.push_back({strong_cell(std::string(name_of(p.phase))),
                               cell(p.score ? fmt::format("{:.0f}", *p.score) : "–"),
                               cell(fmt::format("{} of {}", p.checks_on, p.checks_all)), cell(format_count(p.open))});
    }
    doc.blocks.emplace_back(std::move(phases));
}

void add_findings(ReportDoc& doc, const FindingsPage& page, const std::string& title, const std::string& anchor,
                  const std::string& empty) {
    doc.blocks.emplace_back(HeadingBlock{1, title, anchor});
    TableBlock table{{{"Severity", 1.4, false},
                      {"Vulnerability or rule", 2.4, false},
                      {"Title", 4, false},
                      {"Asset", 2, false},
                      {"Deadline", 1.6, false},
                      {"Owner", 1.6, false}},
                     {},
                     empty};
    for (const FindingRow& r : page.rows) {
        table.rows.push_back({severity_cell(r.severity), mono_cell(r.vuln_or_rule), cell(r.title), cell(r.asset),
                              cell(r.due ? day_words(*r.due) : "–"),
                              r.owner.empty() ? muted_cell("nobody") : cell(r.owner)});
    }
    doc.blocks.emplace_back(std::move(table));
    if (!page.next.empty())
        doc.blocks.emplace_back(ParagraphBlock{
            fmt::format("The first {} are listed; the list itself is in the workspace.", page.rows.size()),
            false,
            true,
            false,
            {}});
}

void add_attacks(ReportDoc& doc, const Overview& o) {
    doc.blocks.emplace_back(HeadingBlock{1, "Attack activity", "attacks"});
    doc.blocks.emplace_back(ParagraphBlock{o.attacks.alternative, false, false, false, {}});
    TableBlock flags{
        {{"No.", 1, true}, {"Above the usual range, last 24 hours", 9, false}}, {}, "Nothing above the usual range."};
    for (const auto& f : o.flags)
        flags.rows.push_back({strong_cell(std::to_string(f.number)), cell(f.text)});
    doc.blocks.emplace_back(std::move(flags));
}

void add_basis(ReportDoc& doc, const Overview& o, const ImportsPage& imports) {
    static constexpr const char* k_states[] = {"current", "behind", "stopped", "failed", "never heard"};
    doc.blocks.emplace_back(HeadingBlock{1, "Basis of this report", "basis"});
    doc.blocks.emplace_back(ParagraphBlock{
        "Made from what was imported into the workspace. No figure was typed in by hand.", false, true, false, {}});
    TableBlock sources{
        {{"Source", 4, false}, {"Brings", 2, false}, {"State", 2, false}, {"Newest data", 3, false}}, {}, "No source."};
    for (const SourceLine& s : o.sources) {
        sources.rows.push_back({strong_cell(s.name), cell(s.kind), cell(k_states[static_cast<std::size_t>(s.state)]),
                                cell(s.last ? moment_words(*s.last) : "–")});
    }
    doc.blocks.emplace_back(std::move(sources));
    doc.blocks.emplace_back(HeadingBlock{2, "Latest imports", "imports"});
    TableBlock table{
        {{"At", 2.4, false}, {"File", 4.4, false}, {"Tool", 1.6, false}, {"Records", 1.2, true}, {"SHA-256", 2, false}},
        {},
        "Nothing was imported."};
    for (const ImportRow& r : imports.rows) {
        table.rows.push_back({cell(moment_words(r.at)), cell(r.path), cell(r.tool),
                              cell(format_count(static_cast<std::int64_t>(r.records))),
                              mono_cell(short_hash(r.sha256))});
    }
    doc.blocks.emplace_back(std::move(table));
}

void add_rows(Snapshot& snapshot, const FindingsPage& page) {
    for (const FindingRow& r : page.rows) {
        snapshot.add(r.id.value);
        snapshot.add(name_of(r.severity));
        snapshot.add(name_of(r.status));
        snapshot.add(r.due);
    }
}

Result<FindingsPage> list(const Workspace& workspace, const Scope& scope, const std::string& filter,
                          const JobContext& job) {
    FindingsRequest request;
    request.scope = scope;
    request.scope.filter = scope.filter.empty() ? filter : "(" + scope.filter + ") " + filter;
    request.limit = k_findings_listed;
    return findings_page(workspace, request, job.token());
}

Result<ReportDoc> make(const Workspace& workspace, const ReportOptions& options, JobContext& job) {
    const Time now = workspace.now();
    Scope scope = options.scope;
    scope.range =
        options.period.to > options.period.from ? options.period : TimeRange{now - std::chrono::hours(24 * 7), now};
    auto o = overview(workspace, scope, job.token());
    if (!o) return fail(std::move(o.error()));
    auto overdue = list(workspace, options.scope, "overdue:yes", job);
    if (!overdue) return fail(std::move(overdue.error()));
    auto severe = list(workspace, options.scope, "severity:critical,high status:open,triaged,in_progress", job);
    if (!severe) return fail(std::move(severe.error()));
    ImportsRequest latest;
    latest.limit = k_imports_listed;
    auto imports = imports_page(workspace, latest, job.token());
    if (!imports) return fail(std::move(imports.error()));

    ReportDoc doc;
    doc.kind = "posture";
    doc.title = "Posture report";
    doc.subtitle = owner_of(workspace);
    doc.cover_lines.push_back("Status on " + day_words(scope.range.to));
    if (!options.scope.filter.empty()) doc.cover_lines.push_back("Filter: " + options.scope.filter);
    add_summary(doc, *o);
    add_causes(doc, *o);
    add_findings(doc, *overdue, "Past the fix deadline", "overdue", "Nothing is past its deadline.");
    add_findings(doc, *severe, "Critical and high", "severe", "No critical or high finding is open.");
    add_attacks(doc, *o);
    add_basis(doc, *o, *imports);

    Snapshot snapshot;
    snapshot.add("parapet posture report 1");
    snapshot.add(fmt::format("{:.6f}", o->posture.score.value_or(-1)));
    for (const std::int64_t n : o->open_by_severity)
        snapshot.add(n);
    add_rows(snapshot, *overdue);
    add_rows(snapshot, *severe);
    for (const ImportRow& r : imports->rows)
        snapshot.add(r.sha256);
    finish_report(doc, workspace, options, snapshot,
                  {{"Findings", fmt::format("{} open", format_count(o->open_total))}});
    return doc;
}

} // namespace

extern const ReportInfo k_posture_report;
const ReportInfo k_posture_report{"posture", "Posture report", "score, what moved it, deadlines, attacks, sources",
                                  false, make};

} // namespace parapet
