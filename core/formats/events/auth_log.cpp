#include "core/formats/common/syslog_parse.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

namespace {

constexpr int k_likely = 70;

// Logs about logins: a sixth of the lines and most of their heads must say so.
Sniff sniff(const Head& head) {
    const SyslogSurvey seen = survey_syslog(head);
    if (seen.lines == 0 || seen.known == 0) return {};
    const int headed = std::max(seen.headed, seen.known);
    Sniff out;
    out.why = fmt::format("{} of the first {} lines have a syslog head, {} are about logins and accounts", seen.headed,
                          seen.lines, seen.known);
    if (headed * 10 < seen.lines * 6) return {};
    const bool much = seen.known * 6 >= seen.lines;
    const bool bare = seen.headed * 2 < seen.lines; // messages without their heads: the words alone must do
    out.score = much ? k_likely : 30;
    if (bare) out.score = seen.known * 2 >= seen.lines ? 50 : 20;
    if (head.name.find("auth") != std::string_view::npos || head.name.starts_with("secure")) out.score += 5;
    return out;
}

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    SyslogParser parser(out, options);
    return parser.parse_line(line, line_no, offset, SyslogParser::Wanted::known);
}

} // namespace

extern const FormatInfo k_auth_log_format;
const FormatInfo k_auth_log_format{"auth-log",
                                   FormatKind::events,
                                   "OpenSSH, PAM, sudo and other daemons",
                                   "text/plain",
                                   "auth.log, secure and other logs of logins: syslog heads of every kind (RFC 3164, "
                                   "RFC 5424, ISO 8601, journalctl) or none",
                                   sniff,
                                   parse_syslog,
                                   parse_line};

} // namespace parapet
