#pragma once
// One event of telemetry as a format sees it. Views into the chunk that is being parsed: the sink copies or interns
// what it keeps. Names after ECS; see design/telemetry.md.

#include "core/base/time.h"
#include "core/model/enums.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

struct EventView {
    Time time{};
    TimeQuality time_quality = TimeQuality::full;
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    Severity severity = Severity::info;
    bool counted_only = false; // harmless traffic: into the roll-ups, not stored (unless the source says so)
    std::uint32_t count = 1;   // "message repeated N times"
    std::string_view user;     // actor
    std::string_view target_user;
    std::string_view source_ip; // canonical text of an address, or a host name
    std::string_view destination_ip;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::string_view host;    // where it was logged
    std::string_view asset;   // empty = host
    std::string_view process; // program name
    std::uint32_t pid = 0;
    std::string_view object; // file, URL path, command, group, security group
    std::string_view rule;   // stable id of what recognised it: "sshd.failed_password", "sqli.union_select"
    // The line's message. For rules whose template is registered (core/formats/common/event_rules.h) the store keeps
    // the rule and fields and renders the message again; otherwise it keeps the text.
    std::string_view message;
    // How the rest of the line looked: LineShape of event_rules.h; 0 = the line cannot be written again from the fields.
    std::uint8_t line_shape = 0;
    std::uint64_t line = 0;   // from 1
    std::uint64_t offset = 0; // of the line in the input
};

// An event read back from the workspace or from `inspect`.
struct Event {
    std::int64_t id = 0;
    Time time{};
    TimeQuality time_quality = TimeQuality::full;
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    Severity severity = Severity::info;
    std::uint32_t count = 1;
    std::string user, target_user, source_ip, destination_ip;
    std::uint16_t source_port = 0, destination_port = 0;
    std::string host, asset, process;
    std::uint32_t pid = 0;
    std::string object, rule, message, source;
    std::uint64_t line = 0, offset = 0;
};

} // namespace parapet
