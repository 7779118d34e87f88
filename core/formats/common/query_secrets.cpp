#include "core/formats/common/query_secrets.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

constexpr std::size_t k_max_name_bytes = 64;
constexpr std::size_t k_shortest_key = 16; // "key=AIza…", not "key=name"

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_alnum(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}
bool is_name(char c) {
    return is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '[' || c == ']' || c == '%';
}

// "user%5BPass-Word%5D" -> "userpassword"
std::string plain_name(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '%')
            i += 2;
        else if (is_alnum(name[i]))
            out += lower(name[i]);
    }
    return out;
}

// Where the parameter's name begins that ends at `end`: behind ?, & or what stands for them.
std::size_t name_start(std::string_view text, std::size_t end) {
    std::size_t at = end;
    while (at > 0 && end - at < k_max_name_bytes && is_name(text[at - 1])) {
        --at;
        // An encoded ? & / ; or = parts the name from what is before it.
        if (text[at] != '%' || at + 2 >= end) continue;
        const char high = text[at + 1];
        const char low = lower(text[at + 2]);
        if ((high == '3' && (low == 'f' || low == 'b' || low == 'd')) ||
            (high == '2' && (low == '6' || low == 'f' || low == '0')))
            return at + 3;
    }
    return at;
}

std::size_t value_end(std::string_view text, std::size_t at, bool nested) {
    while (at < text.size() && std::string_view("& \"'#;,<>").find(text[at]) == std::string_view::npos) {
        if (nested && text.compare(at, 3, "%26") == 0) break;
        ++at;
    }
    return at;
}

// "https://name:secret@host": where the secret is; empty when there is none. `at` is behind "://".
std::string_view userinfo_secret(std::string_view text, std::size_t at) {
    const std::size_t end = std::min(text.find_first_of("/ \"'?#&", at), text.size());
    const std::string_view authority = text.substr(at, end - at);
    const std::size_t sign = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (sign == std::string_view::npos || colon == std::string_view::npos || colon + 1 >= sign) return {};
    return authority.substr(colon + 1, sign - colon - 1);
}

// The next secret in text[from..]; empty when there is none.
std::string_view next_secret(std::string_view text, std::size_t from) {
    for (std::size_t i = from; i < text.size(); ++i) {
        const bool nested = text[i] == '%' && (text.compare(i, 3, "%3D") == 0 || text.compare(i, 3, "%3d") == 0);
        std::string_view value;
        if (text[i] == '=' || nested) {
            const std::size_t start = std::max(name_start(text, i), from);
            const std::string_view name = text.substr(start, i - start);
            const std::size_t first = i + (nested ? 3 : 1);
            value = text.substr(first, value_end(text, first, nested) - first);
            if (start > 0 && text[start - 1] == ';') value = value.substr(0, value.find_first_of("?/")); // of a path
            if (!is_secret_name(name) && !(iequals(name, "key") && value.size() >= k_shortest_key)) value = {};
        } else if (text[i] == ':' && text.compare(i, 3, "://") == 0) {
            value = userinfo_secret(text, i + 3);
        } else if (text[i] == ':' && i >= from + 13 && iequals(text.substr(i - 13, 13), "authorization")) {
            const std::size_t first = std::min(text.find_first_not_of(' ', i + 1), text.size());
            value = text.substr(first, std::min(text.find_first_of("\"\r\n", first), text.find("  ", first)) - first);
        }
        if (!value.empty()) return value;
    }
    return {};
}

} // namespace

bool is_secret_name(std::string_view name) {
    constexpr std::array<std::string_view, 17> k_anywhere{
        "password",  "passwd",        "passphrase", "passwort", "apikey",    "accesstoken",
        "authtoken", "authorization", "sessionid",  "sessid",   "accesskey", "privatekey",
        "secretkey", "clientsecret",  "credential", "bearer",   "otpcode"};
    constexpr std::array<std::string_view, 10> k_whole{"pass", "pwd",    "pw",  "auth", "session",
                                                       "sid",  "sessid", "jwt", "pin",  "otp"};
    constexpr std::array<std::string_view, 4> k_end{"token", "secret", "signature", "pwd"};
    const std::string plain = plain_name(name);
    const auto holds = [&plain](std::string_view part) { return plain.find(part) != std::string::npos; };
    const auto ends = [&plain](std::string_view part) { return plain.ends_with(part); };
    return std::any_of(k_anywhere.begin(), k_anywhere.end(), holds) ||
           std::find(k_whole.begin(), k_whole.end(), plain) != k_whole.end() ||
           std::any_of(k_end.begin(), k_end.end(), ends);
}

std::string_view without_secrets(std::string_view text, std::string& buffer) {
    std::string_view secret = next_secret(text, 0);
    if (secret.empty()) return text;
    std::string out;
    std::size_t copied = 0;
    while (!secret.empty()) {
        const auto at = static_cast<std::size_t>(secret.data() - text.data());
        out.append(text.substr(copied, at - copied)).append(mask_secret(secret));
        copied = at + secret.size();
        secret = next_secret(text, copied);
    }
    out.append(text.substr(copied));
    buffer = std::move(out);
    return buffer;
}

} // namespace parapet
