#include "core/formats/common/plain_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace parapet {

namespace {

struct Entity {
    std::string_view name, text;
};
constexpr std::array<Entity, 22> k_entities{{
    {"amp", "&"},   {"lt", "<"},     {"gt", ">"},     {"quot", "\""}, {"apos", "'"},  {"nbsp", " "},
    {"ndash", "–"}, {"mdash", "—"},  {"hellip", "…"}, {"lsquo", "‘"}, {"rsquo", "’"}, {"ldquo", "“"},
    {"rdquo", "”"}, {"bull", "•"},   {"copy", "©"},   {"reg", "®"},   {"trade", "™"}, {"euro", "€"},
    {"times", "×"}, {"middot", "·"}, {"laquo", "«"},  {"raquo", "»"},
}};

void append_utf8(std::string& out, std::uint32_t code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// The entity at `html[at]` ('&'); its length, or 0 when it is none.
std::size_t append_entity(std::string_view html, std::size_t at, std::string& out) {
    const std::string_view near = html.substr(at, 12); // looking further would make "&&&&..." quadratic
    const auto end = near.find(';');
    if (end == std::string_view::npos || end < 2) return 0;
    const std::string_view name = near.substr(1, end - 1);
    if (name.front() == '#') {
        const bool hex = name.size() > 2 && (name[1] | 0x20) == 'x';
        std::uint32_t code = 0;
        for (const char c : name.substr(hex ? 2 : 1)) {
            const char low = static_cast<char>(c | 0x20);
            const bool digit = c >= '0' && c <= '9';
            if (!digit && !(hex && low >= 'a' && low <= 'f')) return 0;
            code = code * (hex ? 16U : 10U) + static_cast<std::uint32_t>(digit ? c - '0' : low - 'a' + 10);
            if (code > 0x10FFFF) code = 0x110000; // stays out of range
        }
        append_utf8(out, code);
        return end + 1;
    }
    for (const Entity& known : k_entities) {
        if (known.name != name) continue;
        out += known.text;
        return end + 1;
    }
    return 0;
}

bool is_block(std::string_view name) {
    static constexpr std::array<std::string_view, 22> k_blocks{
        "p",  "div", "br", "li",  "tr", "ul", "ol", "table",   "h1",         "h2",    "h3",
        "h4", "h5",  "h6", "pre", "dt", "dd", "hr", "section", "blockquote", "thead", "tbody"};
    return std::find(k_blocks.begin(), k_blocks.end(), name) != k_blocks.end();
}

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void break_line(std::string& out) {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t'))
        out.pop_back();
    if (!out.empty() && out.back() != '\n') out += '\n';
}

// Past the tag at `html[at]` ('<'); 0 when it is none: a lone "<" is text.
std::size_t pass_tag(std::string_view html, std::size_t at, std::string& out) {
    std::size_t name_at = at + 1;
    if (html.substr(at, 4) == "<!--") {
        const auto end = html.find("-->", at + 4);
        return end == std::string_view::npos ? html.size() - at : end + 3 - at;
    }
    const bool closing = name_at < html.size() && html[name_at] == '/';
    if (closing) ++name_at;
    std::size_t name_end = name_at;
    while (name_end < html.size() && is_name(html[name_end]) && name_end - name_at < 20)
        ++name_end;
    if (name_end == name_at) return 0;
    const auto near = html.substr(name_end, 4096).find('>');
    if (near == std::string_view::npos) return 0;
    const std::size_t end = name_end + near;
    const char after = html[name_end];
    if (after != '>' && after != ' ' && after != '/' && after != '\n' && after != '\r' && after != '\t') return 0;
    const std::string name = to_lower(html.substr(name_at, name_end - name_at));
    if (!closing && (name == "script" || name == "style")) {
        const auto close = html.find("</" + name, end);
        const auto stop = close == std::string_view::npos ? close : html.find('>', close);
        return stop == std::string_view::npos ? html.size() - at : stop + 1 - at;
    }
    if (is_block(name)) break_line(out);
    if (name == "li" && !closing) out += "- ";
    if ((name == "td" || name == "th") && closing) out += ' ';
    return end + 1 - at;
}

} // namespace

std::string text_of_html(std::string_view html) {
    html = trim(html);
    if (html.find_first_of("<&") == std::string_view::npos) return std::string(html);
    std::string out;
    out.reserve(html.size());
    for (std::size_t at = 0; at < html.size();) {
        std::size_t used = 0;
        if (html[at] == '<')
            used = pass_tag(html, at, out);
        else if (html[at] == '&')
            used = append_entity(html, at, out);
        if (used == 0) {
            out += html[at];
            used = 1;
        }
        at += used;
    }
    return std::string(trim(out));
}

} // namespace parapet
