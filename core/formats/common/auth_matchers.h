#pragma once
// The hand-written matchers behind auth_rules.h. Each gets the message of one line, with event.message set to it; it
// fills rule and fields, and clears event.message where the rule's wording renders the very same bytes again.

#include "core/formats/common/address.h"
#include "core/formats/common/auth_rule_table.h"
#include "core/model/event.h"

#include <string_view>

namespace parapet {

// Where canonical addresses live until the sink has taken the event.
struct AuthScratch {
    AddressBuffer source, destination;
};

[[nodiscard]] bool match_sshd(std::string_view message, EventView& event, AuthScratch& scratch);
// Behind "error: " and "fatal: ": `clean` and `clean_fatal` say whether nothing else stands before it.
[[nodiscard]] bool match_sshd_talk(std::string_view text, bool clean, bool clean_fatal, EventView& event,
                                   AuthScratch& scratch);
// "pam_unix(service:type): ..." and its older spellings; `program` decides what a session means.
[[nodiscard]] bool match_pam(std::string_view program, std::string_view message, EventView& event,
                             AuthScratch& scratch);
// The rest of what PAM's modules say, in their own words; never without a rule.
void match_pam_words(std::string_view text, bool sshd, EventView& event, AuthScratch& scratch);
[[nodiscard]] bool match_sudo(std::string_view message, EventView& event);
[[nodiscard]] bool match_cron(std::string_view message, EventView& event);

// "USER from ADDRESS port N" and "USER ADDRESS port N", with user names that try to look like the rest.
struct Peer {
    std::string_view user, source; // source is canonical
    std::uint16_t port = 0;
    std::string_view tail; // behind the port (or the address where there is none)
    bool exact = false;    // user, source and port render to the same bytes
};
enum class Link : std::uint8_t { from, space }; // what stands between user and address
// `text` begins with the user.
[[nodiscard]] bool read_peer(std::string_view text, Link link, Peer& out, AuthScratch& scratch);
// `text` begins with the address.
[[nodiscard]] bool read_address(std::string_view text, Peer& out, AddressBuffer& buffer);

inline void take_peer(EventView& event, const Peer& peer) {
    event.user = peer.user;
    event.source_ip = peer.source;
    event.source_port = peer.port;
}

} // namespace parapet
