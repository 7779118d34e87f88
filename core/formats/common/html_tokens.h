#pragma once
// The tags and texts of a web page one after the other. For reports that a tool writes as HTML only; nothing is built,
// rendered or loaded.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

struct HtmlToken {
    enum class Kind : std::uint8_t { open, close, text } kind = Kind::text;
    std::string name;      // of a tag, lower case
    std::string_view body; // of a tag what stands behind its name; the text as written
    std::size_t begin = 0, end = 0;

    [[nodiscard]] std::string attribute(std::string_view name) const; // entities resolved
    [[nodiscard]] bool opens(std::string_view tag) const { return kind == Kind::open && name == tag; }
    [[nodiscard]] bool closes(std::string_view tag) const { return kind == Kind::close && name == tag; }
    // One of the words of the class attribute.
    [[nodiscard]] bool has_class(std::string_view word) const;
};

class HtmlTokens {
public:
    explicit HtmlTokens(std::string_view html)
        : html_(html) {}
    // False at the end. Comments, declarations, scripts and styles are passed over.
    [[nodiscard]] bool next(HtmlToken& token);

private:
    std::string_view html_;
    std::size_t at_ = 0;
};

} // namespace parapet
