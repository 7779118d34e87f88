#pragma once
// Files that people write by hand and name in a call: rules, expectations, mappings.

#include "core/base/result.h"
#include "core/jobs/job.h"

#include <cstddef>
#include <string>

namespace parapet {

// The whole file; "-" is standard input. Errors: those of FileInput::open; Errc::limit over `most_bytes`.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t most_bytes, JobContext& job);

} // namespace parapet
