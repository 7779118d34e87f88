#include "core/formats/common/syslog_parse.h"

#include <fmt/format.h>

namespace parapet {

namespace {

// Any log with syslog's heads; those of other formats ride on them, so certainty ends below theirs.
Sniff sniff(const Head& head) {
    const SyslogSurvey seen = survey_syslog(head);
    if (seen.lines == 0) return {};
    Sniff out;
    out.why = fmt::format("{} of the first {} lines have a time, {} of them a program too", seen.timed, seen.lines,
                          seen.headed);
    if (seen.headed * 10 >= seen.lines * 6) {
        out.score = 58;
    } else if (seen.headed > 0 && seen.headed * 10 >= seen.lines) {
        out.score = 45; // messages of several lines
    } else if (seen.timed * 2 >= seen.lines) {
        out.score = 40; // a log with times, by whom is not said
    } else if (seen.timed * 4 >= seen.lines) {
        out.score = 25;
    }
    return out;
}

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    SyslogParser parser(out, options);
    return parser.parse_line(line, line_no, offset, SyslogParser::Wanted::headed);
}

} // namespace

extern const FormatInfo k_syslog_format;
const FormatInfo k_syslog_format{
    "syslog",
    FormatKind::events,
    "syslog",
    "text/plain",
    "System logs (RFC 3164, RFC 5424, rsyslog, journalctl): logins are told apart, the rest is counted",
    sniff,
    parse_syslog,
    parse_line};

} // namespace parapet
