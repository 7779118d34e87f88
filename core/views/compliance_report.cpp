#include "core/views/compliance_report.h"

#include "core/base/text.h"

#include <algorithm>
#include <set>

namespace parapet::views::compliance_report {
namespace {

std::int64_t count(const ComplianceView& view, ControlStatus status) {
    return view.counts[static_cast<std::size_t>(status)];
}

double first_of(const ChartSpec& trend, std::string_view id) {
    for (const ChartSeries& series : trend.series)
        if (series.id == id && !series.y.empty()) return series.y.front();
    return 0;
}

// What stands between it and "met", worst first.
std::vector<const ControlRow*> pressing(const ComplianceView& view) {
    std::vector<const ControlRow*> out;
    for (const ControlRow& control : view.controls)
        if (control.status == ControlStatus::not_satisfied || control.status == ControlStatus::partial)
            out.push_back(&control);
    std::stable_sort(out.begin(), out.end(), [](const ControlRow* a, const ControlRow* b) {
        if (a->status != b->status) return a->status == ControlStatus::not_satisfied;
        return a->findings > b->findings;
    });
    return out;
}

std::string lead_of(const ComplianceView& view, const Numbers& n) {
    std::string text = percent_words(n.met, n.applicable) + " of the applicable controls are met";
    if (n.met_before > 0) text += ", against " + percent_words(n.met_before, n.controls) + " on " + n.before;
    text += ". " + plural(n.not_met, "control is", "controls are") + " not met, " +
            plural(n.applicable - n.assessed, "control has", "controls have") + " not been assessed.";
    const auto worst = pressing(view);
    if (!worst.empty())
        text += " The most pressing is " + worst.front()->id + ", " + worst.front()->title + ": " +
                to_lower(worst.front()->reason.substr(0, 1)) + worst.front()->reason.substr(1) + ".";
    return text;
}

ChartSpec freshness_chart(const ComplianceView& view) {
    std::array<double, 4> counts{};
    std::set<std::string> seen;
    for (const ControlRow& control : view.controls)
        for (const ControlCheck& check : control.checks)
            if (seen.insert(check_anchor(control, check)).second) ++counts[static_cast<std::size_t>(check.freshness)];
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::bars;
    spec.title = "Checks by the age of their evidence";
    spec.time_axis = false;
    spec.categories = {"current", "due soon", "run out", "missing"};
    ChartSeries series;
    series.id = "checks";
    series.title = "Checks";
    for (std::size_t i = 0; i < counts.size(); ++i) {
        series.x.push_back(static_cast<double>(i));
        series.y.push_back(counts[i]);
    }
    spec.series.push_back(std::move(series));
    spec.alternative = "Checks by the age of their evidence";
    return spec;
}

ChartSpec age_chart(const OpenByAge& open) {
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::bars;
    spec.title = "Open findings by age";
    spec.time_axis = false;
    spec.categories = {"7 days", "30 days", "90 days", "older"};
    ChartSeries series;
    series.id = "findings";
    series.title = "Findings";
    for (std::size_t i = 0; i < open.size(); ++i) {
        series.x.push_back(static_cast<double>(i));
        series.y.push_back(static_cast<double>(open[i]));
    }
    spec.series.push_back(std::move(series));
    spec.alternative = "Open findings by days since they were first seen";
    return spec;
}

StatusBars family_bars(const ComplianceView& view) {
    StatusBars bars;
    bars.title = "Controls by family";
    for (const FamilyRow& family : view.families) {
        std::int64_t all = 0;
        for (const std::int64_t n : family.counts)
            all += n;
        const std::int64_t applicable = all - family.counts[static_cast<std::size_t>(ControlStatus::not_applicable)];
        bars.bars.push_back(
            {family.id, family.counts,
             percent_words(family.counts[static_cast<std::size_t>(ControlStatus::satisfied)], applicable)});
    }
    return bars;
}

TableBlock decisions(const ComplianceView& view) {
    TableBlock table;
    table.columns = {{"Control", 1}, {"Title", 2.6}, {"What was found", 5}, {"Findings", 0.9, true}, {"Since", 1.2}};
    table.empty = "No control is failing.";
    for (const ControlRow* control : pressing(view)) {
        if (table.rows.size() == 15) break;
        table.rows.push_back({strong_cell(control->id, control_anchor(control->id)), cell(control->title),
                              cell(control->reason), cell(format_count(control->findings)),
                              muted_cell(control->since ? day_words(*control->since) : "longer")});
    }
    return table;
}

TableBlock changes(const ComplianceView& view, Time from) {
    TableBlock table;
    table.columns = {{"Since", 1.2}, {"Control", 1}, {"Title", 2.8}, {"Status", 1.4}, {"Why", 4.4}};
    table.empty = "No control has changed its status in that time.";
    std::vector<const ControlRow*> changed;
    for (const ControlRow& control : view.controls)
        if (control.since && *control.since >= from) changed.push_back(&control);
    std::stable_sort(changed.begin(), changed.end(),
                     [](const ControlRow* a, const ControlRow* b) { return *a->since > *b->since; });
    for (const ControlRow* control : changed) {
        if (table.rows.size() == 20) break;
        table.rows.push_back({muted_cell(day_words(*control->since)),
                              strong_cell(control->id, control_anchor(control->id)), cell(control->title),
                              status_cell(control->status), cell(control->reason)});
    }
    return table;
}

} // namespace

Numbers numbers_of(const ComplianceView& view) {
    Numbers n;
    n.controls = static_cast<std::int64_t>(view.controls.size());
    n.met = count(view, ControlStatus::satisfied);
    n.partly = count(view, ControlStatus::partial);
    n.not_met = count(view, ControlStatus::not_satisfied);
    n.applicable = n.controls - count(view, ControlStatus::not_applicable);
    n.assessed = n.applicable - count(view, ControlStatus::not_assessed);
    std::set<std::string> checks, records;
    for (const ControlRow& control : view.controls)
        for (const ControlCheck& check : control.checks) {
            if (check.status != ControlStatus::not_assessed && checks.insert(check_anchor(control, check)).second) {
                ++n.checks;
                n.checks_current +=
                    check.freshness == EvidenceFreshness::current || check.freshness == EvidenceFreshness::due;
            }
            for (const EvidenceItem& item : check.evidence)
                records.insert(item.type + item.id);
        }
    n.records = static_cast<std::int64_t>(records.size());
    n.met_before = static_cast<std::int64_t>(first_of(view.trend, "satisfied"));
    n.not_met_before = static_cast<std::int64_t>(first_of(view.trend, "not_satisfied"));
    const auto ymd = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(view.as_of)};
    const std::chrono::sys_days first = (ymd.year() / ymd.month() / 1) - std::chrono::months(10);
    n.before = day_words(Time(first) - std::chrono::hours(1));
    return n;
}

