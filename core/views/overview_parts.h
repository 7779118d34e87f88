#pragma once
// Pieces of the Overview, each from facts to a view-model. Pure.

#include "core/analysis/posture.h"
#include "core/store/overview_queries.h"
#include "core/views/events.h"
#include "core/views/overview.h"

namespace parapet::views {

[[nodiscard]] PostureScore posture_score(const PostureTally& tally, std::int64_t stale_sources, Time now, Time before,
                                         bool enough_data);
[[nodiscard]] ChartSpec open_findings_chart(const PostureTally& tally);
[[nodiscard]] std::vector<CauseCell> cause_cells(const PostureTally& tally);
// Which automated checks of a phase have run in the last 30 days, by what scanned and what was heard.
[[nodiscard]] std::vector<PhaseCell> phase_cells(const PostureTally& tally, const std::vector<ScanClass>& scans,
                                                 const std::vector<KindTotal>& kinds, Time now);

struct DeadlineTally {
    std::array<Deadlines::Row, k_severity_count> rows{};
    std::int64_t oldest_due = 0, now = 0;
    std::string oldest;
    FindingId oldest_id{};
    void add(const NamedFinding& f);
    [[nodiscard]] Deadlines result() const;
};

} // namespace parapet::views
