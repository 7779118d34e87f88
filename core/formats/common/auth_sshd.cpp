#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/scan.h"

namespace parapet {

namespace {

constexpr std::string_view k_preauth = " [preauth]";

// Marks the event as rendered by its rule's wording.
void rendered(EventView& event) {
    event.message = {};
}

bool plain(EventView& event, AuthRule rule) {
    set_rule(event, rule);
    return true;
}

// "invalid user NAME", "illegal user NAME", "<invalid username>" (Solaris), else a known name.
bool take_invalid(std::string_view& text) {
    return take(text, "invalid user ") || take(text, "illegal user ");
}

// Behind "Failed "; `clean`: nothing stands before it
bool failed(std::string_view text, bool clean, EventView& event, AuthScratch& scratch) {
    const bool password = take(text, "password for ");
    const bool publickey = !password && take(text, "publickey for ");
    if (!password && !publickey) {
        const std::size_t at = text.find(" for ");
        if (at == std::string_view::npos || text.substr(0, at).find(' ') != std::string_view::npos) return false;
        text.remove_prefix(at + 5);
    }
    const bool invalid = take(text, "invalid user ");
    const bool invalid_by_old_words = !invalid && (take(text, "illegal user ") || take(text, "<invalid username>"));
    Peer peer;
    if (!read_peer(text, Link::from, peer, scratch)) return false;
    take_peer(event, peer);
    if (password) {
        const bool unknown = invalid || invalid_by_old_words;
        set_rule(event, unknown ? AuthRule::sshd_failed_password_invalid_user : AuthRule::sshd_failed_password);
        if (clean && !invalid_by_old_words && peer.exact && peer.port != 0 && same(peer.tail, " ssh2")) rendered(event);
        return true;
    }
    if (invalid || invalid_by_old_words) return plain(event, AuthRule::sshd_failed_auth_invalid_user);
    if (!publickey) return plain(event, AuthRule::sshd_failed_auth);
    // Clients offer one key after the other: no verdict on the attempt yet.
    set_rule(event, AuthRule::sshd_failed_publickey);
    if (take(peer.tail, " ssh2: ")) {
        event.object = peer.tail;
        if (clean && peer.exact && peer.port != 0) rendered(event);
    }
    return true;
}

// Behind "Accepted "
bool accepted(std::string_view text, bool clean, EventView& event, AuthScratch& scratch) {
    if (take(text, "key ") && text.find(" found at ") != std::string_view::npos) {
        event.object = text.substr(0, text.find(" found at "));
        return plain(event, AuthRule::sshd_key_found);
    }
    const bool password = take(text, "password for ");
    const bool publickey = !password && take(text, "publickey for ");
    if (!password && !publickey) {
        const std::size_t at = text.find(" for ");
        if (at == std::string_view::npos || text.substr(0, at).find(' ') != std::string_view::npos) return false;
        text.remove_prefix(at + 5);
    }
    Peer peer;
    set_rule(event, password ? AuthRule::sshd_accepted_password
                             : (publickey ? AuthRule::sshd_accepted_publickey : AuthRule::sshd_accepted));
    if (!read_peer(text, Link::from, peer, scratch)) {
        event.user = text.substr(0, text.find(' ')); // "Accepted google_authenticator for root"
        return true;
    }
    take_peer(event, peer);
    const bool renders = clean && peer.exact && peer.port != 0;
    if (password && renders && same(peer.tail, " ssh2")) rendered(event);
    if (publickey && take(peer.tail, " ssh2: ")) {
        event.object = peer.tail;
        if (renders) rendered(event);
    }
    return true;
}

struct StateRules {
    AuthRule authenticating, invalid, user, preauth, bare;
};

// Behind "Connection closed by ", "Connection reset by " or "Disconnected from "; `words`: the wording is of these
// rules.
bool state(std::string_view text, const StateRules& rules, bool words, EventView& event, AuthScratch& scratch) {
    Peer peer;
    const bool authenticating = take(text, "authenticating user ");
    const bool invalid = !authenticating && take(text, "invalid user ");
    const bool illegal = !authenticating && !invalid && take(text, "illegal user ");
    const bool user = !authenticating && !invalid && !illegal && take(text, "user ");
    if (authenticating || invalid || illegal || user) {
        if (!read_peer(text, Link::space, peer, scratch)) return false;
        set_rule(event, authenticating ? rules.authenticating : (user ? rules.user : rules.invalid));
        take_peer(event, peer);
        if (words && !illegal && peer.exact && peer.port != 0 && peer.tail == (user ? std::string_view() : k_preauth))
            rendered(event);
        return true;
    }
    if (!read_address(text, peer, scratch.source)) return false;
    const bool preauth = peer.tail == k_preauth;
    set_rule(event, preauth ? rules.preauth : rules.bare);
    take_peer(event, peer);
    const bool same = preauth ? rules.preauth != rules.bare : peer.tail.empty();
    if (words && same && peer.exact && peer.port != 0) rendered(event);
    return true;
}

constexpr StateRules k_closed{AuthRule::sshd_closed_authenticating, AuthRule::sshd_closed_invalid_user,
                              AuthRule::sshd_closed, AuthRule::sshd_closed_preauth, AuthRule::sshd_closed};
constexpr StateRules k_disconnected{AuthRule::sshd_disconnected_authenticating,
                                    AuthRule::sshd_disconnected_invalid_user, AuthRule::sshd_disconnected_user,
                                    AuthRule::sshd_disconnected, AuthRule::sshd_disconnected};

// Behind "Connection "
bool connection(std::string_view text, bool clean, EventView& event, AuthScratch& scratch) {
    if (take(text, "closed by ")) {
        // "closed by user NAME ADDRESS": as closed, yet not its wording
        return state(text, k_closed, clean && !starts(text, "user "), event, scratch);
    }
    if (take(text, "reset by ")) return state(text, k_closed, false, event, scratch);
    Peer peer;
    if (!take(text, "from ") || !read_address(text, peer, scratch.source)) return false;
    set_rule(event, AuthRule::sshd_connection);
    take_peer(event, peer);
    if (!take(peer.tail, " on ")) return true;
    Peer own;
    if (!read_address(peer.tail, own, scratch.destination)) return true;
    event.destination_ip = own.source;
    event.destination_port = own.port;
    if (clean && peer.exact && own.exact && peer.port != 0 && own.port != 0 && own.tail.empty()) rendered(event);
    return true;
}

// Behind "Received disconnect from ": the client's own words follow the address.
bool received_disconnect(std::string_view text, bool clean, EventView& event, AuthScratch& scratch) {
    Peer peer;
    if (!read_address(text, peer, scratch.source)) return false;
    take_peer(event, peer);
    if (peer.tail.find("Auth fail") != std::string_view::npos)
        return plain(event, AuthRule::sshd_received_disconnect_auth_fail);
    const bool preauth = peer.tail.ends_with(k_preauth);
    set_rule(event, preauth ? AuthRule::sshd_received_disconnect_preauth : AuthRule::sshd_received_disconnect);
    const bool same = peer.tail == (preauth ? ":11: Bye Bye [preauth]" : ":11: disconnected by user");
    if (same && clean && peer.exact && peer.port != 0) rendered(event);
    return true;
}

// Behind "Invalid user " or "Illegal user "
bool invalid_user(std::string_view text, bool words, EventView& event, AuthScratch& scratch) {
    Peer peer;
    set_rule(event, AuthRule::sshd_invalid_user);
    if (!read_peer(text, Link::from, peer, scratch)) {
        event.user = text;
        return true;
    }
    take_peer(event, peer);
    if (words && peer.exact && peer.port != 0 && peer.tail.empty()) rendered(event);
    return true;
}

// Behind "Disconnecting"
bool disconnecting(std::string_view text, EventView& event, AuthScratch& scratch) {
    Peer peer;
    const bool too_many = text.find("Too many authentication failures") != std::string_view::npos;
    take(text, ":");
    take(text, " ");
    const bool invalid = take_invalid(text);
    if (invalid || take(text, "authenticating user ") || take(text, "user ")) {
        std::string_view who = text;
        if (const std::size_t reason = text.find(": "); reason != std::string_view::npos) who = text.substr(0, reason);
        if (read_peer(who, Link::space, peer, scratch)) take_peer(event, peer);
    } else if (const std::size_t at = text.find(" for "); too_many && at != std::string_view::npos) {
        event.user = text.substr(at + 5); // "Too many authentication failures for root [preauth]"
        if (event.user.ends_with(k_preauth)) event.user.remove_suffix(k_preauth.size());
        take(event.user, "invalid user ");
    }
    return plain(event, too_many
                            ? AuthRule::sshd_too_many_failures
                            : (invalid ? AuthRule::sshd_disconnected_invalid_user : AuthRule::sshd_protocol_error));
}

// Behind "User "
bool user_line(std::string_view text, EventView& event, AuthScratch& scratch) {
    const std::size_t why = text.rfind(" not allowed because ");
    if (why == std::string_view::npos) return false;
    Peer peer;
    const std::string_view who = text.substr(0, why);
    if (!read_peer(who, Link::from, peer, scratch)) {
        event.user = who;
        return plain(event, AuthRule::sshd_account_locked);
    }
    take_peer(event, peer);
    return plain(event, AuthRule::sshd_user_not_allowed);
}

// Behind "Postponed "
bool postponed(std::string_view text, EventView& event, AuthScratch& scratch) {
    const std::size_t at = text.find(" for ");
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + 5);
    const bool invalid = take_invalid(text);
    Peer peer;
    if (read_peer(text, Link::from, peer, scratch)) take_peer(event, peer);
    return plain(event, invalid ? AuthRule::sshd_postponed_invalid_user : AuthRule::sshd_postponed);
}

// Behind "PAM: " of an error: "Authentication failure for [illegal user ]root from example.com[ via 192.0.2.1]"
bool pam_error(std::string_view text, bool clean_error, EventView& event, AuthScratch& scratch) {
    const std::size_t at = text.find(" for ");
    if (at == std::string_view::npos) return false;
    const bool usual = starts(text, "Authentication failure for ");
    text.remove_prefix(at + 5);
    const bool invalid = take_invalid(text);
    const std::size_t via = text.rfind(" via ");
    Peer peer;
    if (!read_peer(text.substr(0, via), Link::from, peer, scratch)) return false;
    take_peer(event, peer);
    set_rule(event, invalid ? AuthRule::sshd_pam_error_invalid_user : AuthRule::sshd_pam_error);
    if (usual && !invalid && via == std::string_view::npos && peer.port == 0 && peer.tail.empty() && peer.exact &&
        clean_error) {
        rendered(event);
    }
    return true;
}

// Behind "maximum authentication attempts exceeded for "
bool max_attempts(std::string_view text, bool clean_error, EventView& event, AuthScratch& scratch) {
    const bool invalid = take_invalid(text);
    Peer peer;
    set_rule(event, AuthRule::sshd_max_attempts);
    if (!read_peer(text, Link::from, peer, scratch)) {
        event.user = text.substr(0, text.find(' '));
        return true;
    }
    take_peer(event, peer);
    if (clean_error && !invalid && peer.exact && peer.port != 0 && same(peer.tail, " ssh2 [preauth]")) rendered(event);
    return true;
}

bool root_refused(std::string_view text, bool clean, EventView& event, AuthScratch& scratch) {
    Peer peer;
    set_rule(event, AuthRule::sshd_root_login_refused);
    event.user = "root";
    if (!read_address(text, peer, scratch.source)) return true;
    event.source_ip = peer.source;
    event.source_port = peer.port;
    if (clean && peer.exact && peer.port != 0 && peer.tail == k_preauth) rendered(event);
    return true;
}

bool invalid_user_request(std::string_view text, bool clean, EventView& event) {
    set_rule(event, AuthRule::sshd_invalid_user_request);
    const bool invalid = take(text, "invalid user ");
    if (!invalid && !take(text, "illegal user ")) return false;
    const bool preauth = text.ends_with(k_preauth);
    if (preauth) text.remove_suffix(k_preauth.size());
    event.user = text;
    if (clean && invalid && preauth) rendered(event);
    return true;
}

} // namespace

