#pragma once
// Addresses as numbers.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parapet::events {

// "203.0.113.7" without leading zeros, else nullopt: an address that is written any other way stays text, so that it is
// written back as it was read.
[[nodiscard]] std::optional<std::uint32_t> parse_ipv4(std::string_view text);
[[nodiscard]] std::string ipv4_text(std::uint32_t address);

// An address as one number: 0 none; 1..2^32-1 the id of a text; from 2^32 an IPv4 address.
using AddressCode = std::uint64_t;
inline constexpr AddressCode k_ipv4_base = 1ULL << 32U;

} // namespace parapet::events
