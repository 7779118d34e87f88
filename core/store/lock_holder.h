#pragma once

#include <string>

namespace parapet {

// Who holds the write lock of a database in WAL mode: "parapet (process 4711)"; "" when it cannot be told.
[[nodiscard]] std::string lock_holder(const std::string& database);

} // namespace parapet
