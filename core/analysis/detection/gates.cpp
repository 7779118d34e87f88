#include "core/analysis/detection/gates.h"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

namespace parapet::detect {

namespace {

using Strings = std::set<std::string>;
using Bytes = std::bitset<256>;

constexpr std::size_t k_max_strings = 128; // of a part that is spelled out
constexpr std::size_t k_max_string_bytes = 32;
constexpr std::size_t k_max_class = 10; // characters of a class that are spelled out
constexpr std::size_t k_max_variants = 12;
constexpr std::size_t k_min_text_bytes = 3;
constexpr int k_sign_bonus = 8; // words by themselves stand in many harmless requests

// What suspicious_characters() (detection.h) stops at, raw or encoded. '%' is either followed by nonsense or was %25.
bool gives_away(char c) {
    return static_cast<unsigned char>(c) < 0x20 ||
           std::string_view("'\"<>();|`{}$*\\^#%&").find(c) != std::string::npos;
}
bool gives_away(const std::string& s) {
    return std::any_of(s.begin(), s.end(), [](char c) { return gives_away(c); }) || s.find("..") != std::string::npos ||
           s.find("!=") != std::string::npos;
}
bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// How a character may stand in a request without being suspicious.
std::vector<std::string> spellings(char c) {
    switch (c) {
    case ' ':
        return {" ", "+", "%20"};
    case '+':
        return {"+", "%2b"};
    case ',':
        return {",", "%2c"};
    case '/':
        return {"/", "%2f"};
    case ':':
        return {":", "%3a"};
    case '=':
        return {"=", "%3d"};
    case '?':
        return {"?", "%3f"};
    case '@':
        return {"@", "%40"};
    case '[':
        return {"[", "%5b"};
    case ']':
        return {"]", "%5d"};
    default:
        break;
    }
    if (static_cast<unsigned char>(c) < 0x7F) return {std::string(1, c)};
    constexpr std::string_view k_digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return {std::string{'%', k_digits[byte >> 4], k_digits[byte & 15]}};
}

std::size_t variants(std::string_view piece) {
    std::size_t n = 1;
    for (const char c : piece)
        n *= spellings(c).size();
    return n;
}

Strings all_spellings(std::string_view piece) {
    Strings out{""};
    for (const char c : piece) {
        Strings longer;
        for (const std::string& before : out)
            for (const std::string& now : spellings(c))
                longer.insert(before + now);
        out = std::move(longer);
    }
    return out;
}

// The piece of `s` that tells most for the fewest texts; "" when none is long enough. A run of spaces counts as one, so
// that a piece may begin or end with a space but not hold one.
std::string best_piece(const std::string& s, bool words_only) {
    std::string best;
    int best_score = 0;
    for (std::size_t from = 0; from < s.size(); ++from) {
        for (std::size_t bytes = k_min_text_bytes; from + bytes <= s.size(); ++bytes) {
            const std::string piece = s.substr(from, bytes);
            if (piece.find(' ', 1) < bytes - 1) break;
            const bool words = std::all_of(piece.begin(), piece.end(), is_word);
            if (words_only && !words) continue;
            const auto plain = static_cast<std::size_t>(std::count_if(piece.begin(), piece.end(), is_word));
            const std::size_t texts = variants(piece);
            if (texts > k_max_variants ||
                bytes - static_cast<std::size_t>(std::count(piece.begin(), piece.end(), ' ')) < 2)
                continue;
            const int score = 7 * static_cast<int>(std::min<std::size_t>(bytes, 9)) + (words ? 0 : k_sign_bonus) +
                              static_cast<int>(plain) - static_cast<int>(texts);
            if (score > best_score) {
                best = piece;
                best_score = score;
            }
        }
    }
    return best;
}

// A part of a pattern: all the strings it fits, or what its matches have in common.
struct Part {
    bool exact = false;
    bool open = false; // begins with one of `strings`, and more of them may follow
    Strings strings;
    Gates gates;
};

Part exactly(Strings strings) {
    Part out;
    out.exact = true;
    out.strings = std::move(strings);
    return out;
}

class Reckoner {
public:
    Reckoner(std::string_view pattern, bool words_only)
        : in_(pattern)
        , words_only_(words_only) {}

    Gates run() {
        const Part all = alternatives();
        return at_ == in_.size() ? common(all) : Gates{};
    }

private:
    [[nodiscard]] char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }
    [[nodiscard]] bool done() const { return at_ >= in_.size(); }

