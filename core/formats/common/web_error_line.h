#pragma once
// One line of a web server's error log: nginx, Apache httpd, LiteSpeed.

#include <cstdint>
#include <string_view>

namespace parapet {

enum class WebServer : std::uint8_t { none, nginx, apache, litespeed };

struct WebErrorLine {
    WebServer server = WebServer::none;
    std::string_view stamp;  // the time as written
    std::string_view level;  // "error", "notice" ...
    std::string_view client; // as written, perhaps with a port
    std::string_view vhost;
    std::string_view request; // "GET / HTTP/1.1"
    std::string_view text;    // behind the time: level, process and all
    std::string_view message; // what it says
    std::uint32_t pid = 0;
};

// WebServer::none in `out` and false when it is none of them.
[[nodiscard]] bool read_web_error_line(std::string_view line, WebErrorLine& out);

// The value of [name "value"] in a message of ModSecurity; "" when it has none.
[[nodiscard]] std::string_view modsec_field(std::string_view message, std::string_view name);

} // namespace parapet
