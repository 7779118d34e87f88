#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parapet {

// RFC 4648, standard alphabet, white space ignored; reads at most `max_bytes` of output. nullopt when it is no base64.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text, std::size_t max_bytes);

} // namespace parapet
