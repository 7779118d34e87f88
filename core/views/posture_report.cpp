#include "core/views/posture_report.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parapet::views::posture_report {
namespace {

ParagraphBlock paragraph(std::string text, bool lead = false, bool muted = false) {
    ParagraphBlock p;
    p.text = std::move(text);
    p.lead = lead;
    p.muted = muted;
    return p;
}

std::string points(double value) {
    if (std::abs(value) < 0.05) return "±0";
    return fmt::format("{}{:.1f}", value < 0 ? "−" : "+", std::abs(value));
}

std::string_view words_of(Cause cause) {
    constexpr std::array<std::string_view, k_cause_count> k_words{"Configuration error", "Missing patch",
                                                                  "Coding mistake", "Secret", "Other"};
    return k_words[static_cast<std::size_t>(cause)];
}

std::string_view words_of(Phase phase) {
    constexpr std::array<std::string_view, k_phase_count> k_words{"Plan",    "Code",   "Build",   "Test",
                                                                  "Release", "Deploy", "Operate", "Monitor"};
    return k_words[static_cast<std::size_t>(phase)];
}

std::string_view words_of(Freshness state) {
    constexpr std::array<std::string_view, 5> k_words{"Current", "Behind", "Stopped", "Failed", "Never"};
    return k_words[static_cast<std::size_t>(state)];
}

ControlStatus status_of(Freshness state) {
    switch (state) {
    case Freshness::current:
        return ControlStatus::satisfied;
    case Freshness::behind:
        return ControlStatus::partial;
    case Freshness::never:
        return ControlStatus::not_assessed;
    default:
        return ControlStatus::not_satisfied;
    }
}

std::string lead_of(const Parts& parts) {
    const Overview& o = parts.overview;
    std::string text;
    if (o.posture.score) {
        text = fmt::format("The score is {:.0f} of 100", *o.posture.score);
        if (std::abs(o.posture.change) >= 0.05)
            text += fmt::format(", {:.1f} {} than on {}", std::abs(o.posture.change),
                                o.posture.change < 0 ? "lower" : "higher", day_words(parts.period.from));
        text += fmt::format(", against a target of {:.0f}. ", o.posture.target);
    } else {
        text = "There is not enough data for a score yet. ";
    }
    text += plural(o.open_total, "finding is", "findings are") + " open, " + format_count(o.deadlines.overdue) +
            " past the fix date; " + format_count(o.deadlines.due_7d) + " more are due within 7 days.";
    return text;
}

ChartSpec score_chart(const PostureScore& posture) {
    ChartSpec spec;
    spec.title = "Score, 30 days";
    ChartSeries series;
    series.id = series.title = "score";
    for (const auto& [at, value] : posture.trend) {
        series.x.push_back(static_cast<double>(unix_seconds(at)));
        series.y.push_back(value);
    }
    spec.series.push_back(std::move(series));
    // A score has no natural zero: what is shown is where it moved, in steps of ten.
    double low = posture.target, high = posture.target;
    for (const auto& [at, value] : posture.trend) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    spec.y_min = std::max(0.0, std::floor((low - 5) / 10) * 10);
    spec.y_max = std::min(100.0, std::ceil((high + 5) / 10) * 10);
    spec.target = posture.target;
    spec.markers.push_back(
        {0, posture.target, fmt::format("target {:.0f}", posture.target), ChartMarker::Kind::target, {}});
    spec.alternative = "The posture score of each of the last 30 days";
    return spec;
}

TableBlock causes_table(const PostureScore& posture) {
    TableBlock table;
    table.columns = {{"Points", 1, true}, {"What moved the score", 7}};
    table.empty = "Nothing moved the score in this time.";
    for (const ScoreCause& cause : posture.causes)
        table.rows.push_back({strong_cell(points(cause.points)), cell(cause.text)});
    return table;
}

TableBlock deadlines_table(const Deadlines& deadlines) {
    TableBlock table;
    table.columns = {{"Severity", 2}, {"Overdue", 1, true}, {"Due in 7 days", 1, true}, {"Later", 1, true}};
    for (const Deadlines::Row& row : deadlines.rows)
        table.rows.push_back({severity_cell(row.severity), strong_cell(format_count(row.overdue)),
                              cell(format_count(row.due_soon)), muted_cell(format_count(row.later))});
    return table;
}

StatusBars framework_bars(const Overview& overview) {
    StatusBars bars;
    bars.title = "Controls met";
    bars.columns = 1;
    for (const FrameworkBar& bar : overview.frameworks)
        bars.bars.push_back({bar.title, bar.counts, fmt::format("{:.0f} %", bar.percent_met)});
    return bars;
}

TableBlock findings_table(const FindingsPage& page, Time now, const char* empty) {
    TableBlock table;
    table.columns = {{"Finding", 0.9}, {"Severity", 1.1}, {"What", 4.2},       {"Where", 3},
                     {"Asset", 1.8},   {"Due", 1.2},      {"Over", 0.7, true}, {"Owner", 1.2}};
    table.empty = empty;
    for (const FindingRow& row : page.rows) {
        const bool over = row.due && *row.due <= now;
        const auto days = over ? std::chrono::duration_cast<std::chrono::hours>(now - *row.due).count() / 24 : 0;
        std::string what = row.title;
        if (!row.vuln_or_rule.empty() && row.title.find(row.vuln_or_rule) == std::string::npos)
            what = row.vuln_or_rule + ", " + what;
        if (row.kev && *row.kev) what += " (known exploited)";
        table.rows.push_back({strong_cell("F-" + std::to_string(row.id.value)), severity_cell(row.severity),
                              cell(elide(what, 240)), muted_cell(elide(row.where, 160)),
                              cell(row.asset.empty() ? "–" : row.asset),
                              muted_cell(row.due ? day_words(*row.due) : "–"),
                              over ? strong_cell(std::to_string(days) + " d") : cell(""),
                              muted_cell(row.owner.empty() ? "–" : row.owner)});
    }
    return table;
}

TableBlock causes_of_findings(const Overview& overview) {
    TableBlock table;
    table.columns = {
        {"Cause", 2}, {"Open", 1, true}, {"Share", 1, true}, {"Median age", 1.2, true}, {"Fix known", 1.2, true}};
    for (const CauseCell& c : overview.causes)
        table.rows.push_back({strong_cell(std::string(words_of(c.cause))), cell(format_count(c.open)),
                              cell(fmt::format("{:.0f} %", 100 * c.share)),
                              cell(fmt::format("{:.0f} d", c.median_age_days)),
                              cell(c.automatable ? fmt::format("{:.0f} %", 100 * *c.automatable) : "–")});
    return table;
}

TableBlock phases_table(const Overview& overview) {
    TableBlock table;
    table.columns = {{"Phase", 2},
                     {"Score", 1, true},
                     {"Automated checks on", 1.6, true},
                     {"Open findings it could have caught", 2.4, true}};
    for (const PhaseCell& c : overview.phases)
        table.rows.push_back({strong_cell(std::string(words_of(c.phase))),
                              cell(c.score ? fmt::format("{:.0f}", *c.score) : "–"),
                              cell(fmt::format("{} of {}", c.checks_on, c.checks_all)), cell(format_count(c.open))});
    return table;
}

std::string change_words(std::int64_t now, std::int64_t before) {
    if (before == 0) return now == 0 ? "–" : "new";
    const double change = 100.0 * static_cast<double>(now - before) / static_cast<double>(before);
    return fmt::format("{}{:.0f} %", change < 0 ? "−" : "+", std::abs(change));
}

} // namespace

