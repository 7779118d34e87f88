#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace parapet {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Length of the valid UTF-8 sequence at `pos` and its code point; 0 when invalid (Unicode 15, table 3-7).
std::size_t sequence(std::string_view t, std::size_t pos, char32_t& cp) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(t[pos + i]); };
    const unsigned char b = byte(0);
    if (b < 0x80) {
        cp = b;
        return 1;
    }
    const std::size_t n = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
    if (b < 0xC2 || b > 0xF4 || pos + n > t.size()) return 0;
    cp = b & (0xFFU >> (n + 1));
    for (std::size_t i = 1; i < n; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
        cp = (cp << 6) | (byte(i) & 0x3F);
    }
    static constexpr std::array<char32_t, 5> k_smallest{0, 0, 0x80, 0x800, 0x10000};
    if (cp < k_smallest[n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return 0;
    return n;
}

bool is_combining(char32_t cp) {
    return (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x1AB0 && cp <= 0x1AFF) || (cp >= 0x1DC0 && cp <= 0x1DFF) ||
           (cp >= 0x20D0 && cp <= 0x20FF) || (cp >= 0xFE20 && cp <= 0xFE2F);
}

bool is_deceptive(char32_t cp) {
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x2069) || cp == 0xFEFF || cp == 0x2028 || cp == 0x2029;
}

} // namespace

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string trimmed(std::string text) {
    const std::string_view kept = trim(text);
    const auto from = static_cast<std::size_t>(kept.data() - text.data());
    text.erase(from + kept.size());
    text.erase(0, from);
    return text;
}

std::string to_lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool iequals(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool icontains(std::string_view text, std::string_view needle) {
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                       [](char x, char y) { return lower(x) == lower(y); }) != text.end() ||
           needle.empty();
}

bool istarts_with(std::string_view text, std::string_view head) {
    return text.size() >= head.size() && iequals(text.substr(0, head.size()), head);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    std::size_t from = 0;
    for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator, from)) {
        out.push_back(text.substr(from, at - from));
        from = at + 1;
    }
    out.push_back(text.substr(from));
    return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != 0) out += separator;
        out += parts[i];
    }
    return out;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    if (from.empty()) return text;
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

bool parse_int(std::string_view text, std::int64_t& out) {
    text = trim(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return false;
    out = value;
    return true;
}

bool parse_double(std::string_view text, double& out) {
    text = trim(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return false;
    out = value;
    return true;
}

bool is_valid_utf8(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
        std::uint64_t eight = 0; // most text is ASCII: eight bytes at a time
        while (pos + 8 <= text.size()) {
            std::memcpy(&eight, text.data() + pos, 8);
            if ((eight & 0x8080808080808080ULL) != 0) break;
            pos += 8;
        }
        if (pos == text.size()) break;
        char32_t cp = 0;
        const std::size_t n = sequence(text, pos, cp);
        if (n == 0) return false;
        pos += n;
    }
    return true;
}

std::string sanitize_utf8(std::string_view text, std::size_t* replaced) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        char32_t cp = 0;
        const std::size_t n = sequence(text, pos, cp);
        if (n == 0 || cp == 0) {
            out += "\xEF\xBF\xBD";
            if (replaced != nullptr) ++*replaced;
            ++pos;
            continue;
        }
        out.append(text, pos, n);
        pos += n;
    }
    return out;
}

std::string visible(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    int marks = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        char32_t cp = 0;
        const std::size_t n = sequence(text, pos, cp);
        if (n == 0) {
            out += "\xEF\xBF\xBD";
            ++pos;
            continue;
        }
        marks = is_combining(cp) ? marks + 1 : 0;
        if (is_deceptive(cp)) {
            out += cp == '\n' || cp == '\t' || cp == '\r' ? " "
                                                          : fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(cp));
        } else if (marks <= 8) {
            out.append(text, pos, n);
        }
        pos += n;
    }
    return out;
}

std::string elide(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return std::string(text);
    std::size_t cut = max_bytes >= 3 ? max_bytes - 3 : 0;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut;
    return std::string(text.substr(0, cut)) + "…";
}

std::string format_bytes(std::uint64_t bytes) {
    static constexpr std::array<const char*, 5> k_units{"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < k_units.size()) {
        value /= 1000;
        ++unit;
    }
    return unit == 0 || value >= 99.95 ? fmt::format("{:.0f} {}", value, k_units[unit])
                                       : fmt::format("{:.1f} {}", value, k_units[unit]);
}

std::string format_count(std::int64_t n) {
    std::string text = fmt::format("{}", n < 0 ? -n : n);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), ",");
    }
    return n < 0 ? "-" + text : text;
}

std::string csv_cell(std::string_view text) {
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    return "\"" + std::string(formula ? "'" : "") + replace_all(std::string(text), "\"", "\"\"") + "\"";
}

std::string mask_secret(std::string_view secret) {
    const std::size_t shown = secret.size() / 3;
    const std::size_t head = std::min<std::size_t>(4, shown);
    const std::size_t tail = std::min<std::size_t>(2, shown - head);
    return sanitize_utf8(secret.substr(0, head)) + "…" + sanitize_utf8(secret.substr(secret.size() - tail));
}

} // namespace parapet
