#include "core/base/wildcard.h"

namespace parapet {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool matches_wildcard(std::string_view pattern, std::string_view text) {
    return matches_with_stars(pattern, text,
                              [](std::string_view rest, char c) { return std::size_t{rest[0] == c ? 1U : 0U}; });
}

bool matches_wildcard_nocase(std::string_view pattern, std::string_view text) {
    return matches_with_stars(
        pattern, text, [](std::string_view rest, char c) { return std::size_t{lower(rest[0]) == lower(c) ? 1U : 0U}; });
}

bool matches_glob_nocase(std::string_view pattern, std::string_view text) {
    return matches_with_stars(pattern, text, [](std::string_view rest, char c) {
        return std::size_t{rest[0] == '?' || lower(rest[0]) == lower(c) ? 1U : 0U};
    });
}

} // namespace parapet
