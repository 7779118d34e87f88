#include "core/analysis/detection/sql_shape.h"

#include <cctype>

namespace parapet::detect {

namespace {

constexpr std::size_t k_max_bytes = 4096;
constexpr std::size_t k_max_tokens = 120;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

class Reader {
public:
    Reader(std::string_view text, char quote, std::string& out, bool escapes = false)
        : text_(text)
        , quote_(quote)
        , escapes_(escapes)
        , out_(out) {}

    void run() {
        const std::size_t first = out_.size();
        if (quote_ != 0) string(quote_, true);
        while (at_ < text_.size() && out_.size() - first < k_max_tokens && !done_)
            token();
        out_ += '\n';
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void put(char letter, std::size_t bytes = 1) {
        out_ += letter;
        at_ += bytes;
    }

    // From behind the opening quote to behind the closing one; a doubled quote or a backslash keeps it open.
    void string(char quote, bool pasted = false) {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\\' && at_ + 1 < text_.size() && (!pasted || escapes_)) {
                at_ += 2;
                continue;
            }
            ++at_;
            if (c != quote) continue;
            if (peek() == quote && !pasted) {
                ++at_;
                continue;
            }
            out_ += 's';
            return;
        }
        out_ += quote == quote_ ? 'S' : 'z';
    }

    void number() {
        const std::size_t start = at_;
        if (peek() == '0' && (peek(1) | 0x20) == 'x') {
            at_ += 2;
            while (std::isxdigit(static_cast<unsigned char>(peek())) != 0)
                ++at_;
        } else {
            while (is_digit(peek()))
                ++at_;
            if (peek() == '.') {
                ++at_;
                while (is_digit(peek()))
                    ++at_;
            }
            if ((peek() | 0x20) == 'e' && (is_digit(peek(1)) || (peek(1) != '\0' && is_digit(peek(2))))) {
                ++at_;
                if (!is_digit(peek())) ++at_;
                while (is_digit(peek()))
                    ++at_;
            } else if ((peek() | 0x20) == 'e' && text_[at_ - 1] == '.') { // 1.e( : MySQL reads and forgets it
                ++at_;
            }
        }
        // "70s", "3rd", "9wytczt3": a word that starts with digits. "1or", "1union" are read as SQL reads them.
        if (is_word(peek())) {
            const std::size_t letters = at_;
            std::size_t end = at_;
            while (end < text_.size() && is_word(text_[end]))
                ++end;
            if (sql_word_class(text_.substr(letters, end - letters), false) == 'n') {
                at_ = end;
                out_ += 'n';
                return;
            }
        }
        if (at_ == start) ++at_;
        out_ += '1';
    }

    void word() {
        const std::size_t start = at_;
        while (is_word(peek()))
            ++at_;
        const std::string_view text = text_.substr(start, at_ - start);
        std::size_t next = at_;
        while (next < text_.size() && text_[next] == ' ')
            ++next;
        const bool called = next < text_.size() && text_[next] == '(';
        const char quote = peek();
        // N'…', X'…', _latin1'…', E'…'
        if ((quote == '\'' || quote == '"') && quote != quote_ &&
            (text[0] == '_' ||
             (text.size() == 1 && std::string_view("nNxXbBeE").find(text[0]) != std::string_view::npos)))
            return;
        char letter = sql_word_class(text, called);
        // OR, AND before a dot or dash belong to a name ("and-1", "or.html"): only bare ones join conditions.
        if (letter != 'n' && letter != 'f' && peek() == '.' && is_word(peek(1))) letter = 'n';
        out_ += letter;
    }

    bool comment() {
        const char c = peek();
        if (c == '#' && !is_digit(peek(1))) { // "#2" counts things
            out_ += 'c';
            done_ = true;
            return true;
        }
        if (c == '-' && peek(1) == '-') {
            const char after = peek(2);
            if (!is_digit(after) && !(after == '-' && peek(3) == '-')) { // a row of dashes is a rule
                out_ += 'c';
                done_ = true;
                return true;
            }
        }
        if (c == '/' && peek(1) == '*') {
            if (peek(2) == '!' || peek(2) == '+') {
                put('x', 3);
                while (is_digit(peek()))
                    ++at_;
                return true;
            }
            const std::size_t close = text_.find("*/", at_ + 2);
            if (close == std::string_view::npos) {
                out_ += 'c';
                done_ = true;
            } else {
                at_ = close + 2;
            }
            return true;
        }
        if (c == '*' && peek(1) == '/') {
            at_ += 2;
            return true;
        }
        return false;
    }

    // "- -1", "+-+": a run counts once.
    void arithmetic(char letter) {
        if (out_.back() != '+' && out_.back() != 'd') return put(letter);
        if (letter == '+') out_.back() = letter;
        ++at_;
    }

    void sign() {
        const char c = peek();
        const char d = peek(1);
        switch (c) {
        case '=':
        case '<':
        case '>': {
            std::size_t n = 1;
            bool equal = c == '=' || (c == '<' && d == '>');
            for (; peek(n) == '=' || peek(n) == '>' || peek(n) == '<'; ++n)
                equal = equal || peek(n) == '=';
            return put(equal ? '=' : 'g', n);
        }
        case '!':
            return d == '=' ? put('=', 2) : put('!');
        case '|':
            return d == '|' ? put('|', 2) : put('+');
        case '&':
            return d == '&' ? put('&', 2) : put('d');
        case ':':
            if (d == '=') return put('=', 2);
            if (d == ':') return put('+', 2);
            return put('p');
        case '+':
        case '*':
        case '^':
            return arithmetic('+');
        case '-':
        case '/':
        case '%':
            return arithmetic('d');
        case '(':
        case ')':
        case ',':
        case ';':
        case '.':
        case '[':
        case ']':
        case '{':
        case '}':
            return put(c);
        default:
            return put('p');
        }
    }

    void token() {
        const char c = peek();
        if (c == ' ') {
            ++at_;
            return;
        }
        if (comment()) return;
        if (c == '\'' || c == '"' || c == '`') {
            ++at_;
            string(c);
            return;
        }
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            number();
            return;
        }
        if (c == '@') {
            while (peek() == '@' || peek() == '.' || peek() == '$' || is_word(peek()))
                ++at_;
            out_ += 'v';
            return;
        }
        if (is_word(c)) {
            word();
            return;
        }
        if (c == '\\') { // an escaped quote that the reading has left open
            ++at_;
            return;
        }
        sign();
    }

    std::string_view text_;
    char quote_;
    bool escapes_; // \' keeps the pasted-into text open
    std::string& out_;
    std::size_t at_ = 0;
    bool done_ = false;
};

} // namespace

void append_sql_shapes(std::string_view value, std::string& out) {
    value = value.substr(0, k_max_bytes);
    if (value.empty()) return;
    out += '0';
    Reader(value, '\0', out).run();
    constexpr std::string_view quotes = "'\"`";
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        const std::size_t at = value.find(quotes[i]);
        if (at == std::string_view::npos) continue;
        const bool opens = at > 0 && (value[at - 1] == ' ' || value[at - 1] == '(');
        out += static_cast<char>((opens ? 'a' : '1') + static_cast<int>(i));
        Reader(value, quotes[i], out).run();
        if (value.find(std::string{'\\', quotes[i]}) == std::string_view::npos) continue;
        out += static_cast<char>('4' + i);
        Reader(value, quotes[i], out, true).run();
    }
}

} // namespace parapet::detect
