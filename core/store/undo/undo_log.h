#pragma once
// What an import does to rows that were there before it, kept until the next one, so that it can be taken back.
// Triggers write it, so that no table's writer has to think of it; rows that only came with the import are known by
// their numbers and cost nothing.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string_view>

namespace parapet {

// Within an import's transaction, before it writes. Imports of one `run` (files that were given together) are undone
// together; the first of a run clears what was kept of the run before.
[[nodiscard]] Result<void> begin_undo_log(Connection& db, std::string_view run, std::int64_t now_ns);
// When it has written all, its record in the journal too.
[[nodiscard]] Result<void> end_undo_log(Connection& db);

// Something else was written: the last import can no longer be taken back alone.
[[nodiscard]] Result<void> overtake_undo(Connection& db);

} // namespace parapet
