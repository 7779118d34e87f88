#pragma once
// Are the roll-ups what a recount of the stored events and the counters gives?

#include "core/base/result.h"
#include "core/store/connection.h"

#include <string>
#include <vector>

namespace parapet {

// One line for each table that is off, with what to do; empty when all agree. With `repair` (within a write
// transaction) the tables are written anew from the recount. Blocks that do not read are told and cannot be repaired.
[[nodiscard]] Result<std::vector<std::string>> check_event_rollups(Connection& db, bool repair);

} // namespace parapet
