#pragma once
// Small text helpers. All text is UTF-8; ASCII-only functions say so.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

[[nodiscard]] std::string_view trim(std::string_view text);                    // ASCII white space
[[nodiscard]] std::string trimmed(std::string text);                           // the same, of a temporary
[[nodiscard]] std::string to_lower(std::string_view text);                     // ASCII
[[nodiscard]] bool iequals(std::string_view a, std::string_view b);            // ASCII
[[nodiscard]] bool icontains(std::string_view text, std::string_view needle);  // ASCII
[[nodiscard]] bool istarts_with(std::string_view text, std::string_view head); // ASCII
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

// What trim() and split() give looks into the text: a temporary string would be gone before it is looked at;
// trimmed() is for those.
template<std::same_as<std::string> S>
std::string_view trim(S&& text) = delete;
template<std::same_as<std::string> S>
std::vector<std::string_view> split(S&& text, char separator) = delete;

[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Whole text is a number; white space around it is allowed. nullopt-like: false and `out` untouched otherwise.
[[nodiscard]] bool parse_int(std::string_view text, std::int64_t& out);
[[nodiscard]] bool parse_double(std::string_view text, double& out); // finite only

// Valid UTF-8 without NUL: invalid bytes, lone surrogates, overlong forms and U+0000 become U+FFFD. `replaced` (may be
// null) counts them.
[[nodiscard]] std::string sanitize_utf8(std::string_view text, std::size_t* replaced = nullptr);
[[nodiscard]] bool is_valid_utf8(std::string_view text);

// For display and logs: control characters (ANSI escapes, BEL, CR, LF), bidi overrides (U+202A..E, U+2066..9) and
// zero-width characters are shown as "\u{202E}"-like escapes; runs of combining marks are cut at 8.
[[nodiscard]] std::string visible(std::string_view text);

// At most `max_bytes` bytes, cut at a code point, with "…" when cut.
[[nodiscard]] std::string elide(std::string_view text, std::size_t max_bytes);

// "1,204,310 B" is for no one: 1.2 MB, 512 B, 1.1 GB (powers of 1000).
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);
// 14208 -> "14,208"
[[nodiscard]] std::string format_count(std::int64_t n);

// A cell of a CSV file: quoted where RFC 4180 needs it; a leading = + - @ TAB CR is quoted with ' against formulas.
[[nodiscard]] std::string csv_cell(std::string_view text);

// A secret for display: first 4 and last 2 characters at most, the rest "…"; never more than a third of it.
[[nodiscard]] std::string mask_secret(std::string_view secret);

} // namespace parapet