FigureRow figures_of(const Parts& parts) {
    const Overview& o = parts.overview;
    FigureRow figures;
    figures.figures = {{"Score", o.posture.score ? fmt::format("{:.0f}", *o.posture.score) : "–", "of 100",
                        points(o.posture.change) + " since " + day_words(parts.period.from)},
                       {"Open findings", format_count(o.open_total), "", signed_words(o.open_change) + " in 30 days"},
                       {"Overdue", format_count(o.deadlines.overdue), "",
                        o.deadlines.oldest.empty()
                            ? ""
                            : "oldest " + o.deadlines.oldest + ", " + plural(o.deadlines.oldest_days, "day", "days")},
                       {"Sources current", format_count(o.sources_current),
                        "of " + format_count(static_cast<std::int64_t>(o.sources.size())), ""}};
    return figures;
}

void add_summary(ReportDoc& doc, const Parts& parts) {
    const Overview& o = parts.overview;
    doc.blocks.emplace_back(HeadingBlock{1, "Summary", "summary"});
    doc.blocks.emplace_back(paragraph(lead_of(parts), true));
    doc.blocks.emplace_back(figures_of(parts));
    ChartBlock charts;
    charts.charts = {score_chart(o.posture), o.open_findings};
    charts.charts.back().title = "Open findings by severity";
    charts.height_mm = 58;
    doc.blocks.emplace_back(std::move(charts));
    doc.blocks.emplace_back(HeadingBlock{2, "Why the score moved", "causes"});
    doc.blocks.emplace_back(causes_table(o.posture));
    doc.blocks.emplace_back(HeadingBlock{2, "Fix dates", "deadlines"});
    doc.blocks.emplace_back(deadlines_table(o.deadlines));
    doc.blocks.emplace_back(HeadingBlock{2, "Compliance", "compliance"});
    doc.blocks.emplace_back(framework_bars(o));
}

