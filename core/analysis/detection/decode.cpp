#include "core/analysis/detection/decode.h"

#include <array>
#include <cstdint>
#include <utility>

namespace parapet::detect {

namespace {

constexpr std::size_t k_max_entity_bytes = 32; // padded with zeros: "&#000000000000000040;"

// Appends to a string in room made beforehand: nothing here gets longer by being decoded.
class Room {
public:
    Room(std::string& out, std::size_t bytes)
        : out_(out)
        , first_(out.size()) {
        out_.resize(first_ + bytes);
        to_ = out_.data() + first_;
    }
    ~Room() { out_.resize(static_cast<std::size_t>(to_ - out_.data())); }
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    Room& operator+=(char c) {
        *to_++ = c;
        return *this;
    }
    [[nodiscard]] bool ends_with_space() const { return to_ > out_.data() + first_ && to_[-1] == ' '; }

private:
    std::string& out_;
    std::size_t first_;
    char* to_;
};

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The number that `digits` hexadecimal digits at `at` make; -1 when there are fewer.
int hex_number(std::string_view in, std::size_t at, std::size_t digits) {
    if (at + digits > in.size()) return -1;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const int v = hex_value(in[at + i]);
        if (v < 0) return -1;
        value = value * 16 + v;
    }
    return value;
}

void append_code_point(std::uint32_t cp, Room& out) {
    if (cp < 0x80) {
        out += static_cast<char>(cp);
    } else if (cp < 0x800) {
        out += static_cast<char>(0xC0 | (cp >> 6));
        out += static_cast<char>(0x80 | (cp & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | ((cp >> 12) & 0x0F));
        out += static_cast<char>(0x80 | ((cp >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (cp & 0x3F));
    }
}

struct Entity {
    std::string_view name;
    char c;
};
// Those that spell characters an attack needs.
constexpr std::array<Entity, 33> k_entities{{
    {"lt", '<'},     {"gt", '>'},       {"quot", '"'},  {"apos", '\''},  {"amp", '&'},  {"colon", ':'},
    {"tab", '\t'},   {"newline", '\n'}, {"lpar", '('},  {"rpar", ')'},   {"sol", '/'},  {"bsol", '\\'},
    {"equals", '='}, {"semi", ';'},     {"comma", ','}, {"period", '.'}, {"excl", '!'}, {"num", '#'},
    {"dollar", '$'}, {"percnt", '%'},   {"ast", '*'},   {"plus", '+'},   {"lsqb", '['}, {"lbrack", '['},
    {"rsqb", ']'},   {"rbrack", ']'},   {"lcub", '{'},  {"lbrace", '{'}, {"rcub", '}'}, {"rbrace", '}'},
    {"vert", '|'},   {"grave", '`'},    {"nbsp", ' '},
}};

bool same_ascii_case(std::string_view a, std::string_view lower) {
    if (a.size() != lower.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
        if (c != lower[i]) return false;
    }
    return true;
}

// An entity at in[at] == '&': how many bytes it takes, 0 = none.
std::size_t decode_entity(std::string_view in, std::size_t at, Room& out) {
    std::size_t i = at + 1;
    if (i < in.size() && in[i] == '#') {
        ++i;
        const bool hex = i < in.size() && (in[i] == 'x' || in[i] == 'X');
        if (hex) ++i;
        const std::size_t first = i;
        std::uint32_t value = 0;
        while (i < in.size() && i - first < k_max_entity_bytes) {
            const int v = hex_value(in[i]);
            if (v < 0 || (!hex && v > 9)) break;
            value = value * (hex ? 16U : 10U) + static_cast<std::uint32_t>(v);
            if (value > 0xFFFF) return 0;
            ++i;
        }
        if (i == first) return 0;
        append_code_point(value, out);
        return i - at + (i < in.size() && in[i] == ';' ? 1U : 0U);
    }
    while (i < in.size() && i - at <= k_max_entity_bytes && ((in[i] | 0x20) >= 'a' && (in[i] | 0x20) <= 'z'))
        ++i;
    if (i >= in.size() || in[i] != ';') return 0;
    const std::string_view name = in.substr(at + 1, i - at - 1);
    for (const Entity& entity : k_entities) {
        if (!same_ascii_case(name, entity.name)) continue;
        out += entity.c;
        return i - at + 1;
    }
    return 0;
}

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void entities(std::string_view in, std::string& to) {
    Room out(to, in.size());
    for (std::size_t i = 0; i < in.size();) {
        const std::size_t taken = in[i] == '&' ? decode_entity(in, i, out) : 0;
        if (taken == 0) out += in[i];
        i += taken == 0 ? 1 : taken;
    }
}

// \xHH \uHHHH \u{H..}, as JavaScript, JSON and log writers spell bytes.
void escapes(std::string_view in, std::string& to) {
    Room out(to, in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i] == '\\' && i + 1 < in.size()) {
            const char kind = in[i + 1];
            const bool braced = kind == 'u' && i + 2 < in.size() && in[i + 2] == '{';
            if (braced) {
                const std::size_t close = in.find('}', i + 3);
                const std::size_t digits = close == std::string_view::npos ? 0 : close - i - 3;
                const int v = digits == 0 || digits > 4 ? -1 : hex_number(in, i + 3, digits);
                if (v >= 0) {
                    append_code_point(static_cast<std::uint32_t>(v), out);
                    i = close;
                    continue;
                }
            } else if (kind == 'x' || kind == 'u') {
                const std::size_t digits = kind == 'x' ? 2 : 4;
                const int v = hex_number(in, i + 2, digits);
                if (v >= 0) {
                    if (kind == 'x') {
                        out += static_cast<char>(v);
                    } else {
                        append_code_point(static_cast<std::uint32_t>(v), out);
                    }
                    i += 1 + digits;
                    continue;
                }
            }
        }
        out += in[i];
    }
}

unsigned char byte(std::string_view in, std::size_t i) {
    return i < in.size() ? static_cast<unsigned char>(in[i]) : 0;
}

// A character that looks like another one, at a byte over 0x7F: {bytes taken, replacement or 0 for nothing}; taken 0 =
// an ordinary character.
std::pair<std::size_t, char> look_alike(std::string_view in, std::size_t i) {
    const unsigned char a = byte(in, i);
    const unsigned char b = byte(in, i + 1);
    const unsigned char c = byte(in, i + 2);
    if ((a == 0xC0 || a == 0xC1) && (b & 0xC0) == 0x80) // overlong two bytes
        return {2, static_cast<char>(((a & 1) << 6) | (b & 0x3F))};
    if (a == 0xE0 && b == 0x80 && (c & 0xC0) == 0x80) return {3, static_cast<char>(c & 0x3F)};
    if (a == 0xC2 && b == 0xA0) return {2, ' '};
    if (a == 0xCA && b == 0xB9) return {2, '\''};
    if (a == 0xEF && (b == 0xBC || b == 0xBD)) { // U+FF01..FF5E
        const unsigned cp = 0xF000U | (static_cast<unsigned>(b & 0x3F) << 6) | (c & 0x3FU);
        if (cp >= 0xFF01 && cp <= 0xFF5E) return {3, static_cast<char>(cp - 0xFF01 + 0x21)};
    }
    if (a == 0xE2 && b == 0x80) {
        if (c == 0x98 || c == 0x99 || c == 0xB2) return {3, '\''};
        if (c == 0x9C || c == 0x9D || c == 0xB3) return {3, '"'};
        if (c >= 0x8B && c <= 0x8F) return {3, '\0'}; // zero width
        if (c == 0xA8 || c == 0xA9) return {3, ' '};
    }
    if (a == 0xE2 && (b == 0x91 || b == 0x92 || b == 0x93)) { // letters and digits in circles
        const unsigned cp = 0x2000U | (static_cast<unsigned>(b & 0x3F) << 6) | (c & 0x3FU);
        if (cp >= 0x2460 && cp <= 0x2468) return {3, static_cast<char>('1' + (cp - 0x2460))};
        if (cp >= 0x24B6 && cp <= 0x24CF) return {3, static_cast<char>('A' + (cp - 0x24B6))};
        if (cp >= 0x24D0 && cp <= 0x24E9) return {3, static_cast<char>('a' + (cp - 0x24D0))};
        if (cp == 0x24EA) return {3, '0'};
    }
    if (a == 0xE3 && b == 0x80 && c == 0x82) return {3, '.'}; // ideographic full stop
    if (a == 0xEF && b == 0xBB && c == 0xBF) return {3, '\0'};
    return {0, '\0'};
}

void fold(std::string_view in, std::string& to) {
    Room out(to, in.size());
    bool space = false;
    for (std::size_t i = 0; i < in.size();) {
        unsigned char c = static_cast<unsigned char>(in[i]);
        std::size_t taken = 1;
        if (c >= 0x80) {
            const auto [bytes, replacement] = look_alike(in, i);
            if (bytes > 0) {
                taken = bytes;
                c = static_cast<unsigned char>(replacement);
            }
        }
        i += taken;
        if (c == 0) continue;
        if (c <= 0x20 || c == 0x7F) {
            if (!space) out += ' ';
            space = true;
            continue;
        }
        space = false;
        out += static_cast<char>(c);
    }
}

} // namespace

void percent_decode(std::string_view in, bool plus_is_space, std::string& to) {
    Room out(to, in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
        const char c = in[i];
        if (c == '%') {
            if (const int v = hex_number(in, i + 1, 2); v >= 0) {
                out += static_cast<char>(v);
                i += 2;
                continue;
            }
            if (i + 1 < in.size() && (in[i + 1] == 'u' || in[i + 1] == 'U')) {
                if (const int v = hex_number(in, i + 2, 4); v >= 0) {
                    append_code_point(static_cast<std::uint32_t>(v), out);
                    i += 5;
                    continue;
                }
            }
        }
        out += c == '+' && plus_is_space ? ' ' : c;
    }
}

void log_unescape(std::string_view in, std::string& to) {
    Room out(to, in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i] == '\\' && i + 1 < in.size()) {
            const char kind = in[i + 1];
            if (const int v = kind == 'x' ? hex_number(in, i + 2, 2) : -1; v >= 0) {
                out += static_cast<char>(v);
                i += 3;
                continue;
            }
            const std::string_view from = "\"\\tnr";
            const std::string_view meant = "\"\\\t\n\r";
            if (const std::size_t at = from.find(kind); at != std::string_view::npos) {
                out += meant[at];
                ++i;
                continue;
            }
        }
        out += in[i];
    }
}