    [[nodiscard]] Gates common(const Part& part) const {
        if (!part.exact) return part.gates;
        Gates out;
        for (const std::string& s : part.strings) {
            if (gives_away(s)) continue;
            if (s.find("/.") != std::string::npos && !words_only_) { // so does a hidden file, unless encoded
                out.texts.insert("%2f.");
                continue;
            }
            const std::string piece = best_piece(s, words_only_);
            if (piece.empty()) return {};
            out.texts.merge(all_spellings(piece));
        }
        out.known = true;
        return out;
    }

    // Which of two requirements, both of which hold, is the better gate.
    static Gates better(Gates a, Gates b) {
        if (!a.known || !b.known) return a.known ? a : b;
        if (a.texts.empty() || b.texts.empty()) return a.texts.empty() ? a : b;
        const auto rank = [](const Gates& g) {
            std::size_t shortest = 8;
            for (const std::string& text : g.texts)
                shortest = std::min(shortest, text.size());
            return std::pair(shortest, -static_cast<int>(g.texts.size()));
        };
        return rank(a) >= rank(b) ? a : b;
    }

    Part alternatives() {
        std::vector<Part> parts{sequence()};
        while (peek() == '|') {
            ++at_;
            parts.push_back(sequence());
        }
        if (parts.size() == 1) return std::move(parts.front());
        Strings all;
        bool exact = true;
        for (const Part& part : parts) {
            exact = exact && part.exact;
            all.insert(part.strings.begin(), part.strings.end());
        }
        if (exact && all.size() <= k_max_strings) return exactly(std::move(all));
        Part out;
        out.gates.known = true;
        out.open = all.size() <= k_max_strings;
        for (const Part& part : parts) {
            out.open = out.open && (part.exact || part.open);
            Gates gates = common(part);
            out.gates.known = out.gates.known && gates.known;
            out.gates.texts.merge(gates.texts);
        }
        if (!out.gates.known) out.gates.texts.clear();
        if (out.open) out.strings = std::move(all);
        return out;
    }

    static std::optional<Strings> joined(const Strings& a, const Strings& b) {
        if (a.size() * b.size() > k_max_strings) return std::nullopt;
        Strings out;
        for (const std::string& x : a)
            for (const std::string& y : b) {
                if (x.size() + y.size() > k_max_string_bytes) return std::nullopt;
                out.insert(x + y);
            }
        return out;
    }

    Part sequence() {
        Strings spelled{""};
        std::optional<Strings> beginning;
        Gates best;
        bool exact = true;
        while (!done() && peek() != '|' && peek() != ')') {
            Part part = repeated();
            if (part.exact) {
                if (auto longer = joined(spelled, part.strings)) {
                    spelled = std::move(*longer);
                    continue;
                }
            }
            exact = false;
            if (part.open)
                if (auto longer = joined(spelled, part.strings)) spelled = std::move(*longer);
            if (!beginning) beginning = spelled;
            best = better(best, common(exactly(std::exchange(spelled, {""}))));
            if (part.exact)
                spelled = std::move(part.strings);
            else
                best = better(best, part.gates);
        }
        if (exact) return exactly(std::move(spelled));
        Part out;
        out.gates = better(best, common(exactly(std::move(spelled))));
        out.open = true;
        out.strings = std::move(*beginning);
        return out;
    }

    // {least, most}; most 0: no limit.
    std::pair<std::size_t, std::size_t> quantifier() {
        std::pair<std::size_t, std::size_t> out{1, 1};
        if (peek() == '?')
            out = {0, 1};
        else if (peek() == '*')
            out = {0, 0};
        else if (peek() == '+')
            out = {1, 0};
        else if (peek() != '{' || at_ + 1 >= in_.size() || std::isdigit(static_cast<unsigned char>(in_[at_ + 1])) == 0)
            return out;
        if (peek() == '{') {
            const std::size_t close = std::min(in_.find('}', at_), in_.size() - 1);
            const std::string inside(in_.substr(at_ + 1, close - at_ - 1));
            const std::size_t comma = inside.find(',');
            out.first = std::strtoul(inside.c_str(), nullptr, 10);
            out.second = comma == std::string::npos ? out.first : std::strtoul(inside.c_str() + comma + 1, nullptr, 10);
            at_ = close;
        }
        ++at_;
        if (peek() == '?' || peek() == '+') ++at_; // lazy, possessive
        return out;
    }

