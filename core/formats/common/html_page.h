#pragma once
// Reports that are web pages.

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <string>

namespace parapet {

// The whole page as valid UTF-8, whatever its encoding.
[[nodiscard]] Result<std::string> html_page(Input& in, const Limits& limits);

} // namespace parapet
