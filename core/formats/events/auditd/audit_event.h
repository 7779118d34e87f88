#pragma once
// What the records of one audit event say together.

#include "core/formats/events/auditd/audit_record.h"
#include "core/model/event.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::audit_log {

// The records of one stamp, copied as far as they are needed.
struct Group {
    std::string stamp, node;
    Time time{};
    std::uint64_t line = 0, offset = 0; // of the first record
    std::uint64_t last_line = 0;
    struct Part {
        std::string type, text;
    };
    std::vector<Part> parts;
    void add(const Record& record);
};

// Strings that the event views.
struct Scratch {
    std::string user, target, address, process, object, message;
};

// A record that the kernel writes in several parts, which EOE or a later stamp ends; the others stand alone.
[[nodiscard]] bool is_part_of_group(std::string_view type);

// Fills kind, outcome, rule, users, addresses; false: nothing worth an event of its own (the caller counts it).
void describe_record(const Record& record, EventView& event, Scratch& scratch);
void describe_group(const Group& group, EventView& event, Scratch& scratch);

} // namespace parapet::audit_log
