#pragma once
// What Qualys' reports have in common: severities 1 to 5, and kinds of detections.

#include "core/formats/common/finding_fields.h"

#include <span>
#include <string_view>

namespace parapet {

// "1" ... "5"
[[nodiscard]] std::span<const fields::SeverityWord> qualys_severities();
// By level; what only informs ("Ig", "Info", "Information Gathered") is info whatever its level.
void set_qualys_severity(RawFinding& finding, std::string_view level, std::string_view type, ParseStats& stats);
// "Active", "Fixed", "Re-Opened", "New"
void set_qualys_status(RawFinding& finding, std::string_view status);
// "8.1 (AV:N/AC:H/...)" or a number.
void offer_qualys_cvss(fields::CvssPick& cvss, std::string_view text, std::string_view prefix);
// A QID as rule, with the tool's name of the check.
void set_qualys_rule(RawFinding& finding, std::string_view qid, std::string_view title, const Limits& limits);
// Vulnerability where it has a CVE.
void set_qualys_identity(RawFinding& finding, bool web);

} // namespace parapet
