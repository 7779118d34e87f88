#pragma once
// A control of InSpec, Chef Audit, cinc-auditor and HDF with its results: one check, one record.

#include "core/base/json.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

namespace parapet::inspec {

// Fills a finding whose place is set. `status`: what the control itself says, where it does (logs, json-min).
void read_control(json::Value control, std::string_view status, RawFinding& finding, ParseStats& stats,
                  const Limits& limits);

} // namespace parapet::inspec
