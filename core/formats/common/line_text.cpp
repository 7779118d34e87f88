#include "core/formats/common/line_text.h"

#include "core/base/text.h"

#include <algorithm>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace parapet {

namespace {

// Vertical tab and form feed pass with the white space.
bool odd(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x7e || (byte < 0x20 && (byte < '\t' || byte > '\r'));
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
    return std::any_of(bytes.begin(), bytes.end(), odd);
}

bool may_have_odd_bytes(std::string_view bytes) {
    std::size_t at = 0;
#ifdef __SSE2__
    // Signed: bytes from 0x80 on are less than a space.
    constexpr std::size_t k_block = 64;
    const __m128i below_space = _mm_set1_epi8(0x1f), newline = _mm_set1_epi8('\n');
    for (; at + k_block <= bytes.size(); at += k_block) {
        __m128i good = _mm_set1_epi8(-1);
        for (std::size_t i = 0; i < k_block; i += sizeof(__m128i)) {
            const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at + i));
            good = _mm_and_si128(good, _mm_or_si128(_mm_cmpgt_epi8(v, below_space), _mm_cmpeq_epi8(v, newline)));
        }
        if (_mm_movemask_epi8(good) != 0xffff) return true;
    }
#endif
    return has_odd_bytes(bytes.substr(at));
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
