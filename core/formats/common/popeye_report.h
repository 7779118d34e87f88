#pragma once
// A report of Popeye, whichever way it is written.

#include "core/formats/common/whole_report.h"

namespace parapet::popeye {

[[nodiscard]] Result<void> read(json::Value root, WholeReport& report);

} // namespace parapet::popeye
