#pragma once
// Addresses as log lines carry them: dotted quads at speed, everything else made canonical.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parapet {

// End of the canonical dotted quad (no leading zeros) that begins at `p`, or nullptr. Does not read at or past `end`.
[[nodiscard]] inline const char* scan_ipv4(const char* p, const char* end) {
    for (int octet = 0; octet < 4; ++octet) {
        if (octet != 0) {
            if (p == end || *p != '.') return nullptr;
            ++p;
        }
        unsigned value = 0;
        const char* const from = p;
        while (p != end && static_cast<unsigned char>(*p - '0') < 10 && p - from < 4)
            value = value * 10 + static_cast<unsigned>(*p++ - '0');
        if (p == from || p - from > 3 || value > 255 || (*from == '0' && p - from > 1)) return nullptr;
    }
    return p;
}

// Reads a decimal number without leading zeros up to 65535 at `p`; nullptr when there is none.
[[nodiscard]] inline const char* scan_port(const char* p, const char* end, std::uint16_t& port) {
    const char* const from = p;
    std::uint32_t value = 0;
    while (p != end && static_cast<unsigned char>(*p - '0') < 10 && p - from < 6)
        value = value * 10 + static_cast<std::uint32_t>(*p++ - '0');
    if (p == from || value > 65535 || (*from == '0' && p - from > 1)) return nullptr;
    port = static_cast<std::uint16_t>(value);
    return p;
}

// What an address or host name is made of, zone ids and brackets apart.
[[nodiscard]] inline bool is_address_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ':' ||
           c == '-' || c == '_' || c == '%';
}

using AddressBuffer = std::array<char, 64>;

// The canonical text of the address in `token`: brackets and zone id gone, ::ffff:a.b.c.d as a.b.c.d, IPv6 by
// RFC 5952. A dotted quad or a host name comes back as it is; views `token` or `buffer`. Text that is neither (a quad
// with leading zeros is octal for some readers, so it is no quad) comes back as it is too: see is_address.
[[nodiscard]] std::string_view canonical_address(std::string_view token, AddressBuffer& buffer);

// An IPv4 or IPv6 address, as against a host name.
[[nodiscard]] bool is_address(std::string_view text);

} // namespace parapet