Result<OpenByAge> open_by_age(const Workspace& workspace, const Scope& scope, std::stop_token stop) {
    constexpr std::array<const char*, 4> k_ages{"age:<=7d", "age:>7d age:<=30d", "age:>30d age:<=90d", "age:>90d"};
    OpenByAge out{};
    for (std::size_t i = 0; i < k_ages.size(); ++i) {
        FindingsRequest request;
        request.scope = scope;
        request.scope.filter = std::string("status:open,triaged,in_progress ") + k_ages[i];
        auto counted = findings_count(workspace, request, stop);
        if (!counted) return fail(std::move(counted.error()));
        out[i] = counted->findings;
    }
    return out;
}

std::string control_anchor(const std::string& id) {
    return "control-" + id;
}

std::string check_anchor(const ControlRow& control, const ControlCheck& check) {
    // Two kinds of check belong to one control alone.
    const bool own = check.rule == "finding.mapped" || check.rule == "attestation.control";
    return "check-" + check.rule + (own ? "-" + control.id : "");
}

void add_summary(ReportDoc& doc, const ComplianceView& view, const Numbers& n, const TimeRange& period,
                 const OpenByAge& open) {
    doc.blocks.emplace_back(HeadingBlock{1, "Summary", "summary"});
    ParagraphBlock lead;
    lead.text = lead_of(view, n);
    lead.lead = true;
    doc.blocks.emplace_back(std::move(lead));
    const bool compare = n.met_before > 0 || n.not_met_before > 0;
    const std::string since = " since " + n.before;
    FigureRow figures;
    figures.figures = {{"Controls met", format_count(n.met), "of " + format_count(n.applicable),
                        compare ? signed_words(n.met - n.met_before) + since
                                : percent_words(n.met, n.applicable) + " of the applicable"},
                       {"Not met", format_count(n.not_met), "",
                        compare ? signed_words(n.not_met - n.not_met_before) + since
                                : format_count(n.partly) + " more are partly met"},
                       {"Assessed", percent_words(n.assessed, n.applicable), "",
                        format_count(n.assessed) + " of " + format_count(n.applicable)},
                       {"Evidence current", percent_words(n.checks_current, n.checks), "",
                        format_count(n.checks_current) + " of " + format_count(n.checks) + " checks"}};
    doc.blocks.emplace_back(std::move(figures));
    ChartBlock trend;
    trend.charts.push_back(view.trend);
    trend.charts.front().title = "Controls by status, 12 months to " + day_words(view.as_of);
    trend.charts.front().subtitle.clear();
    trend.height_mm = 62;
    doc.blocks.emplace_back(std::move(trend));
    doc.blocks.emplace_back(family_bars(view));
    doc.blocks.emplace_back(HeadingBlock{2, "Needs a decision", "decisions"});
    doc.blocks.emplace_back(decisions(view));
    const Time from = period.to > period.from ? period.from : view.as_of - std::chrono::hours(24 * 90);
    doc.blocks.emplace_back(HeadingBlock{2, "What changed since " + day_words(from), "changes"});
    doc.blocks.emplace_back(changes(view, from));
    ChartBlock ages;
    ages.charts = {freshness_chart(view), age_chart(open)};
    ages.height_mm = 46;
    doc.blocks.emplace_back(HeadingBlock{2, "How old evidence and findings are", "ages"});
    doc.blocks.emplace_back(std::move(ages));
}

void add_view(Snapshot& snapshot, const ComplianceView& view) {
    snapshot.add(view.framework.id);
    snapshot.add(view.as_of);
    for (const ControlRow& control : view.controls) {
        snapshot.add(control.id);
        snapshot.add(static_cast<std::int64_t>(control.status));
        snapshot.add(control.reason);
        snapshot.add(control.since);
        snapshot.add(control.findings);
        for (const ControlCheck& check : control.checks) {
            snapshot.add(check.rule);
            snapshot.add(static_cast<std::int64_t>(check.status));
            snapshot.add(static_cast<std::int64_t>(check.freshness));
            snapshot.add(check.measured);
            snapshot.add(check.as_of);
            for (const EvidenceItem& item : check.evidence) {
                for (const std::string* text : {&item.type, &item.id, &item.source, &item.sha256, &item.summary})
                    snapshot.add(*text);
                snapshot.add(item.time);
            }
        }
    }
    for (const ChartSeries& series : view.trend.series)
        for (const double y : series.y)
            snapshot.add(static_cast<std::int64_t>(y));
}

} // namespace parapet::views::compliance_report
