#pragma once
// Lines of logs as text: what must be cleaned before it is shown or stored.

#include <string>
#include <string_view>

namespace parapet {

// Any byte beyond printable ASCII, tab, CR and LF? Quick: one pass over a chunk answers for all of its lines.
[[nodiscard]] bool has_odd_bytes(std::string_view bytes);

// Without ANSI escape sequences, as valid UTF-8.
[[nodiscard]] std::string cleaned_line(std::string_view line);

} // namespace parapet
