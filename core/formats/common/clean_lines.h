#pragma once
// Texts that are read line by line, without holding them.

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace parapet {

// Each line without its newline and its number from 1, as valid UTF-8 without escape sequences (line_text.h). Ends with
// the first error of `line`, or of reading (limits.max_line_bytes).
[[nodiscard]] Result<void> each_clean_line(Input& in, const Limits& limits,
                                           const std::function<Result<void>(std::string_view, std::int64_t)>& line);

} // namespace parapet