void add_findings(ReportDoc& doc, const Parts& parts) {
    doc.blocks.emplace_back(HeadingBlock{1, "Findings", "findings"});
    doc.blocks.emplace_back(HeadingBlock{2, "Causes", "by-cause"});
    doc.blocks.emplace_back(causes_of_findings(parts.overview));
    doc.blocks.emplace_back(HeadingBlock{2, "Along the delivery cycle", "by-phase"});
    doc.blocks.emplace_back(phases_table(parts.overview));
    doc.blocks.emplace_back(HeadingBlock{2, "The worst that are open", "worst"});
    doc.blocks.emplace_back(findings_table(parts.worst, parts.period.to, "Nothing is open."));
    doc.blocks.emplace_back(HeadingBlock{2, "Past the fix date, oldest first", "overdue"});
    doc.blocks.emplace_back(findings_table(parts.overdue, parts.period.to, "Nothing is past its fix date."));
    const auto more = parts.overdue_count.findings - static_cast<std::int64_t>(parts.overdue.rows.size());
    if (more > 0)
        doc.blocks.emplace_back(paragraph(format_count(more) + " more are in the workspace: overdue:yes", false, true));
}

void add_attacks(ReportDoc& doc, const Parts& parts) {
    doc.blocks.emplace_back(HeadingBlock{1, "Attack activity", "attacks"});
    doc.blocks.emplace_back(paragraph(day_words(parts.attacks.shown.from) + " to " + day_words(parts.attacks.shown.to) +
                                          ", " + plural(parts.attacks.total, "event", "events") +
                                          " of the kinds that are watched.",
                                      false, true));
    ChartBlock chart;
    chart.charts.push_back(parts.attacks.chart);
    chart.height_mm = 70;
    doc.blocks.emplace_back(std::move(chart));
    doc.blocks.emplace_back(HeadingBlock{2, "What stood out", "flags"});
    TableBlock flags;
    flags.columns = {{"No", 0.5}, {"What", 3.4}, {"From, UTC", 1.6}, {"To, UTC", 1.6}, {"Why", 5}};
    flags.empty = "Nothing was unusual.";
    for (const AttackFlag& flag : parts.attacks.flags)
        flags.rows.push_back({strong_cell(std::to_string(flag.number)), cell(flag.text),
                              muted_cell(replace_all(format_rfc3339(flag.span.from).substr(0, 16), "T", " ")),
                              muted_cell(replace_all(format_rfc3339(flag.span.to).substr(0, 16), "T", " ")),
                              cell(flag.why)});
    doc.blocks.emplace_back(std::move(flags));
    doc.blocks.emplace_back(HeadingBlock{2, "By kind", "kinds"});
    TableBlock kinds;
    kinds.columns = {{"Kind", 3}, {"Events", 1, true}, {"Before", 1, true}, {"Change", 1, true}, {"Last, UTC", 1.6}};
    for (const KindTotal& kind : parts.attacks.totals)
        kinds.rows.push_back(
            {strong_cell(std::string(title_of(kind.kind))),
             cell(kind.collected ? format_count(kind.count) : "not collected"),
             muted_cell(kind.collected ? format_count(kind.previous) : "–"),
             cell(kind.collected ? change_words(kind.count, kind.previous) : "–"),
             muted_cell(kind.last ? replace_all(format_rfc3339(*kind.last).substr(0, 16), "T", " ") : "–")});
    doc.blocks.emplace_back(std::move(kinds));
    doc.blocks.emplace_back(HeadingBlock{2, "Where it came from", "attackers"});
    TableBlock from;
    from.columns = {{"Address", 3}, {"Mostly", 3}, {"Events", 1, true}};
    from.empty = "No address is known.";
    for (const TopValue& value : parts.attackers)
        from.rows.push_back({mono_cell(value.value.empty() ? "–" : value.value),
                             cell(std::string(title_of(value.main_kind))), cell(format_count(value.count))});
    doc.blocks.emplace_back(std::move(from));
}

