#pragma once
// Patterns as people write them for names: * stands for any characters, also none.

#include <cstddef>
#include <string_view>

namespace parapet {

// The walk that every kind of pattern shares, in time of at most the product of both lengths. `step(rest, c)` says how
// many characters at the beginning of what is left of the pattern stand for `c`; 0: none do.
template<class Step>
[[nodiscard]] bool matches_with_stars(std::string_view pattern, std::string_view text, Step step) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0; // the last star and where its run began
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
            continue;
        }
        const std::size_t taken = p < pattern.size() ? step(pattern.substr(p), text[t]) : 0;
        if (taken > 0) {
            p += taken;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

[[nodiscard]] bool matches_wildcard(std::string_view pattern, std::string_view text);        // case counts
[[nodiscard]] bool matches_wildcard_nocase(std::string_view pattern, std::string_view text); // it does not, in ASCII
[[nodiscard]] bool matches_glob_nocase(std::string_view pattern, std::string_view text);     // and ? is any one

} // namespace parapet
