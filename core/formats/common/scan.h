#pragma once
// A reader over one line: moves on only where something matched.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parapet {

[[nodiscard]] constexpr bool is_digit(char c) {
    return static_cast<unsigned char>(c - '0') < 10;
}
[[nodiscard]] constexpr bool is_alpha(char c) {
    return static_cast<unsigned char>((c | 0x20) - 'a') < 26;
}

// Does `text` begin with the literal? Inlined to a few compares: this is what a line of an auth.log costs.
template<std::size_t N>
[[nodiscard, gnu::always_inline]] inline bool starts(std::string_view text, const char (&literal)[N]) {
    return text.size() >= N - 1 && __builtin_memcmp(text.data(), literal, N - 1) == 0;
}
// The same, and takes it away.
template<std::size_t N>
[[gnu::always_inline]] inline bool take(std::string_view& text, const char (&literal)[N]) {
    if (!starts(text, literal)) return false;
    text.remove_prefix(N - 1);
    return true;
}
template<std::size_t N>
[[nodiscard, gnu::always_inline]] inline bool same(std::string_view text, const char (&literal)[N]) {
    return text.size() == N - 1 && __builtin_memcmp(text.data(), literal, N - 1) == 0;
}

class Scan {
public:
    explicit Scan(std::string_view text, std::size_t at = 0)
        : text_(text)
        , at_(at) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool ended() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    void skip(std::size_t n) { at_ += n; }

    bool take(char c) {
        if (peek() != c || ended()) return false;
        ++at_;
        return true;
    }
    bool take(std::string_view literal) {
        if (text_.compare(at_, literal.size(), literal) != 0) return false;
        at_ += literal.size();
        return true;
    }
    std::size_t spaces() {
        const std::size_t from = at_;
        while (peek() == ' ')
            ++at_;
        return at_ - from;
    }
    // `min` to `max` digits.
    bool number(std::size_t min, std::size_t max, int& out) {
        std::size_t n = 0;
        int value = 0;
        while (n < max && is_digit(peek(n)))
            value = value * 10 + (peek(n++) - '0');
        if (n < min) return false;
        at_ += n;
        out = value;
        return true;
    }

private:
    std::string_view text_;
    std::size_t at_;
};

// At most ten digits as a number, say a process id: false (and `out` as it was) for none, more or over 32 bits.
inline bool parse_u32(std::string_view digits, std::uint32_t& out) {
    if (digits.empty() || digits.size() > 10) return false;
    std::uint64_t value = 0;
    for (const char c : digits) {
        if (!is_digit(c)) return false;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (value > UINT32_MAX) return false;
    out = static_cast<std::uint32_t>(value);
    return true;
}

} // namespace parapet
