#pragma once
// Strict JSON (RFC 8259) checking that says where and what, for the documents that simdjson refuses without a place.

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace parapet::json {

// The first fault of the text: Errc::malformed (or Errc::limit over `max_depth`) with line, column (in bytes from 1)
// and offset. Success when the grammar holds.
[[nodiscard]] Result<void> check(std::string_view text, std::size_t max_depth);

// A copy in which what is legal JSON but cannot be held is replaced: lone surrogate escapes and \u0000 by \ufffd,
// numbers beyond 64 bits or double range by null, invalid UTF-8 by U+FFFD. `count` is raised for each.
[[nodiscard]] std::string repair(std::string_view text, std::size_t& count);

// Line (from 1), column (bytes, from 1) of an offset, put into `error`.
void set_place(Error& error, std::string_view text, std::size_t offset);

} // namespace parapet::json
