#pragma once
// `change:4f2a91c`: findings that came with the scan of a commit.

#include "core/query/filter.h"
#include "core/store/sql.h"

namespace parapet {

// Which imports brought findings of which scopes: rows of (id before the first, id of the last, scope) whose scan names
// a commit that begins as the term says.
[[nodiscard]] SqlText scans_of_commit(const query::Term& term);

// The condition on `f` that it came with one of them.
[[nodiscard]] SqlText came_with_commit(const query::Term& term);

} // namespace parapet
