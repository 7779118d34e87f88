#include "core/store/events/address.h"

#include <array>
#include <charconv>

namespace parapet::events {

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    if (text.size() < 7 || text.size() > 15) return std::nullopt;
    std::uint32_t address = 0, part = 0;
    unsigned digits = 0, parts = 0;
    for (const char c : text) {
        const auto digit = static_cast<unsigned>(static_cast<unsigned char>(c)) - '0';
        if (digit < 10) {
            if (digits != 0 && part == 0) return std::nullopt; // a leading zero
            part = part * 10 + digit;
            if (++digits > 3) return std::nullopt;
            continue;
        }
        if (c != '.' || digits == 0 || part > 255 || ++parts > 3) return std::nullopt;
        address = address << 8U | part;
        part = 0;
        digits = 0;
    }
    if (parts != 3 || digits == 0 || part > 255) return std::nullopt;
    return address << 8U | part;
}

std::string ipv4_text(std::uint32_t address) {
    std::array<char, 16> text{};
    char* p = text.data();
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        if (shift != 32) *p++ = '.';
        p = std::to_chars(p, text.data() + text.size(), (address >> (shift - 8)) & 0xFFU).ptr;
    }
    return {text.data(), p};
}

} // namespace parapet::events
