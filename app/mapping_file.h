#pragma once

#include "core/formats/common/report_mapping.h"

#include <string>

namespace parapet {

// --mapping FILE
[[nodiscard]] Result<ReportMapping> mapping_file(const std::string& path);

} // namespace parapet
