#pragma once
// Files that are there whole or not at all.

#include "core/base/result.h"

#include <functional>
#include <string>
#include <string_view>

namespace parapet {

using ByteSink = std::function<Result<void>(std::string_view bytes)>;

// Calls `write` with a sink that writes beside the file (`path`.part) and renames it into place once all is written, so
// that a failure leaves what was there. Errors: those of `write`, or Errc::unreadable with the path and what to do.
[[nodiscard]] Result<void> write_whole_file(const std::string& path,
                                            const std::function<Result<void>(const ByteSink&)>& write);

} // namespace parapet
