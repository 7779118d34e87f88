#pragma once
// Text of any encoding to UTF-8: byte order mark first, then the pattern of NUL bytes that UTF-16 and UTF-32 leave in
// ASCII markup, then what an XML declaration says, else UTF-8. Undecodable bytes become U+FFFD.

#include "core/base/input.h"
#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace parapet {

struct Encoding {
    std::string name = "UTF-8"; // canonical: "UTF-8", "UTF-16LE", "WINDOWS-1252" ...
    std::size_t bom_bytes = 0;
    [[nodiscard]] bool is_utf8() const { return name == "UTF-8"; }
};

// From the first bytes (4 suffice for JSON; 256 for an XML declaration). An encoding that a declaration names and that
// is not read is Errc::malformed with that name.
[[nodiscard]] Result<Encoding> detect_encoding(std::string_view head);

// The whole text as UTF-8 without BOM. UTF-8 is returned as it is (not checked; see sanitize_utf8). A character that is
// cut at the end is left out, so that the head of a file can be decoded by itself. `replaced` (may be null) counts
// U+FFFD.
[[nodiscard]] Result<std::string> decode_text(std::string_view bytes, std::size_t* replaced = nullptr);

// The same for a stream: what it reads is UTF-8 without BOM. `in` is borrowed; UTF-8 passes through uncopied.
// Offsets of what is read are then those of the decoded text.
[[nodiscard]] std::unique_ptr<Input> decoded_input(Input& in);

} // namespace parapet
