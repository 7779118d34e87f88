#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/scan.h"

#include <algorithm>

namespace parapet {

namespace {

inline bool take_port(const char*& p, const char* end, std::uint16_t& port) {
    if (!starts({p, static_cast<std::size_t>(end - p)}, " port ")) return false;
    const char* const after = scan_port(p + 6, end, port);
    if (after == nullptr) return false;
    p = after;
    return true;
}

// The address at the head of `text` and, behind it, its port. Anything that ends in a space or ':' or the end.
[[gnu::noinline]] bool address_and_port(std::string_view text, Peer& out, AddressBuffer& buffer) {
    const char* const end = text.data() + text.size();
    const char* p = scan_ipv4(text.data(), end);
    out.exact = p != nullptr && (p == end || *p == ' ');
    if (out.exact) {
        out.source = text.substr(0, static_cast<std::size_t>(p - text.data()));
    } else {
        std::size_t n = 0;
        if (text.starts_with('[')) {
            n = text.find(']');
            if (n == std::string_view::npos) return false;
            ++n;
        } else {
            while (n < text.size() && is_address_char(text[n]))
                ++n;
            while (n > 0 && text[n - 1] == ':') // "from 192.0.2.1: 11: Bye Bye"
                --n;
        }
        if (n == 0) return false;
        const std::string_view token = text.substr(0, n);
        out.source = canonical_address(token, buffer);
        out.exact = out.source == token;
        p = text.data() + n;
    }
    out.port = 0;
    take_port(p, end, out.port);
    out.tail = {p, static_cast<std::size_t>(end - p)};
    return true;
}

// A user name may hold anything, also " from 192.0.2.1 port 22 ssh2". What sshd itself wrote stands last, except
// behind " ssh2: " (key fingerprints) and " ssh1: " (the client's own words), which it writes after the port.
[[gnu::noinline]] bool read_peer_slowly(std::string_view text, Link kind, Peer& out, AuthScratch& scratch) {
    const std::string_view link = kind == Link::from ? " from " : " ";
    const std::size_t cut = std::min(text.find(" ssh2: "), text.find(" ssh1: "));
    const std::string_view body = text.substr(0, cut);
    const std::string_view suffix = cut == std::string_view::npos ? std::string_view() : text.substr(cut);
    for (std::size_t at = body.rfind(link); at != std::string_view::npos;
         at = at == 0 ? at : body.rfind(link, at - 1)) {
        Peer peer;
        if (address_and_port(body.substr(at + link.size()), peer, scratch.source)) {
            const bool has_port = peer.port != 0;
            // Without " from " only an address with a port is one: "Connection closed by invalid user a b 192.0.2.1
            // port 1"
            if (has_port || link.size() > 1) {
                out = peer;
                out.user = body.substr(0, at);
                if (!suffix.empty()) out.tail = text.substr(static_cast<std::size_t>(peer.tail.data() - text.data()));
                return true;
            }
        }
        if (at == 0) break;
    }
    return false;
}

} // namespace

bool read_peer(std::string_view text, Link link, Peer& out, AuthScratch& scratch) {
    const char* const end = text.data() + text.size();
    const char* p = text.data();
    while (p != end && *p != ' ')
        ++p;
    const std::string_view user(text.data(), static_cast<std::size_t>(p - text.data()));
    const std::string_view rest = text.substr(user.size());
    const bool linked = link == Link::from ? starts(rest, " from ") : starts(rest, " ");
    const char* const address = p + (link == Link::from ? 6 : 1);
    const char* q = linked ? scan_ipv4(address, end) : nullptr;
    if (q == nullptr) return read_peer_slowly(text, link, out, scratch);
    out.source = {address, static_cast<std::size_t>(q - address)};
    if (!take_port(q, end, out.port)) return read_peer_slowly(text, link, out, scratch);
    out.tail = {q, static_cast<std::size_t>(end - q)};
    // Only what sshd writes may follow; else the name itself held these words.
    if (!out.tail.empty() && !starts(out.tail, " ssh2: ") && !same(out.tail, " ssh2") &&
        !same(out.tail, " [preauth]") && !same(out.tail, " ssh2 [preauth]")) {
        return read_peer_slowly(text, link, out, scratch);
    }
    out.user = user;
    out.exact = true;
    return true;
}

bool read_address(std::string_view text, Peer& out, AddressBuffer& buffer) {
    out.user = {};
    return address_and_port(text, out, buffer);
}

} // namespace parapet