bool base64_text(std::string_view in, std::string& out) {
    while (!in.empty() && in.back() == '=')
        in.remove_suffix(1);
    if (in.size() < 16 || in.size() % 4 == 1) return false;
    const std::size_t before = out.size();
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : in) {
        int v = -1;
        if (c >= 'A' && c <= 'Z') v = c - 'A';
        if (c >= 'a' && c <= 'z') v = c - 'a' + 26;
        if (c >= '0' && c <= '9') v = c - '0' + 52;
        if (c == '+' || c == '-' || c == ' ') v = 62; // a "+" that was taken for a space
        if (c == '/' || c == '_') v = 63;
        bits = (bits << 6) | static_cast<std::uint32_t>(v & 0x3F);
        have += 6;
        bool good = v >= 0;
        if (good && have >= 8) {
            have -= 8;
            const auto decoded = static_cast<unsigned char>(bits >> have);
            good = (decoded >= 0x20 && decoded < 0x7F) || (decoded >= '\t' && decoded <= '\r');
            out += static_cast<char>(decoded);
        }
        if (!good) {
            out.resize(before);
            return false;
        }
    }
    return true;
}

void Decoder::decode(std::string_view in, bool plus_is_space, std::string& out) {
    std::string_view now = in;
    const auto pass = [&](auto&& transform) {
        b_.clear();
        transform(now, b_);
        std::swap(a_, b_);
        now = a_;
    };
    if (now.find('%') != std::string_view::npos || (plus_is_space && now.find('+') != std::string_view::npos))
        pass([plus_is_space](std::string_view text, std::string& to) { percent_decode(text, plus_is_space, to); });
    if (now.find('%') != std::string_view::npos)
        pass([](std::string_view text, std::string& to) { percent_decode(text, false, to); });
    for (int twice = 0; twice < 2 && now.find('&') != std::string_view::npos; ++twice)
        pass(entities);
    if (now.find('\\') != std::string_view::npos) pass(escapes);
    fold(now, out);
}

