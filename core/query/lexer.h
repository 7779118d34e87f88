#pragma once
// Text of a filter -> tokens. Knows nothing of fields, so that it works for every domain.

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace parapet::query {

inline constexpr std::size_t k_max_query_bytes = 64U << 10;
inline constexpr int k_max_nesting = 64;

struct Value { // between the commas of a field
    std::string text;
    bool quoted = false;
    std::size_t from = 0, to = 0;
};

struct Token {
    enum class Kind : std::uint8_t { open, close, minus, op_or, op_and, field, word, phrase, end } kind = Kind::end;
    std::string text; // name of a field, the word, the phrase without quotes
    std::vector<Value> values;
    std::size_t from = 0, to = 0;
};

// Ends with a token of kind end.
[[nodiscard]] Result<std::vector<Token>> tokenize(std::string_view text);

// An error that points at byte `offset` of `text`.
[[nodiscard]] tl::unexpected<Error> fail_at(std::string_view text, std::size_t offset, std::string what,
                                            std::string help);

// Would the language read these characters as one bare value?
[[nodiscard]] bool is_bare_value(std::string_view text);

} // namespace parapet::query
