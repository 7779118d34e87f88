#pragma once
// One line of HAProxy's log: HTTP and TCP format, errors of the handshake, with or without a syslog head.

#include <string_view>

namespace parapet {

struct HaproxyLine {
    std::string_view log_host; // of the syslog head
    std::string_view client;   // "192.0.2.1:50034"
    std::string_view server;   // address behind "to", of "Connect from … to …"
    std::string_view stamp;    // "14/Jan/2015:12:48:57.127"; "" for "Connect from …"
    std::string_view frontend;
    std::string_view request; // "" in TCP format
    std::string_view message; // behind the time
    int status = 0;           // 0: none, or -1 in the log
    bool http = false;
};

[[nodiscard]] bool read_haproxy_line(std::string_view line, HaproxyLine& out);

} // namespace parapet
