#pragma once
// Terrascan's report in any notation.

#include "core/formats/common/whole_report.h"

#include <functional>
#include <string_view>

namespace parapet::terrascan {

[[nodiscard]] Result<void> read(json::Value root, WholeReport& report);

// A field of a violation by its name: "rule_id", "severity", "file" ...
using Field = std::function<std::string(std::string_view name)>;
void read_violation(const Field& field, bool skipped, RawFinding& finding, WholeReport& report);

} // namespace parapet::terrascan
