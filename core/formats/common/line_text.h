#pragma once
// Lines of logs as text: what must be cleaned before it is shown or stored.

#include <string>
#include <string_view>

namespace parapet {

// Any byte beyond printable ASCII and white space?
[[nodiscard]] bool has_odd_bytes(std::string_view bytes);

// The same at speed, for a whole chunk of lines; may also say yes for tabs and carriage returns.
[[nodiscard]] bool may_have_odd_bytes(std::string_view bytes);

// Without ANSI escape sequences, as valid UTF-8.
[[nodiscard]] std::string cleaned_line(std::string_view line);

} // namespace parapet
