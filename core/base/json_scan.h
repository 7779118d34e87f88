#pragma once
// Finds where a JSON value ends without parsing it, 64 bytes at a time. Part of json_stream.cpp.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parapet::json {

// Resumable: feed the value piece by piece. Brackets are only counted, not matched; the parser that gets the value
// checks.
class ValueScan {
public:
    enum class Kind : std::uint8_t { container, string, scalar };

    // `first` is the value's first byte.
    void start(char first);
    // Looks through `bytes` (the first call's begin with the value's first byte). The number of bytes that belong to
    // the value when its end is in here, npos when it goes on.
    [[nodiscard]] std::size_t feed(std::string_view bytes);
    // At the end of the input a bare number may simply stop.
    [[nodiscard]] bool may_end() const { return kind_ == Kind::scalar; }
    // Length of the string that is open now, roughly (to 64 bytes).
    [[nodiscard]] std::size_t open_string() const { return open_string_; }

    // Whether a \u escape was met (true where it was not looked for: in bare strings and scalars).
    [[nodiscard]] bool met_unicode_escape() const { return kind_ != Kind::container || unicode_; }

    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

private:
    [[nodiscard]] std::size_t feed_container(std::string_view bytes);
    [[nodiscard]] std::size_t feed_bytes(std::string_view bytes, std::size_t from);
    [[nodiscard]] std::size_t feed_string(std::string_view bytes);
    [[nodiscard]] std::size_t feed_scalar(std::string_view bytes) const;

    Kind kind_ = Kind::scalar;
    bool first_ = true, unicode_ = false;
    std::uint64_t escaped_ = 0;   // 1: the next byte is escaped
    std::uint64_t in_string_ = 0; // all ones inside a string
    std::int64_t depth_ = 0;
    std::size_t open_string_ = 0;
};

// Newlines in `bytes`; `last` (untouched when there is none) gets the position of the last one.
[[nodiscard]] std::size_t count_newlines(std::string_view bytes, std::size_t& last);

} // namespace parapet::json
