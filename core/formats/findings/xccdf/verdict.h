#pragma once
// The words of XCCDF for results and severities, wherever they stand.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string_view>

namespace parapet::xccdf {

struct Verdict {
    std::string_view word;
    CheckOutcome outcome;
    bool counted; // "notselected" and "informational" are not
};

// nullptr for a word that is not one of XCCDF's.
[[nodiscard]] const Verdict* verdict_of(std::string_view word);

void set_severity(RawFinding& finding, std::string_view word, ParseStats& stats);

} // namespace parapet::xccdf
