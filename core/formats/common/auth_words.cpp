// The last resort: a line of a program nobody knows that says in plain words that a login failed or succeeded.

#include "core/base/text.h"
#include "core/formats/common/auth_services.h"
#include "core/formats/common/scan.h"

#include <array>
#include <string>

namespace parapet {

namespace {

constexpr std::size_t k_looked_at = 2048; // bytes of a line

constexpr std::array<std::string_view, 44> k_failed{
    "login failed",
    "failed login",
    "login failure",
    "login attempt failed",
    "login fail",
    "failed to log in",
    "unsuccessful login",
    "unsuccessful auth",
    "authentication failed",
    "authentication failure",
    "failed authentication",
    "authentication error",
    "auth failure",
    "auth-failure",
    "auth failed",
    "auth_failed",
    "authentication rejected",
    "authentication attempt",
    "authentication denied",
    "invalid username or password",
    "invalid user or password",
    "username or password is incorrect",
    "invalid credentials",
    "invalid login",
    "wrong password",
    "incorrect password",
    "bad password",
    "password mismatch",
    "failed password",
    "invalid password",
    "login denied",
    "login incorrect",
    "login_error",
    "invalid authentication",
    "failed to authenticate",
    "failed to validate user credentials",
    "not authenticated",
    "access denied for user",
    "failed sign-in",
    "bad credentials",
    "invalid admin token",
    "invalid totp",
    "login attempt from",
    "user not found\"",
};

constexpr std::array<std::string_view, 10> k_succeeded{
    "login successful",
    "successful login",
    "is now logged in",
    "auth-success",
    "authentication success",
    "authenticated successfully",
    "successfully authenticated",
    "login succeeded",
    "login permitted",
    "logged in from",
};

constexpr std::array<std::string_view, 16> k_address_keys{
    "rip=",       "rhost=", "remote_ip=", "remote_addr=", "remoteaddr=", "remip=", "oip=",   "ipaddress=",
    "client_ip=", "ip=",    "\"ip\":\"",  "client: ",     "ip address ", "ip: ",   " from ", "from: ",
};

constexpr std::array<std::string_view, 12> k_user_keys{
    "username=", "user=",        "for user ",       "username: ", "user: ",   "username ",
    "by user ",  "\"email\":\"", "\"username\":\"", "user ",      "account ", "login for ",
};

template<std::size_t N>
bool holds_any(const std::string& lower, const std::array<std::string_view, N>& phrases) {
    for (const std::string_view phrase : phrases) {
        if (lower.find(phrase) != std::string::npos) return true;
    }
    return false;
}

// The address at `at`, quotes, brackets and a port aside.
std::string_view address_at(std::string_view text, std::size_t at) {
    while (at < text.size() && (text[at] == '"' || text[at] == '\'' || text[at] == '[' || text[at] == '(' ||
                                text[at] == '<' || text[at] == ' '))
        ++at;
    std::size_t end = at;
    while (end < text.size() && is_address_char(text[end]))
        ++end;
    std::string_view token = text.substr(at, end - at);
    while (!token.empty() && (token.back() == '.' || token.back() == ':'))
        token.remove_suffix(1);
    if (is_address(token)) return token;
    const std::size_t colon = token.rfind(':');
    if (colon != std::string_view::npos && is_address(token.substr(0, colon))) return token.substr(0, colon);
    return {};
}

std::string_view find_address(std::string_view text, const std::string& lower) {
    for (const std::string_view key : k_address_keys) {
        for (std::size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
            if (const std::string_view found = address_at(text, at + key.size()); !found.empty()) return found;
        }
    }
    for (std::size_t at = 0; at < text.size() && at < k_looked_at; ++at) {
        const bool begins = (is_digit(text[at]) || text[at] == ':' || is_alpha(text[at])) &&
                            (at == 0 || !is_address_char(text[at - 1]));
        if (!begins) continue;
        if (const std::string_view found = address_at(text, at); !found.empty()) return found;
    }
    return {};
}

std::string_view find_user(std::string_view text, const std::string& lower) {
    for (const std::string_view key : k_user_keys) {
        const std::size_t found = lower.find(key);
        if (found == std::string::npos) continue;
        std::size_t at = found + key.size();
        if (at >= text.size()) continue;
        const char quote = text[at] == '`' ? '\'' : (text[at] == '[' ? ']' : (text[at] == '<' ? '>' : text[at]));
        std::size_t end = 0;
        if (quote == '"' || quote == '\'' || quote == ']' || quote == '>') {
            end = text.find(quote, ++at);
        } else if (key.ends_with("\":\"")) {
            end = text.find('"', at);
        } else {
            end = text.find_first_of(" ,;)]\"'", at);
        }
        const std::string_view user = text.substr(at, end == std::string_view::npos ? end : end - at);
        if (!user.empty() && user.size() < 256 && user != "from" && user != "or" && user != "and") return user;
    }
    return {};
}

const EventRule k_failed_rule{"words.login_failed", EventKind::login, Outcome::failure, Severity::low};
const EventRule k_succeeded_rule{"words.login", EventKind::login, Outcome::success, Severity::info};

} // namespace

std::array<EventRule, 2> login_word_rules() {
    return {k_failed_rule, k_succeeded_rule};
}

bool match_login_words(std::string_view message, EventView& event, AuthScratch& scratch) {
    const std::string_view text = message.substr(0, k_looked_at);
    const std::string lower = to_lower(text);
    const bool failed = holds_any(lower, k_failed);
    if (!failed && !holds_any(lower, k_succeeded)) return false;
    set_rule(event, failed ? k_failed_rule : k_succeeded_rule);
    if (const std::string_view address = find_address(text, lower); !address.empty()) {
        event.source_ip = canonical_address(address, scratch.source);
    }
    event.user = find_user(text, lower);
    return true;
}

} // namespace parapet
