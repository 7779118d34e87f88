#pragma once
// Patterns as people write them for names and paths.

#include <string_view>

namespace parapet {

// * any run of characters, ? one, all else itself without regard to case (ASCII). In linear time a pattern's star.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

} // namespace parapet
