#pragma once
// JSON. Reading is simdjson's DOM (strict: the whole document is validated) behind types of our own, so that formats
// need not compile simdjson.h, and a framer that hands out the elements of one large array without holding the file.
//
// Duplicate keys: the last one wins, and `duplicate_keys()` counts them (HOSTILE.md 11). Invalid UTF-8 and lone
// surrogates inside strings are replaced by U+FFFD before parsing, with a count (HOSTILE.md 10).

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::json {

class Document;

enum class Type : std::uint8_t { missing, null, boolean, number, string, array, object };

// simdjson's tape (its doc/tape.md), so that looking at it can be inlined: a word for each value, its kind in the top
// byte. Strings point into a buffer of their own, their length in front; numbers have a second word; a bracket knows
// where its partner stands.
struct Tape {
    const std::uint64_t* words = nullptr;
    const unsigned char* strings = nullptr;
    const void* document = nullptr;

    [[nodiscard]] char kind(std::size_t at) const { return static_cast<char>(words[at] >> 56U); }
    [[nodiscard]] std::size_t after(std::size_t at) const {
        switch (kind(at)) {
        case '{':
        case '[':
            return static_cast<std::uint32_t>(words[at]);
        case 'l':
        case 'u':
        case 'd':
            return at + 2;
        default:
            return at + 1;
        }
    }
    [[nodiscard]] std::string_view string(std::size_t at) const {
        const unsigned char* const place = strings + (words[at] & 0x00FFFFFFFFFFFFFFULL);
        std::uint32_t length = 0;
        std::memcpy(&length, place, sizeof length);
        return {reinterpret_cast<const char*>(place) + sizeof length, length};
    }
};

// A place in a document: two words, copied freely, valid while the Document (and its last parse) lives.
// Every accessor is total: on a missing or differently typed value it answers with an empty value.
class Value {
public:
    Value() = default;

    [[nodiscard]] Type type() const;
    [[nodiscard]] bool exists() const { return tape_ != nullptr; }
    explicit operator bool() const { return exists() && kind() != 'n'; }
    [[nodiscard]] bool is_object() const { return kind() == '{'; }
    [[nodiscard]] bool is_array() const { return kind() == '['; }
    [[nodiscard]] bool is_string() const { return kind() == '"'; }
    [[nodiscard]] bool is_number() const { return kind() == 'l' || kind() == 'u' || kind() == 'd'; }

    [[nodiscard]] Value operator[](std::string_view key) const; // of an object, last of duplicates
    [[nodiscard]] Value at(std::size_t index) const;            // of an array; linear
    [[nodiscard]] Value path(std::initializer_list<std::string_view> keys) const;
    // First of the keys that exists and is not null.
    [[nodiscard]] Value any(std::initializer_list<std::string_view> keys) const;

    [[nodiscard]] std::string_view str() const; // "" unless a string
    [[nodiscard]] std::string text() const;     // strings, numbers and booleans as text
    // Numbers and strings that are whole numbers.
    [[nodiscard]] std::optional<std::int64_t> integer() const {
        if (kind() == 'l') return static_cast<std::int64_t>(tape_->words[index_ + 1]);
        return other_integer();
    }
    [[nodiscard]] std::optional<double> number() const; // numbers and strings that are finite numbers
    [[nodiscard]] std::optional<bool> boolean() const;  // true/false, also as strings
    [[nodiscard]] std::size_t size() const;             // of an array or object
    [[nodiscard]] std::string raw() const;              // minified JSON of this value

    // for (Value v : value.items()); for (auto& [key, v] : value.members())
    class ItemRange;
    class MemberRange;
    [[nodiscard]] ItemRange items() const;
    [[nodiscard]] MemberRange members() const;

private:
    friend class Document;
    friend struct Access;
    Value(const Tape* tape, std::size_t index)
        : tape_(tape)
        , index_(index) {}
    [[nodiscard]] std::optional<std::int64_t> other_integer() const;
    [[nodiscard]] char kind() const { return tape_ == nullptr ? '\0' : tape_->kind(index_); }
    const Tape* tape_ = nullptr;
    std::size_t index_ = 0;
};

struct Member {
    std::string_view key;
    Value value;
};

class Value::ItemRange {
public:
    class Iterator {
    public:
        Value operator*() const { return {tape_, index_}; }
        Iterator& operator++() {
            index_ = tape_->after(index_);
            return *this;
        }
        bool operator!=(const Iterator& o) const { return index_ != o.index_; }

    private:
        friend class Value;
        friend class ItemRange;
        const Tape* tape_ = nullptr;
        std::size_t index_ = 0;
    };
    [[nodiscard]] Iterator begin() const { return begin_; }
    [[nodiscard]] Iterator end() const { return end_; }

private:
    friend class Value;
    Iterator begin_, end_;
};

class Value::MemberRange {
public:
    class Iterator {
    public:
        Member operator*() const { return {tape_->string(index_), Value(tape_, index_ + 1)}; }
        Iterator& operator++() {
            index_ = tape_->after(index_ + 1);
            return *this;
        }
        bool operator!=(const Iterator& o) const { return index_ != o.index_; }

    private:
        friend class Value;
        friend class MemberRange;
        const Tape* tape_ = nullptr;
        std::size_t index_ = 0;
    };
    [[nodiscard]] Iterator begin() const { return begin_; }
    [[nodiscard]] Iterator end() const { return end_; }

private:
    friend class Value;
    Iterator begin_, end_;
};

inline Value::ItemRange Value::items() const {
    ItemRange range;
    if (tape_ != nullptr && is_array()) { // said twice for the analyzer, which does not follow kind()
        range.begin_.tape_ = range.end_.tape_ = tape_;
        range.begin_.index_ = index_ + 1;
        range.end_.index_ = tape_->after(index_) - 1;
    }
    return range;
}

inline Value::MemberRange Value::members() const {
    MemberRange range;
    if (tape_ != nullptr && is_object()) {
        range.begin_.tape_ = range.end_.tape_ = tape_;
        range.begin_.index_ = index_ + 1;
        range.end_.index_ = tape_->after(index_) - 1;
    }
    return range;
}

inline std::string_view Value::str() const {
    return tape_ != nullptr && is_string() ? tape_->string(index_) : std::string_view();
}

inline Value Value::operator[](std::string_view key) const {
    Value found;
    for (const Member m : members()) {
        if (m.key == key) found = m.value;
    }
    return found;
}

// Owns the bytes' parsed form. Reuse one for many documents: its buffers are kept.
class Document {
public:
    Document();
    ~Document();
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    // Parses the whole text: Errc::malformed with line, column and offset; Errc::limit over depth or size.
    // Accepts a UTF-8 BOM; UTF-16/32 is converted before (decode_text, core/base/encoding.h).
    [[nodiscard]] Result<Value> parse(std::string_view text, const Limits& limits = default_limits());

    // The same without a copy, for text that has 64 readable bytes behind it (see Element). `escapes`: false when the
    // text is known to hold no \u escape.
    [[nodiscard]] Result<Value> parse_padded(std::string_view text, bool escapes = true,
                                             const Limits& limits = default_limits());

    [[nodiscard]] std::size_t duplicate_keys() const; // of the last parse
    [[nodiscard]] std::size_t replaced_bytes() const; // of the last parse

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Appends `text` as a JSON string with quotes (RFC 8259 section 7).
void append_string(std::string& out, std::string_view text);

// Writes one JSON value; commas and quotes are its business.
class Writer {
public:
    explicit Writer(std::string& out)
        : out_(out) {}
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view(text)); }
    Writer& value(const std::string& text) { return value(std::string_view(text)); }
    Writer& value(std::int64_t n);
    Writer& value(int n) { return value(static_cast<std::int64_t>(n)); }
    Writer& value(std::uint64_t n);
    Writer& value(double n); // shortest form that reads back the same; null unless finite
    Writer& value(bool b);
    Writer& null();
    Writer& raw(std::string_view json); // trusted, already JSON
    template<class T>
    Writer& field(std::string_view name, const T& v) {
        key(name);
        return value(v);
    }
    template<class T>
    Writer& field(std::string_view name, const std::optional<T>& v) {
        key(name);
        return v ? value(*v) : null();
    }
    // "" is written as null
    Writer& text_or_null(std::string_view name, std::string_view text);

private:
    void comma();
    std::string& out_;
    bool need_comma_ = false;
};

} // namespace parapet::json
