#pragma once
// What all of Wiz's formats have in common: its words of severity and state, and what a vulnerability of a package is.

#include "core/base/json.h"
#include "core/formats/common/dom_report.h"

#include <span>
#include <string_view>

namespace parapet::wiz {

[[nodiscard]] std::span<const fields::SeverityWord> severities();

// "RESOLVED" and "REJECTED", with the reason that was given.
void read_status(std::string_view status, std::string_view why, RawFinding& f);

// "CVE-2026-1 in shell 1.2", once rule and location are in their place.
void set_vulnerability_title(RawFinding& f, const Limits& limits);

// Score, exploits and the like of a vulnerability: the same names in the command line's report and in the API.
void read_risk(json::Value vulnerability, RawFinding& f);

} // namespace parapet::wiz
