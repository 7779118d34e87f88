#pragma once
// Takes a request line apart, whatever it holds.

#include "core/analysis/detection.h"

#include <string_view>

namespace parapet {

struct RequestLine {
    std::string_view method, target, protocol;
    std::string_view rest;   // behind the protocol: headers and body, where they follow
    bool is_request = false; // method, target and a protocol, or a known method and a path
    bool space_in_target = false;
    HttpFacts facts = 0;
};

[[nodiscard]] RequestLine split_request_line(std::string_view line);

// A line that is a request line (with headers and body behind it, perhaps) or a payload by itself.
[[nodiscard]] Verdict inspect_line(RequestScanner& scanner, std::string_view line, const RequestLine& parts);

// Is it one that servers and clients use (RFC 9110, WebDAV, CalDAV, versioning)?
[[nodiscard]] bool known_method(std::string_view method);

} // namespace parapet
