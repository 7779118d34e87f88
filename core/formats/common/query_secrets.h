#pragma once
// Requests carry what nobody should keep: passwords, tokens and session ids in queries, names with passwords in
// addresses. Their values are masked before an event is stored; what is left is enough to know them again.

#include <string>
#include <string_view>

namespace parapet {

// `text` itself when it holds no secret, else `buffer`, which becomes the masked text. Knows name=value, also encoded
// within another value, "Authorization: …" and user:password@host.
[[nodiscard]] std::string_view without_secrets(std::string_view text, std::string& buffer);

// Does a parameter of that name ("access_token", "user[password]", "PHPSESSID") hold a secret?
[[nodiscard]] bool is_secret_name(std::string_view name);

} // namespace parapet
