#include "core/formats/common/auth_rules.h"

#include "core/formats/common/auth_services.h"
#include "core/formats/common/netfilter.h"
#include "core/formats/common/scan.h"

#include <array>

namespace parapet {

namespace {

enum class Program : std::uint8_t { sshd, sudo, cron, other };

Program program_of(std::string_view name) {
    switch (name.size()) {
    case 4:
        if (same(name, "sshd")) return Program::sshd;
        if (same(name, "sudo")) return Program::sudo;
        if (same(name, "CRON") || same(name, "cron")) return Program::cron;
        break;
    case 5:
        if (same(name, "crond") || same(name, "CROND")) return Program::cron;
        break;
    case 9:
        if (same(name, "sshd-auth")) return Program::sshd;
        break;
    case 12:
        if (same(name, "sshd-session")) return Program::sshd;
        break;
    default:
        break;
    }
    return Program::other;
}

inline bool is_pam(std::string_view text) {
    const char first = text.empty() ? '\0' : text.front();
    if (first != 'p' && first != 'P' && first != '(') return false;
    return starts(text, "pam_") || starts(text, "PAM ") || starts(text, "(pam_");
}

// What some systems put before the message: Solaris' "[ID 800047 auth.info] ", a kernel's "kernel:[  970.699396]: ".
std::string_view without_prefix(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    if (starts(text, "[ID ")) {
        const std::size_t close = text.find("] ");
        if (close != std::string_view::npos && close < 64) text.remove_prefix(close + 2);
    } else if (starts(text, "kernel:")) {
        const std::size_t close = text.find(']');
        if (close != std::string_view::npos && close < 32) {
            text.remove_prefix(close + 1);
            while (text.starts_with(':') || text.starts_with(' '))
                text.remove_prefix(1);
        }
    }
    return text;
}

// Most lines of a system log can be told from a login by these.
bool may_be_login_words(std::string_view text) {
    return text.find("uth") != std::string_view::npos || text.find("ogin") != std::string_view::npos ||
           text.find("assword") != std::string_view::npos || text.find("logged in") != std::string_view::npos;
}

// "message repeated 5 times: [ WORDS]"
bool take_repeated(std::string_view& text, std::uint32_t& times) {
    Scan s(text);
    int n = 0;
    if (!s.take("message repeated ") || !s.number(1, 7, n) || !s.take(" times: [")) return false;
    std::string_view inner = s.rest();
    while (inner.starts_with(' '))
        inner.remove_prefix(1);
    if (inner.ends_with(']')) inner.remove_suffix(1);
    text = inner;
    times = n > 0 ? static_cast<std::uint32_t>(n) : 1;
    return true;
}

} // namespace

[[gnu::always_inline]] inline bool AuthMatcher::match_inner(std::string_view program, std::string_view message,
                                                            EventView& event) {
    switch (program_of(program)) {
    case Program::sshd: {
        if (message.empty()) break;
        const char first = message.front();
        const std::string_view text = first == ' ' || first == '[' || first == 'k' ? without_prefix(message) : message;
        if (is_pam(text)) return match_pam(program, text, event, scratch_);
        // "sshd(pam_unix)[1]: session opened ..." leaves PAM's words alone
        if ((first == 's' || first == 'a' || first == 'c' || is_digit(first)) &&
            match_pam(program, text, event, scratch_)) {
            return true;
        }
        return match_sshd(text, event, scratch_);
    }
    case Program::sudo:
        if (is_pam(message)) return match_pam(program, message, event, scratch_);
        if (match_sudo(message, event)) return true;
        set_rule(event, AuthRule::sudo_note);
        return true;
    case Program::cron:
        if (is_pam(message)) return match_pam("cron", message, event, scratch_);
        return match_cron(message, event);
    case Program::other:
        break;
    }
    if (message.find("SRC=") != std::string_view::npos && match_netfilter(message, event, scratch_)) return true;
    const std::string_view text = without_prefix(message);
    if (match_pam(program, text, event, scratch_) || match_service(program, text, event, scratch_)) return true;
    return !program.empty() && may_be_login_words(text) && match_login_words(text, event, scratch_);
}

bool AuthMatcher::match(std::string_view program, std::string_view message, EventView& event) {
    event.message = message;
    if (starts(message, "message repeated ")) return match_repeated(program, message, event);
    return match_inner(program, message, event);
}

bool AuthMatcher::match_repeated(std::string_view program, std::string_view message, EventView& event) {
    std::string_view inner = message;
    std::uint32_t times = 1;
    if (!take_repeated(inner, times)) return match_inner(program, message, event);
    event.message = inner;
    const bool known = match_inner(program, inner, event);
    event.message = message; // the words around it belong to the line
    event.count *= times;
    return known;
}

bool AuthMatcher::match_bare(std::string_view line, EventView& event) {
    static constexpr std::array<std::string_view, 33> k_sshd_heads{"Accepted ",
                                                                   "Failed password for ",
                                                                   "Failed publickey for ",
                                                                   "Failed keyboard-interactive",
                                                                   "Failed none for ",
                                                                   "Invalid user ",
                                                                   "Connection closed by ",
                                                                   "Connection reset by ",
                                                                   "Connection from ",
                                                                   "Disconnected from ",
                                                                   "Received disconnect from ",
                                                                   "Disconnecting ",
                                                                   "Disconnecting: ",
                                                                   "Did not receive identification string",
                                                                   "input_userauth_request: ",
                                                                   "Postponed ",
                                                                   "ROOT LOGIN REFUSED FROM ",
                                                                   "User ",
                                                                   "Unable to negotiate with ",
                                                                   "Bad protocol version ",
                                                                   "ssh_dispatch_run_fatal: ",
                                                                   "banner exchange: ",
                                                                   "kex_exchange_identification: ",
                                                                   "Starting session: ",
                                                                   "Authentication refused: ",
                                                                   "reverse mapping checking ",
                                                                   "refused connect from ",
                                                                   "Server listening on ",
                                                                   "Magic value check failed",
                                                                   "Address ",
                                                                   "maximum authentication attempts ",
                                                                   "Authentication tried for ",
                                                                   "drop connection #"};
    std::string_view text = without_prefix(line);
    event.message = line;
    if (is_pam(text)) return match_pam(starts(text, "PAM ") ? "sshd" : "", text, event, scratch_);
    std::string_view bare = text;
    for (const std::string_view prefix : {"error: ", "fatal: "}) {
        if (bare.starts_with(prefix)) bare.remove_prefix(prefix.size());
    }
    bool sshd = bare.starts_with("PAM: ") || bare.starts_with("userauth_");
    for (const std::string_view head : k_sshd_heads)
        sshd = sshd || bare.starts_with(head);
    if (sshd) {
        (void)match_sshd(text, event, scratch_);
        if (event.rule != k_auth_rules[static_cast<std::size_t>(AuthRule::sshd_other)].id ||
            bare.size() != text.size() || bare.starts_with("Starting session")) {
            return true;
        }
        const std::string_view message = event.message;
        event = {};
        event.message = message;
    }
    return (text.find("SRC=") != std::string_view::npos && match_netfilter(text, event, scratch_)) ||
           match_service({}, text, event, scratch_) || match_login_words(text, event, scratch_);
}

} // namespace parapet
