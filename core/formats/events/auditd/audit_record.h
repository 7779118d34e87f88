#pragma once
// One record of the Linux audit log: "type=USER_AUTH msg=audit(1481077043.046:408): pid=1298 ... msg='op=...
// res=failed'".

#include "core/base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet::audit_log {

struct Record {
    std::string_view type; // "USER_AUTH", "SYSCALL"; numbers of old kernels are named where they matter
    std::string_view node; // the host, where several write to one log
    Time time{};
    std::uint64_t serial = 0;
    std::string_view stamp; // "1481077043.046:408": records of one event share it
    std::string_view text;  // behind the head
};

// False: no audit record. Heads of syslog and of the kernel ring ("audit: type=1400 audit(...)") may stand before it.
[[nodiscard]] bool read_record(std::string_view line, Record& out);

// The value of a field as it stands, quotes aside: `name` with its '=', "acct=". Empty for `?`, (null) and none.
[[nodiscard]] std::string_view field(std::string_view text, std::string_view name);

// The same for fields that hold names and commands: written in hex digits where they hold more than plain characters.
[[nodiscard]] std::string text_field(std::string_view text, std::string_view name);

// What auditd's enrichment says for an id ("AUID=\"alice\""), else the number; "" for unset (4294967295).
[[nodiscard]] std::string_view user_field(std::string_view text, std::string_view name, std::string_view enriched_name);

// The peer of a socket address in hex (SOCKADDR's saddr=): canonical text and port; false for other families.
[[nodiscard]] bool read_socket_address(std::string_view hex, std::string& address, std::uint16_t& port);

} // namespace parapet::audit_log
