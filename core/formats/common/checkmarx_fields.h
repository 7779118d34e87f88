#pragma once
// What Checkmarx's JSON reports of every age share.

#include "core/base/json.h"
#include "core/formats/common/whole_report.h"

#include <string>
#include <string_view>

namespace parapet::checkmarx {

// "Reflected_XSS_All_Clients" -> "Reflected XSS All Clients"
[[nodiscard]] std::string spaced(std::string_view name);
// Severity words in any case: CRITICAL ... INFO, INFORMATION.
void read_severity(json::Value result, RawFinding& finding, WholeReport& report);
// "NOT_EXPLOITABLE" and "Not exploitable" are suppressed; "FIXED" is passed.
void read_state(json::Value result, RawFinding& finding);
// The last node of a data flow is the place, the others stand beside it.
void read_nodes(json::Value nodes, RawFinding& finding, const Limits& limits);
// "Maven-com.thoughtworks.xstream:xstream-1.4.5": package, version and ecosystem.
void read_package(std::string_view identifier, RawFinding& finding);

} // namespace parapet::checkmarx
