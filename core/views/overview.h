#pragma once
// The first page: are we better or worse, why, what needs me today (design/ui.md section 8, mock-up 01).

#include "core/views/chart_spec.h"
#include "core/views/findings.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parapet::views {

// Where a figure leads: a page, its query.
struct Link {
    std::string page; // "findings", "attacks", "compliance", "sources"
    std::string query;
};

struct ScoreCause { // signed; the causes of a span sum to the change of the score
    std::string text;
    double points = 0;
    Link link;
};
struct PostureScore {
    std::optional<double> score; // nullopt: "not enough data" (fewer than 3 sources and less than 3 scans)
    double change = 0;           // over the range
    double best = 0;
    std::optional<Time> best_at;
    double target = 80;
    std::vector<std::pair<Time, double>> trend; // by day, 30 days
    std::vector<ScoreCause> causes;             // largest first
    std::string explanation;                    // how it is calculated, for the dialog
};
struct SinceItem {
    std::string icon; // "plus", "check", "alert", "flame", "branch"
    std::string strong, rest;
    Link link;
};
struct Deadlines {
    struct Row {
        Severity severity{};
        std::int64_t overdue = 0, due_soon = 0, later = 0;
    };
    std::int64_t overdue = 0, due_7d = 0;
    std::vector<Row> rows; // critical, high, medium
    std::string oldest;    // "CVE-2024-38819"
    std::int64_t oldest_days = 0;
    FindingId oldest_id{};
};
struct FrameworkBar {
    std::string id, title;
    std::array<std::int64_t, k_control_status_count> counts{}; // by ControlStatus
    double percent_met = 0;
    std::optional<double> change;
};
struct PhaseCell {
    Phase phase{};
    std::optional<double> score;
    double change = 0;
    std::int64_t checks_on = 0, checks_all = 0, open = 0;
};
struct CauseCell {
    Cause cause{};
    std::int64_t open = 0;
    double share = 0, median_age_days = 0;
    std::optional<double> automatable; // share with a known fixed version or remediation
    std::vector<double> trend;         // open by day, 30 days
};
enum class Freshness : std::uint8_t { current, behind, stopped, failed, never };
struct SourceLine {
    std::string name, kind; // kind: "findings", "events", "compliance"
    Freshness state = Freshness::current;
    std::optional<Time> last;
    std::string tool;
};
struct Overview {
    PostureScore posture;
    std::vector<SinceItem> since;
    Time since_at{};
    Deadlines deadlines;
    ChartSpec open_findings; // stacked bars by severity, daily
    std::array<std::int64_t, k_severity_count> open_by_severity{};
    std::int64_t open_total = 0, open_change = 0;
    ChartSpec attacks; // last 24 h per 15 min (or the range), band of the usual, flags
    struct Flag {
        int number;
        std::string text;
        Link link;
    };
    std::vector<Flag> flags;
    std::vector<FrameworkBar> frameworks;
    std::vector<PhaseCell> phases;
    std::vector<CauseCell> causes;
    std::vector<SourceLine> sources;
    std::int64_t sources_current = 0;
    struct Scans { // assets by kinds of scan (core/views/scan_coverage.h)
        std::int64_t clean = 0, findings = 0, partly = 0, failed = 0, never = 0;
    } scans;
    bool empty = true; // nothing imported yet: first run
};
[[nodiscard]] Result<Overview> overview(const Workspace&, const Scope&, const std::stop_token& stop = {});

} // namespace parapet::views
