#pragma once
// The head of a syslog line, taken apart: RFC 3164 with its many habits, RFC 5424, rsyslog's ISO stamps, journalctl's
// short forms, and lines that carry only "host program[pid]:" or "program:".

#include "core/formats/common/event_rules.h"
#include "core/formats/common/log_stamp.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

struct SyslogLine {
    Time time{};
    TimeQuality quality = TimeQuality::full;
    std::string_view host, program; // views of the line; empty when it has none
    std::uint32_t pid = 0;
    int priority = -1; // facility * 8 + severity, where the line begins with it
    LineShape shape = LineShape::unknown;
    bool has_time = false;
    bool has_tag = false; // a program was found
    std::string_view message;
};

class SyslogReader {
public:
    explicit SyslogReader(const ParseOptions& options);

    void look_ahead(std::string_view chunk) { stamps_.look_ahead(chunk); }

    // Takes `line` (no newline) apart. False: no time and no tag at its head; then `out.message` is the line.
    bool read(std::string_view line, SyslogLine& out) {
        if (read_fast(line, out)) return true;
        return read_any(line, out);
    }

    // The first time within a line whose head holds none ("level=warn time=2026-...", "WARN: [Jul  1 00:00:00.000]").
    [[nodiscard]] bool find_time(std::string_view line, Stamp& out);

private:
    bool read_fast(std::string_view line, SyslogLine& out);
    bool read_any(std::string_view line, SyslogLine& out);

    StampReader stamps_;
    Time reference_{};
};

} // namespace parapet
