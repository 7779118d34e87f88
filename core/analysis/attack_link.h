#pragma once
// Which attacks in telemetry go for which weaknesses.

#include "core/model/enums.h"

#include <optional>

namespace parapet {

// The kind of event that is an attack on this weakness (CWE 89: sql_injection); nullopt when logs do not show one.
[[nodiscard]] std::optional<EventKind> attack_on(int cwe);

} // namespace parapet
