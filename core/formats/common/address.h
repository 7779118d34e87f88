#pragma once
// Addresses as log lines carry them: dotted quads at speed, everything else made canonical.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parapet {

// One octet without leading zeros; three bytes must be readable. nullptr when there is none.
[[nodiscard, gnu::always_inline]] inline const char* scan_octet(const char* p) {
    unsigned value = static_cast<unsigned char>(p[0] - '0');
    if (value > 9) return nullptr;
    unsigned digit = static_cast<unsigned char>(p[1] - '0');
    if (digit > 9) return p + 1;
    if (value == 0) return nullptr;
    value = value * 10 + digit;
    digit = static_cast<unsigned char>(p[2] - '0');
    if (digit > 9) return p + 2;
    return value * 10 + digit > 255 ? nullptr : p + 3;
}

// A dotted quad where 16 bytes can be read at `p`.
[[nodiscard, gnu::always_inline]] inline const char* scan_ipv4_padded(const char* p) {
    for (int dots = 0; dots < 3; ++dots) {
        p = scan_octet(p);
        if (p == nullptr || *p != '.') return nullptr;
        ++p;
    }
    p = scan_octet(p);
    return p == nullptr || static_cast<unsigned char>(*p - '0') < 10 ? nullptr : p;
}

// End of the canonical dotted quad (no leading zeros) that begins at `p`, or nullptr. Does not read at or past `end`.
[[nodiscard]] inline const char* scan_ipv4(const char* p, const char* end) {
    constexpr std::ptrdiff_t k_longest = 16; // "255.255.255.255" and what ends it
    if (end - p >= k_longest) return scan_ipv4_padded(p);
    std::array<char, 2 * k_longest> padded{};
    for (std::ptrdiff_t i = 0; i < end - p; ++i)
        padded[static_cast<std::size_t>(i)] = p[i];
    const char* const found = scan_ipv4_padded(padded.data());
    return found == nullptr ? nullptr : p + (found - padded.data());
}

// Reads a decimal number without leading zeros up to 65535 at `p`; nullptr when there is none.
[[nodiscard, gnu::always_inline]] inline const char* scan_port(const char* p, const char* end, std::uint16_t& port) {
    const char* const from = p;
    std::uint32_t value = 0;
    for (; p != end; ++p) {
        const unsigned digit = static_cast<unsigned char>(*p - '0');
        if (digit > 9) break;
        value = value * 10 + digit;
    }
    if (p == from || p - from > 5 || value > 65535 || (*from == '0' && p - from > 1)) return nullptr;
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
