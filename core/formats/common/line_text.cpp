#include "core/formats/common/line_text.h"

#include "core/base/text.h"

#include <cstddef>

namespace parapet {

namespace {

constexpr std::size_t k_block = 64; // a loop of known length: the compiler makes vectors of it

bool odd(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x7e || (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t');
}

std::size_t escape_size(std::string_view text) {
    if (text.size() < 2 || text[1] != '[') return 1;
    std::size_t n = 2;
    while (n < text.size() && (text[n] < 0x40 || text[n] > 0x7e))
        ++n;
    return n < text.size() ? n + 1 : n;
}

} // namespace

bool has_odd_bytes(std::string_view bytes) {
    std::size_t at = 0;
    for (; at + k_block <= bytes.size(); at += k_block) {
        const char* const p = bytes.data() + at;
        unsigned char found = 0;
        for (std::size_t i = 0; i < k_block; ++i)
            found = static_cast<unsigned char>(found | (odd(p[i]) ? 1 : 0));
        if (found != 0) return true;
    }
    for (; at < bytes.size(); ++at) {
        if (odd(bytes[at])) return true;
    }
    return false;
}

std::string cleaned_line(std::string_view line) {
    std::string plain;
    plain.reserve(line.size());
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == '\x1b') {
            at += escape_size(line.substr(at));
            continue;
        }
        plain += line[at++];
    }
    return is_valid_utf8(plain) && plain.find('\0') == std::string::npos ? plain : sanitize_utf8(plain);
}

} // namespace parapet
