#pragma once
// A report of HackerOne by the names of its export's columns, which the JSON and the CSV share.

#include "core/formats/common/finding_fields.h"

#include <functional>
#include <string>
#include <string_view>

namespace parapet {

using HackerOneCell = std::function<std::string(std::string_view key)>;
void read_hackerone_row(const HackerOneCell& cell, RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet
