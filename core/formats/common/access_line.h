#pragma once
// One line of a web server's access log, taken apart in place: common and combined log format with what people put in
// front of and behind it, nginx proxy manager's, and lines that are cut short. No allocation, no regular expression.

#include <cstddef>
#include <string_view>

namespace parapet {

struct AccessLine {
    std::string_view vhost;   // "" when there is none
    std::string_view client;  // address or name, as written; "" when there is none
    std::string_view user;    // "" for "-"
    std::string_view stamp;   // "20/Jul/2009:22:59:26 +0000", without brackets
    std::string_view request; // what stands between the quotes, escapes and all
    std::string_view method;  // only of layouts that write the parts of the request apart
    std::string_view target;  //
    int status = 0;           // 0: none
    std::string_view tail;    // behind the status: size, referrer, agent ...
    std::string_view message; // request and all behind it, for people
    bool cut = false;         // the request has no end: the line was cut
};

// `line` without its newline. False: it has no time in brackets, or nothing of a request.
[[nodiscard]] bool read_access_line(std::string_view line, AccessLine& out);

// Referrer and user agent: the first two quoted fields of the tail.
struct AccessTail {
    std::string_view referrer, agent;
};
[[nodiscard]] AccessTail read_access_tail(const AccessLine& line);

// "10.0.0.2, 85.181.35.98": the first public address, or the first. `list` may be one address.
[[nodiscard]] std::string_view client_of_list(std::string_view list);

} // namespace parapet
