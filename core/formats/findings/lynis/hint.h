#pragma once
// A warning or a suggestion of Lynis, from its report.dat or its screen.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string_view>

namespace parapet::lynis {

struct Hint {
    std::string_view id, text, details, solution;
    bool warning = false;
};

// Fills a finding whose place is set.
void fill(const Hint& hint, RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet::lynis
