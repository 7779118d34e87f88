#pragma once
// The same document in other layouts: what a pretty printer, a minifier or another library makes of a report.

#include <string>

namespace parapet::test {

[[nodiscard]] bool is_json(const std::string& text);
// The members of every object the other way round, and other white space. "" for what is not one JSON document.
[[nodiscard]] std::string reversed_json(const std::string& text);
// Without any white space between its parts. "" for what is not one JSON document.
[[nodiscard]] std::string minified_json(const std::string& text);
// Every tag on a line of its own; what stands in CDATA and comments stays.
[[nodiscard]] std::string respaced_xml(const std::string& text);

} // namespace parapet::test
