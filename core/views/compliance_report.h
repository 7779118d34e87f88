#pragma once
// The chapters of the compliance report. Part of core/views/reports/compliance.cpp.

#include "core/views/compliance.h"
#include "core/views/report_parts.h"

#include <map>

namespace parapet::views::compliance_report {

struct Numbers { // satisfied / applicable, reviewed / applicable, fresh / reviewed
    std::int64_t controls = 0, applicable = 0, met = 0, partly = 0, not_met = 0, assessed = 0;
    std::int64_t checks = 0, checks_current = 0;     // evaluated checks, and those with current evidence
    std::int64_t records = 0;                        // evidence items, each once
    std::int64_t met_before = 0, not_met_before = 0; // at the first month end of the trend
    std::string before;                              // "31 Dec 2025"
};
[[nodiscard]] Numbers numbers_of(const ComplianceView& view);

// Open findings first seen within 7, 30 and 90 days, and before that.
using OpenByAge = std::array<std::int64_t, 4>;
[[nodiscard]] Result<OpenByAge> open_by_age(const Workspace& workspace, const Scope& scope, std::stop_token stop);

void add_summary(ReportDoc& doc, const ComplianceView& view, const Numbers& numbers, const TimeRange& period,
                 const OpenByAge& open);
void add_controls(ReportDoc& doc, const ComplianceView& view);
void add_evidence(ReportDoc& doc, const ComplianceView& view); // per control
void add_checks(ReportDoc& doc, const ComplianceView& view);   // per rule, with its records
void add_attestations(ReportDoc& doc, const std::vector<Attestation>& said, Time as_of);
void add_exceptions(ReportDoc& doc, const FindingsPage& accepted);
void add_basis(ReportDoc& doc, const ComplianceView& view);
void add_view(Snapshot& snapshot, const ComplianceView& view);

[[nodiscard]] std::string control_anchor(const std::string& id);
[[nodiscard]] std::string check_anchor(const ControlRow& control, const ControlCheck& check);

} // namespace parapet::views::compliance_report
