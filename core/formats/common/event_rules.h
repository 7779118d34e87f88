#pragma once
// The rules by which log lines are known, and the wording from which a line's message can be written again.
//
// An event whose `message` is empty and whose rule has a `wording` is *rendered*: wording + fields give the exact bytes
// of the message (parsers promise this by construction: canonical address, port without leading zeros, nothing else in
// the line). Otherwise `message` carries the text. A rule that has no wording, and an empty message, means no message.
//
// Ids are stable (they stand in workspaces). EventView::rule of a registered rule views static text, so a store may
// remember what a data() pointer meant (one id may come with a few pointers).

#include "core/model/enums.h"
#include "core/model/event.h"

#include <span>
#include <string>
#include <string_view>

namespace parapet {

struct EventRule {
    std::string_view id; // "sshd.failed_password"
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    Severity severity = Severity::info;
    bool counted_only = false; // everyday noise: counted, stored only when the source says so
    // "Failed password for {user} from {source_ip} port {source_port} ssh2"; empty: the text is kept.
    // Fields: user, target_user, source_ip, source_port, destination_ip, destination_port, host, process, pid, object.
    std::string_view wording = {};
};

// Sorted by id.
[[nodiscard]] std::span<const EventRule> event_rules();
[[nodiscard]] const EventRule* find_event_rule(std::string_view id); // nullptr: not registered

// Appends the wording with the fields of `event` put in.
void append_rendered(std::string& out, std::string_view wording, const EventView& event);

// The message for people: the event's own text, or the wording of its rule, rendered; "" when there is neither.
[[nodiscard]] std::string message_of(const EventView& event);

// How the line around the message looked, so that the whole line can be written again. `unknown`: it cannot.
enum class LineShape : std::uint8_t {
    unknown = 0,
    bsd_pid = 1, // "Oct  1 00:00:00 host process[pid]: message", time in UTC
    bsd = 2,     // "Oct  1 00:00:00 host process: message", time in UTC
};
// The exact line without its newline; empty for LineShape::unknown.
[[nodiscard]] std::string line_of(const EventView& event, LineShape shape);

} // namespace parapet