void without_sql_comments(std::string_view text, std::string& to) {
    Room out(to, text.size());
    const auto gap = [&out] {
        if (!out.ends_with_space()) out += ' ';
    };
    for (std::size_t i = 0; i < text.size();) {
        const bool opens = text[i] == '/' && i + 1 < text.size() && text[i + 1] == '*';
        if (opens && i + 2 < text.size() && (text[i + 2] == '!' || text[i + 2] == '+')) {
            i += 3;
            while (i < text.size() && text[i] >= '0' && text[i] <= '9')
                ++i;
            gap();
            continue;
        }
        if (opens) {
            const std::size_t close = text.find("*/", i + 2);
            const std::size_t line = text.find('\n', i);
            if (close != std::string_view::npos && (line == std::string_view::npos || close < line)) {
                gap();
                i = close + 2;
                continue;
            }
        }
        if (text[i] == '*' && i + 1 < text.size() && text[i + 1] == '/') { // the end of an executed comment
            gap();
            i += 2;
            continue;
        }
        if (text[i] == ' ')
            gap();
        else
            out += text[i];
        ++i;
    }
}

void without_space(std::string_view text, std::string& to) {
    Room out(to, text.size());
    for (const char c : text)
        if (c != ' ') out += c;
}

void without_space_beside_signs(std::string_view text, std::string& to) {
    Room out(to, text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool parts_words = i > 0 && i + 1 < text.size() && is_name_byte(text[i - 1]) && is_name_byte(text[i + 1]);
        if (text[i] != ' ' || parts_words) out += text[i];
    }
}

