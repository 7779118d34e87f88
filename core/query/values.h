#pragma once
// The values of a field -> terms.

#include "core/query/filter.h"
#include "core/query/lexer.h"

namespace parapet::query {

// Appends 1..n terms (a comparison of an enumeration gives several). `query` is for the place in errors.
[[nodiscard]] Result<void> add_terms(std::string_view query, const Field& field, const Value& value,
                                     std::vector<Term>& out);

} // namespace parapet::query
