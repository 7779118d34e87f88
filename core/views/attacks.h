#pragma once
// Attack activity as a picture: counts by kind over the range, the 90 days around it, what stands out (mock-up 03).

#include "core/views/chart_spec.h"
#include "core/views/events.h"

#include <string>
#include <vector>

namespace parapet::views {

enum class AttackStyle : std::uint8_t { stacked, lines, each_kind };

struct AttackRequest {
    Scope scope; // events domain
    AttackStyle style = AttackStyle::stacked;
    bool previous = true; // the total of the equally long span before it, dashed
    std::string zone = "UTC";
};
struct AttackFlag {
    int number = 0;
    EventKind kind{};
    TimeRange span{};
    double factor = 0; // times the usual; 0: out of a schedule or never seen before
    std::string text;  // "Malicious SQL, 7.4× usual"
    std::string why;   // with the numbers that were used
    std::string query; // for the events table
};
struct AttackActivity {
    ChartSpec chart;
    ChartSpec brush; // all of the 90 days before the range's end, by day
    std::vector<KindTotal> totals;
    std::vector<AttackFlag> flags; // worst first, numbered from 1
    std::int64_t total = 0;        // in the range, of the kinds shown
    Duration step{};
    TimeRange shown{};
};
[[nodiscard]] Result<AttackActivity> attack_activity(const Workspace&, const AttackRequest&, std::stop_token stop = {});

// Kinds in the order in which they are stacked and listed: access, account, web, system (design/ui.md section 2).
struct KindGroup {
    std::string_view title;
    std::vector<EventKind> kinds;
};
[[nodiscard]] const std::vector<KindGroup>& kind_groups();

// 7 rows (Monday first) of 24 hours.
[[nodiscard]] ChartSpec hour_of_week_chart(const std::array<std::int64_t, 168>& counts, const std::string& zone);

} // namespace parapet::views