void add_sources(ReportDoc& doc, const Parts& parts) {
    doc.blocks.emplace_back(HeadingBlock{1, "Sources", "sources"});
    TableBlock table;
    table.columns = {{"Source", 2.4},      {"State", 1.2},         {"Brings", 2.6},
                     {"Last import", 1.6}, {"Newest record", 1.6}, {"Records", 1, true}};
    table.empty = "Nothing was imported.";
    for (const SourceRow& row : parts.sources) {
        Cell state = cell(std::string(words_of(row.state)));
        state.mark = Cell::Mark::status;
        state.status = status_of(row.state);
        table.rows.push_back({strong_cell(row.name), std::move(state), cell(row.brings),
                              muted_cell(row.last ? moment_words(*row.last) : "–"),
                              muted_cell(row.last_data ? moment_words(*row.last_data) : "–"),
                              cell(format_count(row.records))});
    }
    doc.blocks.emplace_back(std::move(table));
    doc.blocks.emplace_back(HeadingBlock{1, "Imports", "imports"});
    doc.blocks.emplace_back(paragraph("Newest first. SHA-256 is of the file as it was imported.", false, true));
    TableBlock imports;
    imports.columns = {{"No", 0.6},   {"Imported, UTC", 1.5}, {"File", 2.4},
                       {"Tool", 1.1}, {"Records", 0.9, true}, {"SHA-256", 3.3}};
    imports.empty = "Nothing was imported.";
    for (const ImportRow& row : parts.imports.rows)
        imports.rows.push_back({muted_cell(std::to_string(row.id.value)),
                                muted_cell(replace_all(format_rfc3339(row.at).substr(0, 16), "T", " ")),
                                cell(elide(row.path, 160)), cell(row.tool),
                                cell(format_count(static_cast<std::int64_t>(row.records))), mono_cell(row.sha256)});
    if (!parts.imports.next.empty()) imports.rows.push_back({strong_cell("Older imports are in the workspace")});
    doc.blocks.emplace_back(std::move(imports));
}

void add_basis(ReportDoc& doc, const Parts& parts) {
    doc.blocks.emplace_back(HeadingBlock{1, "Basis and limits", "basis"});
    doc.blocks.emplace_back(
        paragraph("Made from what was imported into this workspace until " + moment_words(parts.period.to) +
                  ". No figure was typed in by hand; the same data and the same moment give the same document."));
    doc.blocks.emplace_back(
        paragraph("Open counts leave out findings that are informational, fixed, false positives, suppressed by "
                  "their tool, or accepted until a date that has not come. A finding is closed when a complete "
                  "scan of the same scope no longer sees it; a partial or failed scan closes nothing."));
    if (!parts.overview.posture.explanation.empty()) {
        doc.blocks.emplace_back(HeadingBlock{2, "How the score is calculated", "score"});
        doc.blocks.emplace_back(paragraph(parts.overview.posture.explanation));
    }
    std::string late;
    for (const SourceRow& row : parts.sources)
        if (row.state != Freshness::current) late += (late.empty() ? "" : ", ") + row.name;
    if (!late.empty())
        doc.blocks.emplace_back(paragraph("Not current, so that what they know may be old: " + late + "."));
}

void add_parts(Snapshot& snapshot, const Parts& parts) {
    snapshot.add(parts.period.from);
    snapshot.add(parts.period.to);
    const Overview& o = parts.overview;
    snapshot.add(o.posture.score ? fmt::format("{:.6f}", *o.posture.score) : "none");
    for (const ScoreCause& cause : o.posture.causes) {
        snapshot.add(cause.text);
        snapshot.add(fmt::format("{:.6f}", cause.points));
    }
    for (const std::int64_t n : o.open_by_severity)
        snapshot.add(n);
    for (const FrameworkBar& bar : o.frameworks) {
        snapshot.add(bar.id);
        for (const std::int64_t n : bar.counts)
            snapshot.add(n);
    }
    for (const ChartSeries& series : parts.attacks.chart.series) {
        snapshot.add(series.id);
        for (const double y : series.y)
            snapshot.add(static_cast<std::int64_t>(std::isnan(y) ? -1 : y));
    }
    for (const FindingsPage* page : {&parts.worst, &parts.overdue})
        for (const FindingRow& row : page->rows) {
            snapshot.add(row.id.value);
            snapshot.add(row.title);
            snapshot.add(row.due);
        }
    for (const TopValue& value : parts.attackers) {
        snapshot.add(value.value);
        snapshot.add(value.count);
    }
    for (const ImportRow& row : parts.imports.rows)
        snapshot.add(row.sha256);
}

} // namespace parapet::views::posture_report
