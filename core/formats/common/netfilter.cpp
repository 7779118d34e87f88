#include "core/formats/common/netfilter.h"

#include "core/base/text.h"
#include "core/formats/common/scan.h"

#include <array>

namespace parapet {

namespace {

using K = EventKind;
using O = Outcome;
using S = Severity;

enum Index : std::size_t { blocked_in, blocked_out, blocked_through, allowed_out, packet };
constexpr std::array<EventRule, 5> k_rules{{
    {"netfilter.blocked", K::scan, O::blocked, S::low},
    {"netfilter.blocked_outgoing", K::outbound_connection, O::blocked, S::medium},
    {"netfilter.blocked_forwarding", K::scan, O::blocked, S::low},
    {"netfilter.outgoing", K::outbound_connection, O::allowed, S::info},
    {"netfilter.packet", K::other, O::unknown, S::info, true},
}};

// "SRC=" and its value up to a space; the first one, as those of the packet inside an ICMP error follow in brackets.
std::string_view value_of(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const char before = at == 0 ? ' ' : text[at - 1];
        if (before != ' ' && before != ']' && before != ':') continue;
        text.remove_prefix(at + name.size());
        return text.substr(0, text.find_first_of(" ]"));
    }
    return {};
}

std::uint16_t port_of(std::string_view digits) {
    std::uint32_t port = 0;
    return parse_u32(digits, port) && port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

bool says_any(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
        if (icontains(text, word)) return true;
    }
    return false;
}

} // namespace

std::span<const EventRule> netfilter_rules() {
    return k_rules;
}

bool match_netfilter(std::string_view message, EventView& event, AuthScratch& scratch) {
    const std::string_view source = value_of(message, "SRC="), destination = value_of(message, "DST=");
    if (source.empty() || destination.empty() || message.find(" LEN=") == std::string_view::npos) return false;
    // What the administrator's prefix says; `iptables -j LOG` itself gives no verdict.
    const std::string_view prefix = message.substr(0, std::min(message.find("IN="), message.size()));
    const bool blocked =
        says_any(prefix, {"block", "drop", "deny", "reject", "invalid", "spoof"}) || prefix.ends_with("-D]");
    const bool allowed = !blocked && says_any(prefix, {"allow", "accept", "audit"});
    const bool in = !value_of(message, "IN=").empty(), out = !value_of(message, "OUT=").empty();
    const bool outgoing = out && !in;
    Index rule = packet;
    if (blocked) {
        rule = outgoing ? blocked_out : (out ? blocked_through : blocked_in);
    } else if (outgoing) {
        rule = allowed_out;
    }
    set_rule(event, k_rules[rule]);
    if (allowed) event.outcome = O::allowed;
    if (is_address(source)) event.source_ip = canonical_address(source, scratch.source);
    if (is_address(destination)) event.destination_ip = canonical_address(destination, scratch.destination);
    event.source_port = port_of(value_of(message, "SPT="));
    event.destination_port = port_of(value_of(message, "DPT="));
    event.object = value_of(message, "PROTO=");
    return true;
}

} // namespace parapet
