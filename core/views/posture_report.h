#pragma once
// The chapters of the posture report. Part of core/views/reports/posture.cpp.

#include "core/views/attacks.h"
#include "core/views/imports.h"
#include "core/views/overview.h"
#include "core/views/report_parts.h"

namespace parapet::views::posture_report {

struct Parts {
    TimeRange period{};
    Overview overview;
    AttackActivity attacks;
    std::vector<TopValue> attackers;
    FindingsPage worst, overdue;
    FindingsCount overdue_count;
    std::vector<SourceRow> sources;
    ImportsPage imports;
};

[[nodiscard]] FigureRow figures_of(const Parts& parts);
void add_summary(ReportDoc& doc, const Parts& parts);
void add_findings(ReportDoc& doc, const Parts& parts);
void add_attacks(ReportDoc& doc, const Parts& parts);
void add_sources(ReportDoc& doc, const Parts& parts);
void add_basis(ReportDoc& doc, const Parts& parts);
void add_parts(Snapshot& snapshot, const Parts& parts);

} // namespace parapet::views::posture_report
