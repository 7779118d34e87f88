#include "core/base/json_scan.h"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace parapet::json {

namespace {

#if defined(__SSE2__)
struct Masks { // one bit a byte
    std::uint64_t quote = 0, backslash = 0, open = 0, close = 0;
};

Masks classify(const char* at) {
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i open = _mm_set1_epi8('{');
    const __m128i close = _mm_set1_epi8('}');
    const __m128i fold = _mm_set1_epi8(0x20); // '[' and ']' become '{' and '}'
    Masks m;
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i * 16));
        const __m128i folded = _mm_or_si128(bytes, fold);
        const auto bits = [i](__m128i equal) {
            return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(equal))) << (i * 16);
        };
        m.quote |= bits(_mm_cmpeq_epi8(bytes, quote));
        m.backslash |= bits(_mm_cmpeq_epi8(bytes, backslash));
        m.open |= bits(_mm_cmpeq_epi8(folded, open));
        m.close |= bits(_mm_cmpeq_epi8(folded, close));
    }
    return m;
}

// Bits of characters that a backslash before them escapes; `carry` goes from block to block. A run of backslashes
// escapes every second one of itself, so what counts is whether it began on an odd or an even place.
std::uint64_t find_escaped(std::uint64_t backslash, std::uint64_t& carry) {
    if (backslash == 0) {
        const std::uint64_t escaped = carry;
        carry = 0;
        return escaped;
    }
    constexpr std::uint64_t k_even = 0x5555555555555555ULL;
    backslash &= ~carry;
    const std::uint64_t follows = backslash << 1 | carry;
    const std::uint64_t odd_starts = backslash & ~k_even & ~follows;
    const std::uint64_t runs = odd_starts + backslash; // carries ripple through each run
    carry = runs < backslash ? 1 : 0;
    return (k_even ^ (runs << 1)) & follows;
}

// Every bit becomes the parity of the bits up to it: from a quote up to the next one.
std::uint64_t parity(std::uint64_t bits) {
    for (int shift = 1; shift < 64; shift <<= 1)
        bits ^= bits << shift;
    return bits;
}

int count_bits(std::uint64_t bits) { // few are set
    int n = 0;
    for (; bits != 0; bits &= bits - 1)
        ++n;
    return n;
}
#endif

bool ends_scalar(char c) {
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ':';
}

} // namespace

void ValueScan::start(char first) {
    kind_ = first == '{' || first == '[' ? Kind::container : first == '"' ? Kind::string : Kind::scalar;
    first_ = true;
    unicode_ = false;
    escaped_ = in_string_ = 0;
    depth_ = 0;
    open_string_ = 0;
}

std::size_t ValueScan::feed(std::string_view bytes) {
    switch (kind_) {
    case Kind::container:
        return feed_container(bytes);
    case Kind::string:
        return feed_string(bytes);
    case Kind::scalar:
        break;
    }
    return feed_scalar(bytes);
}

std::size_t ValueScan::feed_container(std::string_view bytes) {
    std::size_t at = 0;
#if defined(__SSE2__)
    for (; at + 64 <= bytes.size(); at += 64) {
        const Masks m = classify(bytes.data() + at);
        const std::uint64_t escaped = find_escaped(m.backslash, escaped_);
        for (std::uint64_t bits = escaped; bits != 0; bits &= bits - 1)
            unicode_ |= bytes[at + static_cast<std::size_t>(__builtin_ctzll(bits))] == 'u';
        const std::uint64_t quotes = m.quote & ~escaped;
        open_string_ = quotes == 0 && in_string_ != 0 ? open_string_ + 64 : 0;
        const std::uint64_t inside = parity(quotes) ^ in_string_;
        in_string_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
        std::uint64_t open = m.open & ~inside;
        std::uint64_t close = m.close & ~inside;
        const int closing = count_bits(close);
        if (depth_ > closing) { // cannot end in this block
            depth_ += count_bits(open) - closing;
            continue;
        }
        for (std::uint64_t both = open | close; both != 0; both &= both - 1) {
            const std::uint64_t lowest = both & (~both + 1);
            depth_ += (open & lowest) != 0 ? 1 : -1;
            if (depth_ == 0) return at + static_cast<std::size_t>(__builtin_ctzll(lowest)) + 1;
        }
    }
#endif
    return feed_bytes(bytes, at);
}

std::size_t ValueScan::feed_bytes(std::string_view bytes, std::size_t from) {
    for (std::size_t at = from; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (escaped_ != 0) {
            escaped_ = 0;
            unicode_ |= c == 'u';
        } else if (c == '\\') {
            escaped_ = 1;
        } else if (c == '"') {
            in_string_ = ~in_string_;
            open_string_ = 0;
        } else if (in_string_ != 0) {
            ++open_string_;
        } else if (c == '{' || c == '[') {
            ++depth_;
        } else if ((c == '}' || c == ']') && --depth_ == 0) {
            return at + 1;
        }
    }
    return npos;
}

std::size_t ValueScan::feed_string(std::string_view bytes) {
    std::size_t at = 0;
    if (first_) {
        first_ = false;
        at = 1; // the opening quote
    }
    for (; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (escaped_ != 0)
            escaped_ = 0;
        else if (c == '\\')
            escaped_ = 1;
        else if (c == '"')
            return at + 1;
    }
    open_string_ += bytes.size();
    return npos;
}

std::size_t ValueScan::feed_scalar(std::string_view bytes) const {
    for (std::size_t at = 0; at < bytes.size(); ++at)
        if (ends_scalar(bytes[at])) return at;
    return npos;
}

std::size_t count_newlines(std::string_view bytes, std::size_t& last) {
    std::size_t n = 0;
    std::size_t at = 0;
#if defined(__SSE2__)
    const __m128i newline = _mm_set1_epi8('\n');
    for (; at + 64 <= bytes.size(); at += 64) {
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 4; ++i) {
            const auto v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at + i * 16U));
            bits |=
                static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(v, newline))))
                << (i * 16U);
        }
        if (bits == 0) continue;
        n += static_cast<std::size_t>(count_bits(bits));
        last = at + 63 - static_cast<std::size_t>(__builtin_clzll(bits));
    }
#endif
    for (; at < bytes.size(); ++at) {
        if (bytes[at] != '\n') continue;
        ++n;
        last = at;
    }
    return n;
}

} // namespace parapet::json
