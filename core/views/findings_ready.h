#pragma once

#include "core/store/workspace.h"

#include <stop_token>

namespace parapet::views {

// Reads what groups, facets and counts of findings are made from, so that nobody waits for it later. Failure costs
// nothing: who asks first reads it then.
void make_findings_ready(const Workspace& workspace, const std::stop_token& stop);

} // namespace parapet::views