// What the shell makes nothing of at text[i] == '$': an empty variable. 0 = it means something.
static std::size_t empty_expansion(std::string_view text, std::size_t i) {
    const std::string_view rest = text.substr(i + 1);
    if (rest.empty()) return 0;
    if (std::string_view("@*!?-_$").find(rest[0]) != std::string_view::npos) return 2;
    if (rest[0] == '{' || rest[0] == '(') { // ${a}, $(echo)
        const std::size_t close = rest.find(rest[0] == '{' ? '}' : ')');
        return close != std::string_view::npos && (close <= 3 || rest.substr(1, close - 1) == "echo") ? close + 2 : 0;
    }
    const auto is_name = [&](std::size_t at) { return at < rest.size() && is_name_byte(rest[at]); };
    return is_name(0) && !is_name(1) ? 2 : 0;
}

void as_shell_reads(std::string_view text, std::string& to) {
    Room out(to, text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\'' || c == '"' || c == '\\' || c == '^') continue;
        if (c == '[' && i + 2 < text.size() && text[i + 2] == ']') { // pas[s]wd
            out += text[i + 1];
            i += 2;
            continue;
        }
        if (c == '$') {
            const std::string_view rest = text.substr(i + 1);
            const std::size_t ifs = rest.starts_with("{IFS}") ? 5 : rest.starts_with("IFS") ? 3 : 0;
            if (ifs > 0) {
                out += ' ';
                i += ifs;
                if (i + 2 < text.size() && text[i + 1] == '$' && text[i + 2] >= '1' && text[i + 2] <= '9') i += 2;
                continue;
            }
            if (const std::size_t skip = empty_expansion(text, i); skip > 0) {
                i += skip - 1;
                continue;
            }
        }
        out += c;
    }
}

} // namespace parapet::detect
