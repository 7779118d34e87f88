#include "core/formats/common/text_pattern.h"

#include "core/formats/common/scan.h"

#include <array>
#include <utility>

namespace parapet {

namespace {

// Lines are cut here before open holes are tried, which bounds the work.
constexpr std::size_t k_max_line = 8192;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::size_t address_size(std::string_view text) {
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        return close > 64 || close == 1 ? 0 : close + 1; // npos is more than 64
    }
    std::size_t n = 0;
    while (n < text.size() && n < 255 && is_address_char(text[n]))
        ++n;
    while (n > 0 && (text[n - 1] == '.' || (text[n - 1] == ':' && (n < 2 || text[n - 2] != ':'))))
        --n;
    return n;
}

std::string_view unbracketed(std::string_view text) {
    return text.size() > 2 && text.front() == '[' && text.back() == ']' ? text.substr(1, text.size() - 2) : text;
}

bool parse_port(std::string_view digits, std::uint16_t& port) {
    std::uint32_t value = 0;
    if (!parse_u32(digits, value) || value > 65535) return false;
    port = static_cast<std::uint16_t>(value);
    return true;
}

} // namespace

TextPattern::TextPattern(std::string_view pattern) {
    if (pattern.starts_with('~')) {
        ignore_case_ = true;
        pattern.remove_prefix(1);
    }
    if (pattern.ends_with('$')) {
        anchored_end_ = true;
        pattern.remove_suffix(1);
    }
    while (!pattern.empty()) {
        const std::size_t open = pattern.find('{');
        if (open != 0) {
            const std::string_view text = pattern.substr(0, open);
            elements_.push_back({Part::literal, false, text});
            if (text.size() > needle_.size()) needle_ = text;
            pattern.remove_prefix(text.size());
            continue;
        }
        const std::size_t close = pattern.find('}');
        add_hole(pattern.substr(1, close - 1));
        pattern.remove_prefix(close + 1);
    }
}

void TextPattern::add_hole(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Part>, 12> k_holes{{
        {"user", Part::user},
        {"target", Part::target},
        {"object", Part::object},
        {"*", Part::skip},
        {"ip", Part::ip},
        {"ip:port", Part::ip_port},
        {"client", Part::client},
        {"dst", Part::destination},
        {"port", Part::port},
        {"n", Part::count},
        {"d", Part::digits},
        {"w", Part::word},
    }};
    const bool greedy = name.ends_with('>');
    if (greedy) name.remove_suffix(1);
    for (const auto& [hole, part] : k_holes) {
        if (hole == name) elements_.push_back({part, greedy, {}});
    }
}

bool TextPattern::literal_at(std::string_view line, std::size_t at, std::string_view text) const {
    if (line.size() - at < text.size()) return false;
    if (!ignore_case_) return line.compare(at, text.size(), text) == 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (lower(line[at + i]) != lower(text[i])) return false;
    }
    return true;
}

bool TextPattern::match_one(const Element& element, std::string_view line, std::size_t& at, PatternMatch& out) const {
    const std::string_view rest = line.substr(at);
    std::size_t n = 0;
    switch (element.part) {
    case Part::literal:
        if (!literal_at(line, at, element.text)) return false;
        at += element.text.size();
        return true;
    case Part::ip:
    case Part::destination:
        n = address_size(rest);
        if (n == 0) return false;
        (element.part == Part::ip ? out.source : out.destination) = unbracketed(rest.substr(0, n));
        break;
    case Part::ip_port:
    case Part::client: {
        n = address_size(rest);
        if (n == 0) return false;
        std::string_view token = rest.substr(0, n);
        const bool bracketed = token.starts_with('[');
        if (bracketed && n + 1 < rest.size() && rest[n] == ':' && is_digit(rest[n + 1])) {
            std::size_t end = n + 1;
            while (end < rest.size() && is_digit(rest[end]))
                ++end;
            if (!parse_port(rest.substr(n + 1, end - n - 1), out.port)) return false;
            n = end;
        } else if (!bracketed) {
            const std::size_t colon = token.rfind(':');
            const bool lone = colon != std::string_view::npos && token.find(':') == colon;
            const bool wanted = element.part == Part::ip_port && colon != std::string_view::npos;
            if ((lone || wanted) && parse_port(token.substr(colon + 1), out.port)) token = token.substr(0, colon);
        }
        out.source = unbracketed(token);
        break;
    }
    case Part::port:
    case Part::count:
    case Part::digits:
        while (n < rest.size() && is_digit(rest[n]))
            ++n;
        if (n == 0) return false;
        if (element.part == Part::port) parse_port(rest.substr(0, n), out.port);
        if (element.part == Part::count) parse_u32(rest.substr(0, n), out.count);
        break;
    case Part::word:
        n = std::min(rest.find(' '), rest.size());
        if (n == 0) return false;
        break;
    default:
        return false;
    }
    at += n;
    return true;
}

bool TextPattern::match_group(std::size_t first, std::string_view line, std::size_t& at, PatternMatch& out) const {
    for (std::size_t i = first; i < elements_.size() && !is_open(elements_[i].part); ++i) {
        if (!match_one(elements_[i], line, at, out)) return false;
    }
    return true;
}

bool TextPattern::match(std::string_view line, PatternMatch& out) const {
    line = line.substr(0, k_max_line);
    out = {};
    std::size_t at = 0;
    if (!match_group(0, line, at, out)) return false;
    for (std::size_t i = 0; i < elements_.size(); ++i) {
        const Element& hole = elements_[i];
        if (!is_open(hole.part)) continue;
        const std::size_t from = at;
        std::size_t to = line.size();
        if (i + 1 < elements_.size()) {
            bool found = false;
            const std::size_t tries = line.size() - from + 1;
            for (std::size_t n = 0; n < tries && !found; ++n) {
                const std::size_t start = hole.greedy ? line.size() - n : from + n;
                const Element& next = elements_[i + 1];
                if (next.part == Part::literal && !literal_at(line, start, next.text)) continue;
                PatternMatch attempt = out;
                std::size_t end = start;
                if (!match_group(i + 1, line, end, attempt)) continue;
                found = true;
                out = attempt;
                to = start;
                at = end;
            }
            if (!found) return false;
        } else {
            at = line.size();
        }
        const std::string_view text = line.substr(from, to - from);
        if (hole.part == Part::user) out.user = text;
        if (hole.part == Part::target) out.target = text;
        if (hole.part == Part::object) out.object = text;
    }
    return !anchored_end_ || at == line.size();
}

} // namespace parapet
