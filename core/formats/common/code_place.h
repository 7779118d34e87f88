#pragma once
// Places in source code as reports write them: numbers that may be strings, lists of lines, of either notation.

#include "core/base/json.h"
#include "core/formats/common/finding_fields.h"
#include "core/model/finding.h"

#include <cstdint>
#include <string_view>

namespace parapet::fields {

// A line or column from 1; 0 for what is none ("", -1, beyond 2^31, "N/A").
[[nodiscard]] std::int64_t line_number(json::Value value);
[[nodiscard]] std::int64_t line_number(std::string_view text);
// "12-15", "12:3", "[12, 13]", "12": the first number of it, 0 when there is none.
[[nodiscard]] std::int64_t first_line_number(std::string_view text);

// A weakness that a tool saw in source code.
void set_code(RawFinding& finding, std::string_view file, std::int64_t line, std::int64_t end_line = 0,
              std::int64_t column = 0);
// A misconfiguration in a file of infrastructure as code.
void set_config(RawFinding& finding, std::string_view file, std::int64_t line, std::int64_t end_line = 0,
                std::int64_t column = 0);
// Source text, cut to what is shown.
void set_snippet(Location& location, std::string_view text);
// Does a rule of that name show credentials in the code: "Use of Hardcoded Password"?
[[nodiscard]] bool is_about_secrets(std::string_view rule_or_title);
// The same for findings whose rule and title are known: left out where it may be the credential itself.
void set_code_snippet(RawFinding& finding, std::string_view text);
// Each name of "a, b; c" or of a JSON list as a tag; `head` stands before each.
void add_tags(RawFinding& finding, json::Value list, std::string_view head = {});

} // namespace parapet::fields
