#pragma once
// YAML that a person wrote (rules, expectations), as a small tree in which every value knows its place. Bounded in
// size, depth and number of values; an alias is a copy and counts as one.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::yaml {

struct Bounds {
    std::size_t bytes = 256U << 10U;
    std::size_t depth = 16;
    std::size_t values = 50'000;
};

struct Member;

struct Value {
    enum class Kind : std::uint8_t { null, scalar, list, map } kind = Kind::null;
    std::string text;                  // of a scalar
    std::int64_t line = 1, column = 1; // where it begins
    std::int64_t text_column = 0;      // where a scalar's text begins on that line; 0: not there (block scalars)
    std::vector<Value> items;          // of a list
    std::vector<Member> members;       // of a map, in its order; keys are scalars, each once

    [[nodiscard]] const Value* find(std::string_view key) const; // null: not there
    [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
    [[nodiscard]] bool is_list() const { return kind == Kind::list; }
    [[nodiscard]] bool is_map() const { return kind == Kind::map; }
    // Errc::bad_argument at this value.
    [[nodiscard]] Error error(std::string what, std::string help = {}) const;
};

struct Member {
    Value key, value;
};

// One document; an empty one is null. Errc::malformed or limit, with line and column.
[[nodiscard]] Result<Value> parse(std::string_view text, const Bounds& bounds = {});

} // namespace parapet::yaml
