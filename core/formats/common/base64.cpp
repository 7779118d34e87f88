#include "core/formats/common/base64.h"

#include <cstdint>

namespace parapet {

namespace {

int value_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

} // namespace

std::optional<std::string> decode_base64(std::string_view text, std::size_t max_bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    bool padded = false;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        if (c == '=') {
            padded = true;
            continue;
        }
        const int value = value_of(c);
        if (value < 0 || padded) return std::nullopt;
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        if (out.size() >= max_bytes) break;
        out += static_cast<char>(bits >> static_cast<unsigned>(have) & 0xFFU);
    }
    return out;
}

} // namespace parapet
