#pragma once
// One rule of a STIG checklist, whichever of the viewer's two formats it came in.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string_view>

namespace parapet::stig {

struct Rule {
    std::string_view group, id, version, title, group_title, severity, override_severity, justification;
    std::string_view discussion, check, fix, status, details, comments;
};

// Fills a finding whose place is set.
void fill(const Rule& rule, RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet::stig
