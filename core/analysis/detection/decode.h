#pragma once
// Undoes what an attacker wraps round a payload, so that one rule fits many spellings. Every function appends to `out`
// and allocates only until its buffers have grown.

#include <string>
#include <string_view>

namespace parapet::detect {

// One level of percent-encoding, with %uXXXX; `plus_is_space` for queries and forms. What is no escape is kept.
void percent_decode(std::string_view in, bool plus_is_space, std::string& out);

// What a log writer does to a request: \xHH (nginx, Apache), \" \\ \t \n \r (Apache).
void log_unescape(std::string_view in, std::string& out);

// The base64 or base64url text of at least 16 characters that is printable once decoded; false (nothing appended)
// otherwise: most tokens and session ids are not.
bool base64_text(std::string_view in, std::string& out);

class Decoder {
public:
    // All of it: percent twice, HTML entities, \xHH and \uHHHH, overlong UTF-8, full-width forms and typographic
    // quotes; NUL and zero-width characters vanish, white space and control characters become one space.
    void decode(std::string_view in, bool plus_is_space, std::string& out);

private:
    std::string a_, b_;
};

// Views of decoded text; each appends to `out`.
void without_sql_comments(std::string_view text, std::string& out);       // /* */ -> space, /*!50000 */ -> its content
void without_space(std::string_view text, std::string& out);              // keeps newlines: they part the values
void without_space_beside_signs(std::string_view text, std::string& out); // "alert (1)", not "red alert"
void as_shell_reads(std::string_view text, std::string& out);             // quotes, \ ^ $@ $* vanish, ${IFS} -> space

} // namespace parapet::detect
