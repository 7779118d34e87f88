// PAM's own lines. They stand in the log of the service that asked, next to that service's own verdict: for sshd they
// are of kind ssh, as its "Failed password" is the one line that counts; for services that say nothing themselves they
// are the login.

#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/scan.h"

namespace parapet {

namespace {

enum class Service : std::uint8_t { sshd, sudo, cron, su, background, other };

Service service_of(std::string_view name) {
    if (name.starts_with("sshd")) return Service::sshd;
    if (name == "sudo" || name == "sudo-i") return Service::sudo;
    if (name == "cron" || name == "crond" || name == "CRON" || name == "atd") return Service::cron;
    if (name == "su" || name == "su-l") return Service::su;
    // Sessions that nobody logged in to.
    if (name == "gdm-launch-environment" || name.ends_with("-greeter") || name == "systemd-user" ||
        name == "polkit-1" || name == "runuser" || name == "runuser-l" || name == "systemd") {
        return Service::background;
    }
    return Service::other;
}

bool plain(EventView& event, AuthRule rule) {
    set_rule(event, rule);
    return true;
}

std::string_view rtrim(std::string_view text) {
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

void take_source(EventView& event, std::string_view text, AuthScratch& scratch) {
    text = rtrim(text);
    if (!text.empty()) event.source_ip = canonical_address(text, scratch.source);
}

// "logname=A uid=0 euid=0 tty=T ruser=R rhost=H  user=U". R and U are the client's words and may look like the rest:
// the user is what stands behind the first " user=", the host what stands behind the last " rhost=" before it.
void take_fields(std::string_view text, Service service, EventView& event, AuthScratch& scratch) {
    const std::size_t user_at = text.find(" user=");
    const std::string_view head = text.substr(0, user_at);
    const std::string_view user =
        user_at == std::string_view::npos ? std::string_view() : rtrim(text.substr(user_at + 6));
    const std::size_t host_at = head.rfind(" rhost=");
    const std::size_t ruser_at = head.find(" ruser=");
    if (host_at != std::string_view::npos) take_source(event, head.substr(host_at + 7), scratch);
    std::string_view ruser;
    if (ruser_at != std::string_view::npos && ruser_at + 7 <= std::min(host_at, head.size())) {
        ruser = rtrim(head.substr(ruser_at + 7, std::min(host_at, head.size()) - ruser_at - 7));
    }
    if ((service == Service::su || service == Service::sudo) && !ruser.empty() && !user.empty()) {
        event.user = ruser;
        event.target_user = user;
        return;
    }
    event.user = user.empty() ? ruser : user;
    // Kerberos names the user here; for others it is who the terminal belongs to, which sshd has none of.
    if (event.user.empty() && service == Service::sshd) {
        if (take(text, " logname=")) event.user = text.substr(0, text.find(' '));
    }
}

// "NAME by (uid=0)", "NAME(uid=0) by OTHER(uid=1000)"
void take_session(std::string_view text, Service service, EventView& event) {
    const std::size_t by = text.rfind(" by ");
    std::string_view user = rtrim(text.substr(0, by));
    std::string_view opener = by == std::string_view::npos ? std::string_view() : text.substr(by + 4);
    if (user.ends_with(')') && user.find('(') != std::string_view::npos) user = user.substr(0, user.rfind('('));
    opener = opener.substr(0, opener.find('('));
    if ((service == Service::sudo || service == Service::su) && !opener.empty()) {
        event.user = opener;
        event.target_user = user;
        return;
    }
    if (service == Service::sudo || service == Service::su) {
        event.target_user = user;
        return;
    }
    event.user = user;
}

bool opened(std::string_view text, Service service, EventView& event) {
    take_session(text, service, event);
    switch (service) {
    case Service::sshd:
        return plain(event, AuthRule::sshd_session_opened);
    case Service::sudo:
        return plain(event, AuthRule::sudo_session_opened);
    case Service::cron:
        return plain(event, AuthRule::cron_session_opened);
    case Service::background:
        set_rule(event, AuthRule::pam_note);
        event.counted_only = true;
        return true;
    default:
        return plain(event, AuthRule::pam_session_opened);
    }
}

bool closed(std::string_view text, Service service, EventView& event) {
    take_session(text, service, event);
    switch (service) {
    case Service::sshd:
        return plain(event, AuthRule::sshd_session_closed);
    case Service::sudo:
        return plain(event, AuthRule::sudo_session_closed);
    case Service::cron:
        return plain(event, AuthRule::cron_session_closed);
    case Service::background:
        set_rule(event, AuthRule::pam_note);
        event.counted_only = true;
        return true;
    default:
        return plain(event, AuthRule::pam_session_closed);
    }
}

bool failure(std::string_view fields, Service service, bool changing, EventView& event, AuthScratch& scratch) {
    take_fields(fields, service, event, scratch);
    if (changing) return plain(event, AuthRule::pam_password_refused);
    if (service != Service::sshd) return plain(event, AuthRule::pam_failure);
    return plain(event, event.user.empty() ? AuthRule::sshd_pam_failure_unknown_user : AuthRule::sshd_pam_failure);
}

// "2 more authentication failures; logname= ..."
bool more_failures(std::string_view text, Service service, EventView& event, AuthScratch& scratch) {
    Scan s(text);
    int n = 0;
    if (!s.number(1, 6, n) || !s.take(" more authentication failure")) return false;
    take_fields(s.rest(), service, event, scratch);
    event.count = n > 0 ? static_cast<std::uint32_t>(n) : 1;
    return plain(event, service == Service::sshd ? AuthRule::sshd_pam_more_failures : AuthRule::pam_more_failures);
}

bool words(std::string_view text, Service service, bool changing, EventView& event, AuthScratch& scratch) {
    if (take(text, "authentication failure;")) return failure(text, service, changing, event, scratch);
    if (take(text, "session opened for user ")) return opened(text, service, event);
    if (take(text, "session closed for user ")) return closed(text, service, event);
    if (take(text, "authentication success;")) {
        take_fields(text, service, event, scratch);
        return plain(event, service == Service::sshd ? AuthRule::sshd_pam_note : AuthRule::pam_success);
    }
    if (starts(text, "check pass; user unknown")) {
        return plain(event, service == Service::sshd ? AuthRule::sshd_pam_note : AuthRule::pam_unknown_user);
    }
    if (!text.empty() && is_digit(text.front()) && more_failures(text, service, event, scratch)) return true;
    match_pam_words(text, service == Service::sshd, event, scratch);
    return true;
}

// "NAME(OBJECT) by TAIL" where the wording's other words are those of `text`; both parts without brackets.
bool session_wording(std::string_view text, std::string_view tail, std::string_view& name, std::string_view& object) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(tail)) return false;
    const std::size_t close = text.size() - tail.size();
    if (close < open + 1) return false;
    name = text.substr(0, open);
    object = text.substr(open + 1, close - open - 1);
    return object.find(')') == std::string_view::npos;
}

// The layouts that fill real logs, to the byte. False: not one of them, nothing was changed.
bool exact_session(std::string_view text, EventView& event) {
    constexpr std::string_view k_by_root = ") by (uid=0)";
    std::string_view service = text.substr(0, 23);
    if (same(service, "pam_unix(sshd:session):") || same(service, "pam_unix(cron:session):") ||
        same(service, "pam_unix(sudo:session):")) {
        text.remove_prefix(23);
    } else {
        return false;
    }
    const bool sudo = service[10] == 'u', cron = service[9] == 'c';
    if (take(text, " session closed for user ")) {
        (sudo ? event.target_user : event.user) = text;
        set_rule(event, sudo ? AuthRule::sudo_session_closed
                             : (cron ? AuthRule::cron_session_closed : AuthRule::sshd_session_closed));
        event.message = {};
        return true;
    }
    if (!take(text, " session opened for user ")) return false;
    std::string_view name, object;
    if (!sudo) {
        if (!session_wording(text, k_by_root, name, object)) return false;
        set_rule(event, cron ? AuthRule::cron_session_opened : AuthRule::sshd_session_opened);
    } else {
        const std::size_t by = text.find("(uid=0) by ");
        if (by == std::string_view::npos) return false;
        const std::string_view target = text.substr(0, by);
        if (!session_wording(text.substr(by + 11), ")", name, object)) return false;
        event.target_user = target;
        set_rule(event, AuthRule::sudo_session_opened);
    }
    event.user = name;
    event.object = object;
    event.message = {};
    return true;
}

bool exact_failure(std::string_view text, EventView& event) {
    if (!take(text, "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost="))
        return false;
    const char* const end = text.data() + text.size();
    const char* const after = scan_ipv4(text.data(), end);
    if (after == nullptr) return false;
    const std::string_view tail(after, static_cast<std::size_t>(end - after));
    const bool named = tail.starts_with("  user=") && tail.size() > 7 && tail.back() != ' ';
    if (!named && tail != " ") return false;
    event.source_ip = text.substr(0, static_cast<std::size_t>(after - text.data()));
    if (named) event.user = tail.substr(7);
    set_rule(event, named ? AuthRule::sshd_pam_failure : AuthRule::sshd_pam_failure_unknown_user);
    event.message = {};
    return true;
}

} // namespace

