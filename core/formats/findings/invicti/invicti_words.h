#pragma once
// Words that Invicti's JSON and XML have in common.

#include "core/formats/common/finding_fields.h"

#include <span>
#include <string_view>

namespace parapet {

[[nodiscard]] std::span<const fields::SeverityWord> invicti_severities();
// "16", "1035, 937"
void invicti_cwes(RawFinding& finding, std::string_view list);
// A classification by its key: "owasp" A5, "Nistsp80053" AC-22 ... Others are left out.
void invicti_class(RawFinding& finding, std::string_view key, std::string_view value);
// "Present, FalsePositive"
void invicti_state(RawFinding& finding, std::string_view state);

} // namespace parapet