    // All of `strings` joined least to most times.
    static std::optional<Strings> repeats(const Strings& strings, std::size_t least, std::size_t most) {
        Strings all;
        Strings now{""};
        for (std::size_t i = 0; i <= most; ++i) {
            if (i >= least) all.insert(now.begin(), now.end());
            if (i == most) break;
            auto longer = joined(now, strings);
            if (!longer) return std::nullopt;
            now = std::move(*longer);
        }
        if (all.size() > k_max_strings) return std::nullopt;
        return all;
    }

    Part repeated() {
        Part part = atom();
        const auto [least, most] = quantifier();
        if (least == 1 && most == 1) return part;
        if (part.exact && most > 0 && most <= 3) {
            if (auto powers = repeats(part.strings, least, most)) return exactly(std::move(*powers));
        }
        if (least == 0) return Part{};
        Part out;
        out.gates = common(part);
        if (!part.exact) return out;
        Strings many = part.strings;
        for (std::size_t i = 1; i < least; ++i) {
            auto longer = joined(many, part.strings);
            if (!longer) break;
            many = std::move(*longer);
            if (i + 1 == least && most == least) return exactly(std::move(many));
        }
        out.gates = better(out.gates, common(exactly(many)));
        out.open = true;
        out.strings = std::move(many);
        return out;
    }

    Part atom() {
        const char c = in_[at_++];
        if (c == '(') {
            if (in_.substr(at_, 2) == "?:") at_ += 2;
            Part out = alternatives();
            ++at_; // ')'
            return out;
        }
        if (c == '[') return of_class();
        if (c == '.') return Part{};
        if (c == '^' || c == '$') return exactly({""});
        if (c != '\\') return exactly({std::string(1, lower(c))});
        if (peek() == 'b' || peek() == 'B') {
            ++at_;
            return exactly({""});
        }
        Bytes bytes;
        escape(bytes);
        return of_bytes(bytes);
    }

    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
    static void set(Bytes& bytes, char c) { bytes.set(static_cast<unsigned char>(lower(c))); }

    // What stands behind a backslash; the character, or -1 for a class.
    int escape(Bytes& bytes) {
        const char c = at_ < in_.size() ? in_[at_++] : '\\';
        if (c == 'x') {
            const int v = static_cast<int>(std::strtol(std::string(in_.substr(at_, 2)).c_str(), nullptr, 16));
            at_ = std::min(at_ + 2, in_.size());
            set(bytes, static_cast<char>(v));
            return v;
        }
        const std::string_view controls = "tnrfv";
        if (controls.find(c) != std::string_view::npos) {
            constexpr std::string_view k_meant = "\t\n\r\f\v";
            set(bytes, k_meant[controls.find(c)]);
            return k_meant[controls.find(c)];
        }
        if (c == 's') {
            set(bytes, ' ');
            return -1;
        }
        if (c == 'd' || c == 'w') {
            for (int i = 0; i < 128; ++i)
                if (c == 'd' ? std::isdigit(i) != 0 : is_word(static_cast<char>(i))) set(bytes, static_cast<char>(i));
            return -1;
        }
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) { // \W \S …: anything
            bytes.set();
            return -1;
        }
        set(bytes, c);
        return static_cast<unsigned char>(c);
    }

    Part of_class() {
        Bytes bytes;
        const bool negated = peek() == '^';
        if (negated) ++at_;
        for (bool first = true; !done() && (peek() != ']' || first); first = false) {
            int low = static_cast<unsigned char>(in_[at_++]);
            if (low == '\\')
                low = escape(bytes);
            else
                set(bytes, static_cast<char>(low));
            if (low < 0 || peek() != '-' || at_ + 1 >= in_.size() || in_[at_ + 1] == ']') continue;
            ++at_;
            Bytes last;
            int high = static_cast<unsigned char>(in_[at_++]);
            if (high == '\\') high = escape(last);
            for (int i = low; i <= high; ++i)
                set(bytes, static_cast<char>(i));
        }
        ++at_; // ']'
        if (negated) return Part{};
        return of_bytes(bytes);
    }

    static Part of_bytes(const Bytes& bytes) {
        Strings strings;
        bool all_suspicious = true;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (!bytes.test(i)) continue;
            strings.insert(std::string(1, static_cast<char>(i)));
            all_suspicious = all_suspicious && gives_away(static_cast<char>(i));
        }
        if (strings.size() <= k_max_class) return exactly(std::move(strings));
        Part out;
        out.gates.known = all_suspicious;
        return out;
    }

    std::string_view in_;
    bool words_only_;
    std::size_t at_ = 0;
};

} // namespace

Gates gates_of(std::string_view pattern, bool words_only) {
    return Reckoner(pattern, words_only).run();
}

} // namespace parapet::detect
