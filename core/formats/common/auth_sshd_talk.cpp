// What sshd says that is no verdict on anyone: refused, broken and odd connections, and its own state.

#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/auth_services.h"
#include "core/formats/common/scan.h"

namespace parapet {

namespace {

void rendered(EventView& event) {
    event.message = {};
}

bool plain(EventView& event, AuthRule rule) {
    set_rule(event, rule);
    return true;
}

// A rule with nothing but an address behind `head`.
bool with_address(std::string_view text, std::string_view head, AuthRule rule, EventView& event, AuthScratch& scratch) {
    const std::size_t at = text.find(head);
    Peer peer;
    if (at != std::string_view::npos && read_address(text.substr(at + head.size()), peer, scratch.source))
        take_peer(event, peer);
    return plain(event, rule);
}

bool refused_connect(std::string_view text, EventView& event, AuthScratch& scratch) {
    // "refused connect from NAME (ADDRESS)"
    const std::size_t open = text.rfind('(');
    Peer peer;
    if (open != std::string_view::npos && read_address(text.substr(open + 1), peer, scratch.source))
        take_peer(event, peer);
    return plain(event, AuthRule::sshd_connection_refused);
}

bool no_identification(std::string_view text, bool clean, EventView& event, AuthScratch& scratch) {
    constexpr std::size_t k_before_address = 43; // "Did not receive identification string from "
    Peer peer;
    set_rule(event, AuthRule::sshd_no_identification);
    if (text.size() > k_before_address && read_address(text.substr(k_before_address), peer, scratch.source)) {
        take_peer(event, peer);
    }
    if (clean && peer.exact && peer.port != 0 && peer.tail.empty()) rendered(event);
    return true;
}

} // namespace

bool match_sshd_talk(std::string_view text, bool clean, bool clean_fatal, EventView& event, AuthScratch& scratch) {
    if (starts(text, "Did not receive identification string")) return no_identification(text, clean, event, scratch);
    if (starts(text, "refused connect from ")) return refused_connect(text, event, scratch);
    if (starts(text, "reverse mapping checking ")) {
        return with_address(text, "[", AuthRule::sshd_reverse_mapping, event, scratch);
    }
    if (starts(text, "Address ") && text.find("POSSIBLE BREAK-IN") != std::string_view::npos) {
        return with_address(text, "Address ", AuthRule::sshd_reverse_mapping, event, scratch);
    }
    if (starts(text, "Timeout before authentication for ")) {
        Peer peer;
        set_rule(event, AuthRule::sshd_timeout);
        if (read_address(text.substr(34), peer, scratch.source)) take_peer(event, peer);
        if (peer.exact && peer.port != 0 && peer.tail.empty() && clean_fatal) rendered(event);
        return true;
    }
    if (starts(text, "Unable to negotiate"))
        return with_address(text, " with ", AuthRule::sshd_negotiation_failed, event, scratch);
    if (starts(text, "Bad protocol version")) {
        const std::size_t at = text.rfind(" from ");
        return with_address(at == std::string_view::npos ? text : text.substr(at), " from ",
                            AuthRule::sshd_bad_protocol, event, scratch);
    }
    if (starts(text, "banner exchange: Connection from ")) {
        Peer peer;
        set_rule(event, AuthRule::sshd_banner_invalid);
        if (read_address(text.substr(33), peer, scratch.source)) take_peer(event, peer);
        if (peer.exact && peer.port != 0 && same(peer.tail, ": invalid format") && clean) rendered(event);
        return true;
    }
    if (starts(text, "Magic value check failed")) {
        return with_address(text, " from ", AuthRule::sshd_magic_value, event, scratch);
    }
    if (starts(text, "Authentication refused: bad ownership")) return plain(event, AuthRule::sshd_bad_permissions);
    if (starts(text, "ssh_dispatch_run_fatal") || starts(text, "Read error from remote host") ||
        starts(text, "Bad packet length") || starts(text, "Corrupted MAC") ||
        starts(text, "kex_exchange_identification") || starts(text, "Protocol major versions differ") ||
        starts(text, "packet_") || starts(text, "padding error")) {
        return with_address(text, starts(text, "Read") ? " host " : " from ", AuthRule::sshd_protocol_error, event,
                            scratch);
    }
    if (starts(text, "Server listening on ") || starts(text, "Received signal ") || starts(text, "Exiting on signal")) {
        return plain(event, AuthRule::sshd_server);
    }
    return match_service_of("sshd", text, event, scratch) || plain(event, AuthRule::sshd_other);
}

} // namespace parapet