bool match_pam(std::string_view program, std::string_view message, EventView& event, AuthScratch& scratch) {
    if (message.data() == event.message.data() && message.size() == event.message.size()) {
        if (exact_session(message, event) || exact_failure(message, event)) return true;
    }
    std::string_view text = message;
    std::string_view service = program;
    bool changing = false;
    if (take(text, "PAM ")) {
        if (!text.empty() && is_digit(text.front()) && more_failures(text, service_of(program), event, scratch))
            return true;
        return plain(event, service_of(program) == Service::sshd ? AuthRule::sshd_pam_note : AuthRule::pam_note);
    }
    if (take(text, "(pam_")) {
        const std::size_t close = text.find(") ");
        if (close == std::string_view::npos) return false;
        text.remove_prefix(close + 2);
    } else if (take(text, "pam_")) {
        const std::size_t colon = text.find(": ");
        if (colon == std::string_view::npos) return false;
        const std::string_view head = text.substr(0, colon);
        if (const std::size_t open = head.find('('); open != std::string_view::npos) {
            const std::string_view inside = head.substr(open + 1, head.find_last_of(')') - open - 1);
            const std::size_t type = inside.rfind(':');
            if (type != std::string_view::npos && type > 0) service = inside.substr(0, type);
            changing = inside.substr(type == std::string_view::npos ? 0 : type + 1) == "chauthtok";
        }
        text.remove_prefix(colon + 2);
    } else if (!starts(text, "authentication failure; logname=") && !starts(text, "session opened for user ") &&
               !starts(text, "session closed for user ") && !starts(text, "check pass; user unknown") &&
               (text.empty() || !is_digit(text.front()) ||
                text.find(" more authentication failure") == std::string_view::npos)) {
        return false; // "su(pam_unix)[1]: ..." leaves only these words
    }
    return words(text, service_of(service), changing, event, scratch);
}

} // namespace parapet
