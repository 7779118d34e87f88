#include "core/base/json_check.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace parapet::json {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Walks without recursion: the nesting is a string of '{' and '['.
class Checker {
public:
    Checker(std::string_view text, std::size_t max_depth)
        : t_(text)
        , max_depth_(max_depth) {}

    Result<void> run() {
        skip_white();
        if (at_ == t_.size()) return fault("the document is empty");
        if (auto r = value(); !r) return r;
        while (!open_.empty()) {
            if (auto r = after_value(); !r) return r;
        }
        skip_white();
        return at_ == t_.size() ? Result<void>{} : fault("there is more text after the end of the document");
    }

private:
    Result<void> fault(std::string what, Errc code = Errc::malformed) const {
        Error e{code, std::move(what), {}, {}};
        set_place(e, t_, std::min(at_, t_.size()));
        return fail(std::move(e));
    }
    Result<void> unexpected(std::string_view wanted) const {
        if (at_ >= t_.size()) return fault(fmt::format("the document ends early, {} is missing", wanted));
        return fault(fmt::format("\"{}\" where {} should be", visible(t_.substr(at_, 1)), wanted));
    }
    void skip_white() {
        while (at_ < t_.size() && is_white(t_[at_]))
            ++at_;
    }
    [[nodiscard]] char peek() const { return at_ < t_.size() ? t_[at_] : '\0'; }

    // One value, or the opening of one (its members follow through after_value).
    Result<void> value() {
        skip_white();
        const char c = peek();
        if (c == '{' || c == '[') return open(c);
        if (c == '"') return string();
        if (c == '-' || is_digit(c)) return number();
        for (const std::string_view word : {"true", "false", "null"}) {
            if (t_.substr(at_, word.size()) == word) {
                at_ += word.size();
                return {};
            }
        }
        if (c == '/') return fault("comments are not JSON");
        if (c == '\'') return fault("strings stand in double quotes");
        if (c == 'N' || c == 'I') return fault("NaN and Infinity are not JSON");
        return unexpected("a value");
    }

    Result<void> open(char c) {
        if (open_.size() >= max_depth_)
            return fault(fmt::format("nested deeper than {} levels", max_depth_), Errc::limit);
        open_ += c;
        ++at_;
        skip_white();
        if (peek() == (c == '{' ? '}' : ']')) {
            open_.pop_back();
            ++at_;
            return {};
        }
        return c == '{' ? member() : value();
    }

    Result<void> member() {
        skip_white();
        if (peek() != '"')
            return peek() == '\'' ? fault("names stand in double quotes") : unexpected("a name in quotes");
        if (auto r = string(); !r) return r;
        skip_white();
        if (peek() != ':') return unexpected("a colon");
        ++at_;
        return value();
    }

    Result<void> after_value() {
        skip_white();
        const bool object = open_.back() == '{';
        const char closing = object ? '}' : ']';
        if (peek() == closing) {
            open_.pop_back();
            ++at_;
            return {};
        }
        if (peek() != ',') return unexpected(object ? "a comma or }" : "a comma or ]");
        const std::size_t comma = at_++;
        skip_white();
        if (peek() == closing) {
            at_ = comma;
            return fault("a comma after the last element");
        }
        return object ? member() : value();
    }

    Result<void> string() {
        const std::size_t from = at_++;
        while (at_ < t_.size()) {
            const char c = t_[at_];
            if (c == '"') {
                ++at_;
                return {};
            }
            if (static_cast<unsigned char>(c) < 0x20) return fault("a control character inside a string");
            if (c == '\\') {
                const char e = at_ + 1 < t_.size() ? t_[at_ + 1] : '\0';
                if (e == 'u') {
                    for (std::size_t i = 2; i < 6; ++i) {
                        if (at_ + i >= t_.size() || !is_hex(t_[at_ + i])) return fault("a broken \\u escape");
                    }
                    at_ += 5;
                } else if (e == '\0' || std::string_view("\"\\/bfnrt").find(e) == std::string_view::npos) {
                    return fault("an unknown escape");
                } else {
                    ++at_;
                }
            }
            ++at_;
        }
        at_ = from;
        return fault("a string has no end: the file is cut off or a quote is missing");
    }

