#pragma once
// Words of a text, as they are searched for: runs of letters and digits, in lower case, Latin letters without accents.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// What is longer (a hash, say) is known by its beginning.
inline constexpr std::size_t k_most_word_bytes = 48;

// 0 = between words, 1 = part of a character that needs decoding, else the letter or digit in lower case.
inline constexpr std::array<char, 256> k_word_bytes = [] {
    std::array<char, 256> table{};
    for (std::size_t i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) table[i] = c;
        if (c >= 'A' && c <= 'Z') table[i] = static_cast<char>(c - 'A' + 'a');
        if (i >= 0x80) table[i] = 1;
    }
    return table;
}();

class WordSplitter {
public:
    explicit WordSplitter(std::string_view text)
        : text_(text) {}
    // False at the end. The word is good until the next call.
    [[nodiscard]] bool next(std::string_view& word) {
        std::size_t n = 0;
        while (at_ < text_.size()) {
            const char folded = k_word_bytes[static_cast<unsigned char>(text_[at_])];
            if (folded > 1) {
                if (n < k_most_word_bytes) buffer_[n++] = folded;
                ++at_;
            } else if (folded == 0) {
                ++at_;
                if (n > 0) break;
            } else if (!decode(n)) {
                if (n > 0) break;
            }
        }
        word = {buffer_.data(), n};
        return n > 0;
    }

private:
    // Takes one character beyond ASCII; false when it stands between words.
    bool decode(std::size_t& n);
    std::string_view text_;
    std::size_t at_ = 0;
    std::array<char, k_most_word_bytes + 8> buffer_{};
};

// The words of `wanted` stand one after the other somewhere in `text`; with `prefix`, the last may go on there.
[[nodiscard]] bool holds_words(std::string_view text, const std::vector<std::string>& wanted, bool prefix);

} // namespace parapet
