#pragma once
// Text on its way into an XML document.

#include <string>
#include <string_view>

namespace parapet {

// For text and attribute values of XML 1.0: markup is escaped, characters that it forbids become spaces.
void append_xml_text(std::string& out, std::string_view text);
[[nodiscard]] std::string xml_text(std::string_view text);

} // namespace parapet