    Result<void> number() {
        if (peek() == '-') ++at_;
        if (!is_digit(peek())) return unexpected("a digit");
        if (peek() == '0')
            ++at_;
        else
            while (is_digit(peek()))
                ++at_;
        if (is_digit(peek()) || peek() == 'x') return fault("a number in a form that JSON does not know");
        if (peek() == '.') {
            ++at_;
            if (!is_digit(peek())) return unexpected("a digit");
            while (is_digit(peek()))
                ++at_;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!is_digit(peek())) return unexpected("a digit");
            while (is_digit(peek()))
                ++at_;
        }
        return {};
    }

    std::string_view t_;
    std::size_t max_depth_;
    std::size_t at_ = 0;
    std::string open_;
};

unsigned hex4(std::string_view t, std::size_t at) {
    unsigned value = 0;
    if (at + 4 > t.size()) return 0;
    std::from_chars(t.data() + at, t.data() + at + 4, value, 16);
    return value;
}

// Copies the string that begins at `at` (its opening quote), mending escapes; moves `at` behind it.
void copy_string(std::string_view t, std::size_t& at, std::string& out, std::size_t& count) {
    out += t[at++];
    while (at < t.size() && t[at] != '"') {
        if (t[at] != '\\' || at + 1 >= t.size()) {
            out += t[at++];
            continue;
        }
        if (t[at + 1] != 'u' || at + 6 > t.size()) {
            out.append(t, at, 2);
            at += 2;
            continue;
        }
        const unsigned u = hex4(t, at + 2);
        const bool high = u >= 0xD800 && u < 0xDC00;
        const bool paired = high && t.substr(at + 6, 2) == "\\u" && (hex4(t, at + 8) & 0xFC00U) == 0xDC00;
        if (paired) {
            out.append(t, at, 12);
            at += 12;
        } else if (u == 0 || (u >= 0xD800 && u < 0xE000)) {
            out += "\\ufffd";
            at += 6;
            ++count;
        } else {
            out.append(t, at, 6);
            at += 6;
        }
    }
    if (at < t.size()) out += t[at++];
}

void copy_number(std::string_view t, std::size_t& at, std::string& out, std::size_t& count) {
    const std::size_t from = at;
    bool real = false;
    while (at < t.size() && (is_digit(t[at]) || std::string_view("+-.eE").find(t[at]) != std::string_view::npos)) {
        real = real || t[at] == '.' || t[at] == 'e' || t[at] == 'E';
        ++at;
    }
    const std::string_view token = t.substr(from, at - from);
    double d = 0;
    std::int64_t i = 0;
    std::uint64_t u = 0;
    const char* end = token.data() + token.size();
    const bool fits = real ? std::from_chars(token.data(), end, d).ec == std::errc{} && std::isfinite(d)
                           : std::from_chars(token.data(), end, i).ec == std::errc{} ||
                                 std::from_chars(token.data(), end, u).ec == std::errc{};
    if (fits || token.size() == 1) {
        out += token;
    } else {
        out += "null";
        ++count;
    }
}

} // namespace

void set_place(Error& error, std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    error.offset = static_cast<std::int64_t>(offset);
    error.line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    error.column = static_cast<std::int64_t>(newline == std::string_view::npos ? offset + 1 : offset - newline);
}

Result<void> check(std::string_view text, std::size_t max_depth) {
    return Checker(text, max_depth).run();
}

std::string repair(std::string_view text, std::size_t& count) {
    std::string clean;
    if (!is_valid_utf8(text)) {
        clean.reserve(text.size() + 64);
        // NUL bytes stay: outside strings they are an error that check() reports.
        for (std::size_t from = 0; from <= text.size();) {
            const std::size_t nul = std::min(text.find('\0', from), text.size());
            clean += sanitize_utf8(text.substr(from, nul - from), &count);
            if (nul < text.size()) clean += '\0';
            from = nul + 1;
        }
        text = clean;
    }
    std::string out;
    out.reserve(text.size() + 64);
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '"')
            copy_string(text, at, out, count);
        else if (text[at] == '-' || is_digit(text[at]))
            copy_number(text, at, out, count);
        else
            out += text[at++];
    }
    return out;
}

} // namespace parapet::json
