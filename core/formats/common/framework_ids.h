#pragma once
// Controls as tools write them beside a result: a framework's name in words of their own, and an id in it.

#include "core/model/finding.h"

#include <string>
#include <string_view>

namespace parapet::fields {

// The scheme of add_control for "NIST-800-53-Revision-5", "CIS-1.4", "PCI-4.0", "HIPAA", "pci", "iso" and the like; an
// unknown one is its own name in lower case.
[[nodiscard]] std::string framework_scheme(std::string_view framework);

// "sc_7_12", "ac-17", "AC-2(1)", "NIST.800-53.r5 AC-2(1)" as SP 800-53 writes them: "SC-7(12)", "AC-17".
[[nodiscard]] std::string nist_control(std::string_view id);

void add_framework_control(RawFinding& finding, std::string_view framework, std::string_view id);

} // namespace parapet::fields
