#include "core/formats/common/web_log.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    const WebSurvey seen = survey_web_log(head);
    if (seen.nginx_error == 0 || (seen.nginx_error + seen.access) * 10 < seen.lines * 6) return {};
    Sniff out;
    out.score = seen.nginx_error * 10 >= seen.lines * 5 ? 86 : 42;
    out.why = fmt::format("{} of the first {} lines have nginx's time, level and process#thread", seen.nginx_error,
                          seen.lines);
    return out;
}

} // namespace

extern const FormatInfo k_nginx_error_format;
const FormatInfo k_nginx_error_format{"nginx-error",
                                      FormatKind::events,
                                      "nginx",
                                      "text/plain",
                                      "nginx error log, also with journal or syslog heads, with ModSecurity's messages",
                                      sniff,
                                      parse_web_log,
                                      parse_web_log_line};

} // namespace parapet
