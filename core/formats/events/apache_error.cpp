#include "core/formats/common/web_log.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    const WebSurvey seen = survey_web_log(head);
    if (seen.apache_error == 0 || (seen.apache_error + seen.access) * 10 < seen.lines * 6) return {};
    Sniff out;
    out.score = seen.apache_error * 10 >= seen.lines * 5 ? 86 : 42;
    out.why =
        fmt::format("{} of the first {} lines have httpd's time and level in brackets", seen.apache_error, seen.lines);
    return out;
}

} // namespace

extern const FormatInfo k_apache_error_format;
const FormatInfo k_apache_error_format{"apache-error",
                                       FormatKind::events,
                                       "Apache httpd",
                                       "text/plain",
                                       "Apache httpd error log, 2.2 and 2.4, with ModSecurity's messages",
                                       sniff,
                                       parse_web_log,
                                       parse_web_log_line};

} // namespace parapet
