#pragma once
// The search index against its tables, and built anew.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <string>
#include <vector>

namespace parapet {

// The texts by which a finding is found, each by itself: title, file, package, resource, rule, advisories, description.
[[nodiscard]] Result<std::vector<std::string>> words_of_finding(Connection& db, std::int64_t id);

// Builds the whole index from the tables, within the caller's transaction.
[[nodiscard]] Result<void> rebuild_search(Connection& db);

// How many words the index has wrong.
[[nodiscard]] Result<std::int64_t> count_wrong_words(Connection& db);

} // namespace parapet
