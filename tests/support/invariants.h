#pragma once
// What must hold of every workspace, whatever was imported and decided in whatever order.

#include "core/store/workspace.h"

#include <string>

namespace parapet::test {

// "" when nothing contradicts anything; else what does, one line each.
[[nodiscard]] std::string contradictions(Workspace& workspace);

} // namespace parapet::test
