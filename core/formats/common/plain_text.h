#pragma once
// Text out of the markup that tools put into their descriptions. Nothing of it is ever rendered.

#include <string>
#include <string_view>

namespace parapet {

// Tags dropped, block elements and <br> as line breaks, list items with "- ", the usual entities resolved; scripts and
// styles go with their content. Text without markup stays as it is.
[[nodiscard]] std::string text_of_html(std::string_view html);

} // namespace parapet