bool match_sshd(std::string_view text, EventView& event, AuthScratch& scratch) {
    // Wordings hold for the whole message only.
    const bool whole = text.data() == event.message.data() && text.size() == event.message.size();
    char first = text.empty() ? '\0' : text.front();
    bool error = false, fatal = false, prefixed = false;
    if (first == 'e' || first == 'f' || first == 'd') {
        error = take(text, "error: ");
        fatal = !error && take(text, "fatal: ");
        prefixed = error || fatal || take(text, "debug1: ");
        first = text.empty() ? '\0' : text.front();
    }
    const bool clean = whole && !prefixed;
    switch (first) {
    case 'F':
        if (take(text, "Failed ") && failed(text, clean, event, scratch)) return true;
        break;
    case 'I':
        if (take(text, "Invalid user ")) return invalid_user(text, clean, event, scratch);
        if (take(text, "Illegal user ")) return invalid_user(text, false, event, scratch);
        break;
    case 'C':
        if (take(text, "Connection ") && connection(text, clean, event, scratch)) return true;
        break;
    case 'D':
        if (take(text, "Disconnected from ") && state(text, k_disconnected, clean, event, scratch)) return true;
        if (take(text, "Disconnecting")) return disconnecting(text, event, scratch);
        break;
    case 'R':
        if (take(text, "Received disconnect from ") && received_disconnect(text, clean, event, scratch)) return true;
        if (take(text, "ROOT LOGIN REFUSED FROM ")) return root_refused(text, clean, event, scratch);
        break;
    case 'A':
        if (take(text, "Accepted ") && accepted(text, clean, event, scratch)) return true;
        break;
    case 'U':
        if (take(text, "User ") && user_line(text, event, scratch)) return true;
        break;
    case 'P':
        if (take(text, "Postponed ") && postponed(text, event, scratch)) return true;
        if (error && take(text, "PAM: ") && pam_error(text, whole, event, scratch)) return true;
        break;
    case 'i':
        if (take(text, "input_userauth_request: ") && invalid_user_request(text, clean, event)) return true;
        break;
    case 'm':
        if (take(text, "maximum authentication attempts exceeded for "))
            return max_attempts(text, whole && error, event, scratch);
        break;
    default:
        break;
    }
    return match_sshd_talk(text, clean, whole && fatal, event, scratch);
}

} // namespace parapet
