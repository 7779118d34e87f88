#pragma once
// The parser behind every format whose lines are syslog's: heads by SyslogReader, meaning by AuthMatcher, each line one
// record and at most one event.

#include "core/formats/common/auth_rules.h"
#include "core/formats/common/syslog_header.h"
#include "core/formats/format.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

// What a look at the first lines of a file found.
struct SyslogSurvey {
    int lines = 0;  // neither empty nor a comment
    int headed = 0; // with a time and a program, or "host program[pid]:"
    int timed = 0;  // with a time at least
    int known = 0;  // known by a rule about accounts and logins
    int noise = 0;  // of them: everyday noise
};
[[nodiscard]] SyslogSurvey survey_syslog(const Head& head);

class SyslogParser {
public:
    SyslogParser(RecordSink& out, const ParseOptions& options);

    [[nodiscard]] Result<ParseStats> parse(Input& in, JobContext& job);

    enum class Wanted : std::uint8_t {
        known, // only lines that a rule knows
        headed // every line with a time and a program
    };
    // One line by itself; false: not taken, and nothing was emitted.
    bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, Wanted wanted);

private:
    void chunk(std::string_view bytes, std::uint64_t offset, std::uint64_t first_line);
    void one_line(std::string_view line);
    void unheaded(std::string_view line, EventView& event);
    void fill_unheaded(std::string_view line, EventView& event);
    void mask_password(EventView& event);
    void emit_repeated(std::uint32_t times, EventView& event);
    void fill_head(const SyslogLine& head, EventView& event) const;

    RecordSink& out_;
    const ParseOptions& options_;
    SyslogReader reader_;
    AuthMatcher matcher_;
    SyslogLine head_; // of the line at hand
    ParseStats stats_;
    std::string masked_;         // a message without the password that was tried
    std::string cleaned_;        // a line without escape sequences and broken UTF-8
    std::string previous_chunk_; // its last line, for "last message repeated"
    std::string_view chunk_;
    bool as_written_ = true; // the line at hand is, byte for byte, what the file holds
    std::uint64_t line_no_ = 0, offset_ = 0;
};

// `parse` of the formats whose files are such logs.
[[nodiscard]] inline Result<ParseStats> parse_syslog(Input& in, RecordSink& out, JobContext& job,
                                                     const ParseOptions& options) {
    return SyslogParser(out, options).parse(in, job);
}

} // namespace parapet
