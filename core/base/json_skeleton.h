#pragma once
// What is left of a document when the elements of the asked arrays are taken out. Part of json_stream.cpp.

#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::json {

// Moves a place inside `part` to the place in the whole that the part was taken from.
[[nodiscard]] Error moved(Error error, std::string_view part, std::uint64_t offset, std::int64_t line,
                          std::int64_t column);

class Skeleton {
public:
    void append(std::string_view text) { text_ += text; }
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    [[nodiscard]] const std::string& text() const { return text_; }
    // What is appended next comes from this place of the document.
    void mark(std::uint64_t offset, std::int64_t line, std::int64_t column);
    // Forgets what stands from `size` on.
    void cut(std::size_t size);
    [[nodiscard]] bool ends_with_open_array() const; // but for white space

    // Parses it from `from` on with `closing` behind it; places in errors are those of the document.
    [[nodiscard]] Result<Value> parse(Document& document, std::size_t from, std::string_view closing,
                                      const Limits& limits) const;

private:
    struct Mark { // where a piece came from
        std::size_t at = 0;
        std::uint64_t offset = 0;
        std::int64_t line = 1, column = 1;
    };
    std::string text_;
    std::vector<Mark> marks_{Mark{}};
};

} // namespace parapet::json
