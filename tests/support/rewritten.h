#pragma once
// The same report written differently: what must not change what it is about.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parapet::test {

struct Rewriting {
    std::uint64_t seed = 0;
    bool shuffle_results = false; // of arrays that are lists of results
    std::int64_t lines = 0;       // source code moved down by so many lines
};
// A JSON document with its keys in another order and other white space. Nothing when it is no JSON.
[[nodiscard]] std::optional<std::string> rewritten_json(std::string_view bytes, const Rewriting& how);
// Attributes and elements that are line numbers.
[[nodiscard]] std::string moved_xml(std::string_view bytes, std::int64_t lines);

} // namespace parapet::test
