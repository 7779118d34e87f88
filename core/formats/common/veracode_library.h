#pragma once
// What the reports of Veracode in XML have in common: the scan, the state of a flaw, a vulnerability of a component.

#include "core/base/time.h"
#include "core/formats/common/whole_report.h"

#include <array>
#include <optional>
#include <string_view>

namespace parapet::veracode {

inline constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"5", Severity::critical}, // "very high"
    {"4", Severity::high},
    {"3", Severity::medium},
    {"2", Severity::low},
    {"1", Severity::info}, // "very low"
    {"0", Severity::info},
}};

// "2020-06-01 10:02:01 UTC"
[[nodiscard]] std::optional<Time> time_of(std::string_view text);

// The scan, as the root element tells it.
void tell(xml::Node root, WholeReport& report);

// Fixed, or a mitigation that was accepted.
void read_state(xml::Node node, RawFinding& f);

// <vulnerability>, below its <component>
void read_vulnerability(xml::Node v, RawFinding& f, WholeReport& report);

} // namespace parapet::veracode
