#include "core/store/search/words.h"

#include <vector>

namespace parapet {

namespace {

// U+00C0 to U+017F without their accents; '.' stays as it is, ' ' is no letter.
constexpr std::string_view k_latin = "aaaaaa.ceeeeiiii.nooooo ouuuuy..aaaaaa.ceeeeiiii.nooooo ouuuuy.y"
                                     "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.lllllll"
                                     "lllnnnnnnn..oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

// Text in a workspace is valid UTF-8; anything else is one byte between words.
Character read(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const auto follows = [&](std::size_t i) { return at + i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead >= 0xC2 && lead < 0xE0 && follows(1)) return {((lead & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
    if (lead >= 0xE0 && lead < 0xF0 && follows(1) && follows(2))
        return {((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3};
    if (lead >= 0xF0 && lead < 0xF5 && follows(1) && follows(2) && follows(3))
        return {((lead & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) | ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU),
                4};
    return {0, 1};
}

bool is_between(char32_t c) {
    if (c < 0xC0) return c != 0xAA && c != 0xB5 && c != 0xBA;
    return c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x2190 && c <= 0x2BFF) ||
           (c >= 0x3000 && c <= 0x3003) || (c >= 0x3008 && c <= 0x301F) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xFF00 && c <= 0xFF0F) || c == 0xFEFF || c == 0xFFFD || (c >= 0x1F000 && c <= 0x1FAFF);
}

// Marks that combine with the letter before: e + U+0301 is e.
bool is_mark(char32_t c) {
    return c >= 0x300 && c <= 0x36F;
}

char32_t lower(char32_t c) {
    if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
    if (c >= 0x400 && c <= 0x40F) return c + 0x50;
    if (c == 0xC6 || c == 0xD0 || c == 0xDE) return c + 0x20;
    if (c == 0x14A || c == 0x152) return c + 1;
    return c;
}

} // namespace

bool WordSplitter::decode(std::size_t& n) {
    const Character c = read(text_, at_);
    const std::string_view bytes = text_.substr(at_, c.bytes);
    at_ += c.bytes;
    if (c.code == 0 || is_between(c.code)) return false;
    if (is_mark(c.code) || n >= k_most_word_bytes) return true;
    if (c.code >= 0xC0 && c.code <= 0x17F) {
        const char plain = k_latin[c.code - 0xC0];
        if (plain != '.') {
            buffer_[n++] = plain;
            return true;
        }
    }
    const char32_t folded = lower(c.code);
    if (folded != c.code && c.bytes == 2) {
        buffer_[n++] = static_cast<char>(0xC0U | (folded >> 6U));
        buffer_[n++] = static_cast<char>(0x80U | (folded & 0x3FU));
        return true;
    }
    for (const char byte : bytes)
        buffer_[n++] = byte;
    return true;
}

bool holds_words(std::string_view text, const std::vector<std::string>& wanted, bool prefix) {
    if (wanted.empty()) return true;
    std::vector<std::string> words; // the last few
    WordSplitter splitter(text);
    std::string_view word;
    while (splitter.next(word)) {
        if (words.size() == wanted.size()) words.erase(words.begin());
        words.emplace_back(word);
        if (words.size() < wanted.size()) continue;
        bool same = true;
        for (std::size_t i = 0; same && i < wanted.size(); ++i) {
            const bool last = i + 1 == wanted.size();
            same = prefix && last ? words[i].starts_with(wanted[i]) : words[i] == wanted[i];
        }
        if (same) return true;
    }
    return false;
}

} // namespace parapet
