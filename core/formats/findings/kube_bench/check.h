#pragma once
// One check of kube-bench, as its JSON has it and its JUnit XML repeats it.

#include "core/base/json.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string_view>

namespace parapet::kube_bench {

// Where the check stands: "API Server", "Control Plane Security Configuration", "master".
struct Section {
    std::string_view group, text, node;
};

// Fills a finding whose place is set.
void read_check(json::Value check, const Section& section, RawFinding& finding, ParseStats& stats,
                const Limits& limits);

} // namespace parapet::kube_bench
