#include "core/query/lexer.h"

#include "core/base/text.h"

#include <algorithm>

namespace parapet::query {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name(char c) {
    return is_alpha(c) || (c >= '0' && c <= '9');
}

// Brackets that close inside a word belong to it: AC-2(3).
std::size_t end_of_bare(std::string_view text, std::size_t at, bool in_list) {
    int depth = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (is_space(c) || c == '"' || (in_list && c == ',')) break;
        if (c == '(') ++depth;
        if (c == ')' && --depth < 0) break;
    }
    return at;
}

class Lexer {
public:
    explicit Lexer(std::string_view text)
        : text_(text) {}

    Result<std::vector<Token>> run() {
        if (text_.size() > k_max_query_bytes)
            return fail(Errc::bad_argument, "filter is longer than 64 KiB", "filter", "shorten it");
        while (true) {
            while (at_ < text_.size() && is_space(text_[at_]))
                ++at_;
            if (at_ >= text_.size()) break;
            Result<void> step = next();
            if (!step) return fail(std::move(step.error()));
        }
        push(Token::Kind::end, at_, {});
        return std::move(tokens_);
    }

private:
    void push(Token::Kind kind, std::size_t from, std::string text) {
        Token token;
        token.kind = kind;
        token.text = std::move(text);
        token.from = from;
        token.to = at_;
        tokens_.push_back(std::move(token));
    }

    Result<void> next() {
        const std::size_t from = at_;
        const char c = text_[at_];
        if (c == '(' || c == ')' || c == '-') {
            ++at_;
            push(c == '(' ? Token::Kind::open : c == ')' ? Token::Kind::close : Token::Kind::minus, from, {});
            return {};
        }
        if (c == '"') {
            Result<std::string> phrase = quoted();
            if (!phrase) return fail(std::move(phrase.error()));
            push(Token::Kind::phrase, from, std::move(*phrase));
            return {};
        }
        const std::size_t name_end = end_of_name();
        if (name_end != at_) return field(name_end);
        at_ = end_of_bare(text_, at_, false);
        const std::string_view word = text_.substr(from, at_ - from);
        if (iequals(word, "or"))
            push(Token::Kind::op_or, from, {});
        else if (iequals(word, "and"))
            push(Token::Kind::op_and, from, {});
        else
            push(Token::Kind::word, from, std::string(word));
        return {};
    }

    // Position of the colon after a name, or at_ when none begins here. https:// is a word.
    [[nodiscard]] std::size_t end_of_name() const {
        std::size_t end = at_;
        if (!is_alpha(text_[end])) return at_;
        while (end < text_.size() && is_name(text_[end]))
            ++end;
        if (end >= text_.size() || text_[end] != ':') return at_;
        return text_.substr(end, 3) == "://" ? at_ : end;
    }

    Result<std::string> quoted() {
        const std::size_t from = at_++;
        std::string out;
        for (; at_ < text_.size(); ++at_) {
            char c = text_[at_];
            if (c == '"') {
                ++at_;
                return out;
            }
            if (c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\'))
                c = text_[++at_];
            out += c;
        }
        return fail_at(text_, from, "the quote is not closed", "close it with \"; write \\\" for a quote inside");
    }

    Result<void> field(std::size_t colon) {
        Token token;
        token.kind = Token::Kind::field;
        token.from = at_;
        token.text = to_lower(text_.substr(at_, colon - at_));
        at_ = colon + 1;
        while (true) {
            Result<Value> one = value(token.text);
            if (!one) return fail(std::move(one.error()));
            token.values.push_back(std::move(*one));
            if (at_ >= text_.size() || text_[at_] != ',') break;
            ++at_;
            while (at_ < text_.size() && is_space(text_[at_]))
                ++at_; // "a, b" is what people write
        }
        token.to = at_;
        tokens_.push_back(std::move(token));
        return {};
    }

    Result<Value> value(const std::string& name) {
        Value out;
        out.from = at_;
        if (at_ < text_.size() && text_[at_] == '"') {
            Result<std::string> inside = quoted();
            if (!inside) return fail(std::move(inside.error()));
            out.text = std::move(*inside);
            out.quoted = true;
            if (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != ',' && text_[at_] != ')')
                return fail_at(text_, at_, "a space or a comma must follow the quote", "quote the whole value");
        } else {
            at_ = end_of_bare(text_, at_, true);
            if (at_ == out.from)
                return fail_at(text_, at_, "a value of " + name + " is missing here",
                               "write one after the colon and after each comma, such as " + name + ":any");
            if (at_ < text_.size() && text_[at_] == '"')
                return fail_at(text_, at_, "a quote stands inside a value", "quote the whole value");
            out.text = std::string(text_.substr(out.from, at_ - out.from));
        }
        out.to = at_;
        return out;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

} // namespace

Result<std::vector<Token>> tokenize(std::string_view text) {
    return Lexer(text).run();
}

tl::unexpected<Error> fail_at(std::string_view text, std::size_t offset, std::string what, std::string help) {
    Error error{Errc::bad_argument, std::move(what), "filter", std::move(help)};
    offset = std::min(offset, text.size());
    error.offset = static_cast<std::int64_t>(offset);
    const std::string_view before = text.substr(0, offset);
    error.column = 1 + std::count_if(before.begin(), before.end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return fail(std::move(error));
}

bool is_bare_value(std::string_view text) {
    return !text.empty() && text.front() != '"' && end_of_bare(text, 0, true) == text.size() &&
           std::count(text.begin(), text.end(), '(') == std::count(text.begin(), text.end(), ')');
}

} // namespace parapet::query
