// What of a target deserves a close look, whatever the rules say: the cheap half of the gates.

#include "core/analysis/detection.h"

#include <array>
#include <cstdint>

namespace parapet {

namespace {

// 1: not in a harmless target. 2: '%', decided by what follows. 4: decided by its neighbours.
constexpr std::array<std::uint8_t, 256> k_target_class = [] {
    std::array<std::uint8_t, 256> t{};
    for (std::size_t c = 0; c < 256; ++c)
        t[c] = c <= 0x20 || c >= 0x7F;
    for (const char c : {'\'', '"', '<', '>', '(', ')', ';', '|', '`', '{', '}', '$', '*', '\\', '^', '#'})
        t[static_cast<unsigned char>(c)] = 1;
    t[static_cast<unsigned char>('%')] = 2;
    for (const char c : {'~', '!', '[', ']'})
        t[static_cast<unsigned char>(c)] = 4;
    return t;
}();

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = static_cast<char>(c | 0x20);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// What the escape at target[i] stands for; -1: it is none.
int escaped_byte(std::string_view target, std::size_t i) {
    if (i + 2 >= target.size() || target[i] != '%') return -1;
    const int high = nibble(target[i + 1]);
    const int low = nibble(target[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// UTF-8 that the decoder reads as another character: quotes of typographers, full-width letters, no-break spaces …
bool may_look_alike(int lead, int second) {
    switch (lead) {
    case 0xC2:
        return second == 0xA0;
    case 0xCA:
        return second == 0xB9;
    case 0xE0:
    case 0xE3:
        return second == 0x80;
    case 0xE2:
        return second == 0x80 || (second >= 0x91 && second <= 0x93);
    case 0xEF:
        return second >= 0xBB && second <= 0xBD;
    default:
        return false;
    }
}

// Is the escape at target[i] what a browser would have written? A letter, digit or dot needs no escape; a second %
// hides another one. An encoded & or ! is harmless seldom enough to deserve a look.
bool harmless_escape(std::string_view target, std::size_t i) {
    const int value = escaped_byte(target, i);
    if (value < 0) return false;
    if (value >= 0xC2) return value < 0xF5 && !may_look_alike(value, escaped_byte(target, i + 3));
    if (value >= 0x80) return value < 0xC0;
    constexpr std::string_view k_usual = " +,/:=?@[]";
    return value != 0 && k_usual.find(static_cast<char>(value)) != std::string_view::npos;
}

// "/~user" is a home page, "a[0]=" a list and an exclamation mark ends a sentence; "index.php~", "pas[s]wd" and "!-1"
// are none of these.
bool odd_neighbours(std::string_view target) {
    const auto at = [target](std::size_t i) { return i < target.size() ? target[i] : '\0'; };
    std::size_t marks = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (c == '~' && (i == 0 || target[i - 1] != '/')) return true;
        if (c == '!' && (++marks > 1 || at(i + 1) == '=' || at(i + 1) == '-' || at(i + 1) == '[')) return true;
        const bool encoded = escaped_byte(target, i + 2) == 0x5D; // [s%5D
        if (c == '[' && (at(i + 2) == ']' || encoded)) {
            const char behind = at(i + (encoded ? 5 : 3));
            if (behind != '=' && behind != '[' && behind != '&' && behind != '%' && behind != '\0') return true;
        }
    }
    return false;
}

// "%5Bs%5Dwd": one character in encoded brackets, and more behind them.
bool brackets_a_letter(std::string_view target, std::size_t i) {
    if (escaped_byte(target, i) != 0x5B) return false;
    const bool encoded = escaped_byte(target, i + 4) == 0x5D;
    if (!encoded && (i + 4 >= target.size() || target[i + 4] != ']')) return false;
    const std::size_t behind = i + (encoded ? 7 : 5);
    return behind < target.size() && std::string_view("=[&%").find(target[behind]) == std::string_view::npos;
}

} // namespace

bool suspicious_characters(std::string_view target) {
    std::uint8_t seen = 0;
    char before = 0;
    for (const char c : target) {
        seen |= k_target_class[static_cast<unsigned char>(c)];
        seen |= static_cast<std::uint8_t>(c == '.' && (before == '.' || before == '/')); // "..", hidden files
        before = c;
    }
    // A path that goes on behind an &: no browser asks for it, a shell would run it.
    if (const std::size_t amp = target.find('&'); amp != std::string_view::npos && amp < target.find('?')) return true;
    if (seen < 2) return seen != 0;
    if ((seen & 1) != 0) return true;
    if ((seen & 4) != 0 && odd_neighbours(target)) return true;
    if ((seen & 2) == 0) return false;
    for (std::size_t i = target.find('%'); i != std::string_view::npos; i = target.find('%', i + 1))
        if (!harmless_escape(target, i) || brackets_a_letter(target, i)) return true;
    return false;
}

bool hides_base64(std::string_view target) {
    std::size_t at = target.find('?');
    std::string decoded;
    while (at != std::string_view::npos) {
        const std::size_t next = target.find('&', ++at);
        const std::string_view pair = target.substr(at, next == std::string_view::npos ? next : next - at);
        const std::size_t equals = pair.find('=');
        constexpr std::size_t k_shortest = 16; // see base64_text()
        if (equals != std::string_view::npos && pair.size() - equals > k_shortest &&
            detect::base64_text(pair.substr(equals + 1), decoded))
            return true;
        at = next;
    }
    return false;
}

} // namespace parapet
