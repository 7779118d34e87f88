#include "core/compliance/control_id.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace parapet::compliance {
namespace {

constexpr std::array<std::string_view, 20> k_families{"AC", "AT", "AU", "CA", "CM", "CP", "IA", "IR", "MA", "MP",
                                                      "PE", "PL", "PM", "PS", "PT", "RA", "SA", "SC", "SI", "SR"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alnum(char c) {
    return is_digit(c) || is_alpha(c);
}
char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view family_at(std::string_view text, std::size_t at) {
    const std::array<char, 2> letters{upper(text[at]), upper(text[at + 1])};
    const auto* found = std::find(k_families.begin(), k_families.end(), std::string_view(letters.data(), 2));
    return found == k_families.end() ? std::string_view{} : *found;
}

struct Digits {
    std::string text; // without leading zeros
    std::size_t end = 0;
};

// At most three digits: longer numbers are years, CVEs and the like.
Digits digits_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end]))
        ++end;
    if (end == at || end - at > 3) return {{}, at};
    std::size_t first = at;
    while (first + 1 < end && text[first] == '0')
        ++first;
    return {std::string(text.substr(first, end - first)), end};
}

// What follows the control's number: numbers and single letters between separators; a word ends it ("Account ...").
std::vector<std::string> tail_of(std::string_view text, std::size_t at) {
    std::vector<std::string> parts;
    constexpr std::string_view k_separators = " ()._-[]\t";
    while (at < text.size() && parts.size() < 8) {
        if (k_separators.find(text[at]) != std::string_view::npos) {
            ++at;
            continue;
        }
        if (is_digit(text[at])) {
            Digits digits = digits_at(text, at);
            if (digits.text.empty() || (digits.end < text.size() && is_alpha(text[digits.end]))) break;
            parts.push_back(std::move(digits.text));
            at = digits.end;
            continue;
        }
        if (!is_alpha(text[at])) break;
        std::size_t end = at;
        while (end < text.size() && is_alnum(text[end]))
            ++end;
        if (text.substr(at, end - at) == "smt") { // OSCAL: ac-2_smt.a
            at = end;
            continue;
        }
        if (end - at != 1) break;
        parts.emplace_back(1, lower(text[at]));
        at = end;
    }
    return parts;
}

ControlId assemble(std::string_view family, const std::string& number, const std::vector<std::string>& tail) {
    ControlId out{std::string(family) + "-" + number, {}};
    std::size_t next = 0;
    if (!tail.empty() && is_digit(tail.front().front()) && tail.front().size() <= 2) {
        out.id += "(" + tail.front() + ")";
        next = 1;
    }
    for (; next < tail.size(); ++next) {
        if (!out.part.empty()) out.part += '.';
        out.part += tail[next];
    }
    return out;
}

struct Key {
    std::string_view family;
    int number = 0, enhancement = 0;
    auto operator<=>(const Key&) const = default;
};

Key key_of(std::string_view label) {
    Key key{label.substr(0, label.find('-'))};
    const std::size_t dash = label.find('-');
    if (dash == std::string_view::npos) return key;
    std::from_chars(label.data() + dash + 1, label.data() + label.size(), key.number);
    const std::size_t open = label.find('(');
    if (open != std::string_view::npos)
        std::from_chars(label.data() + open + 1, label.data() + label.size(), key.enhancement);
    return key;
}

} // namespace

std::optional<ControlId> parse_control_id(std::string_view text) {
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        if (!is_alpha(text[at]) || (at > 0 && is_alnum(text[at - 1]))) continue;
        const std::string_view family = family_at(text, at);
        if (family.empty()) continue;
        std::size_t number_at = at + 2;
        while (number_at < text.size() && (text[number_at] == '-' || text[number_at] == '_' || text[number_at] == ' '))
            ++number_at;
        const Digits number = digits_at(text, number_at);
        if (number.text.empty() || number.text == "0" || number.text.size() > 2) continue;
        if (number.end < text.size() && is_alpha(text[number.end])) { // AC-2a
            if (number.end + 1 < text.size() && is_alnum(text[number.end + 1])) continue;
        }
        return assemble(family, number.text, tail_of(text, number.end));
    }
    return std::nullopt;
}

std::string oscal_id(std::string_view label) {
    std::string out;
    for (const char c : label) {
        if (c == '(')
            out += '.';
        else if (c != ')')
            out += lower(c);
    }
    return out;
}

bool control_less(std::string_view a, std::string_view b) {
    return key_of(a) < key_of(b);
}

} // namespace parapet::compliance
