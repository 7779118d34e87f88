#pragma once
// Which findings hold words one after the other in one of their texts. The index of words says only that they are
// there.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/id_set.h"

#include <string>
#include <vector>

namespace parapet {

// Of the candidates those that hold the words in their order; with `prefix`, the last may go on.
[[nodiscard]] Result<IdSet> only_in_sequence(Connection& db, const IdSet& candidates,
                                             const std::vector<std::string>& words, bool prefix);

} // namespace parapet
