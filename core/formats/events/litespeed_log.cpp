#include "core/formats/common/web_log.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    const WebSurvey seen = survey_web_log(head);
    if (seen.litespeed == 0 || (seen.litespeed + seen.access) * 10 < seen.lines * 6) return {};
    Sniff out;
    out.score = seen.litespeed * 10 >= seen.lines * 5 ? 84 : 42;
    out.why = fmt::format("{} of the first {} lines have LiteSpeed's time, level and [peer#virtual host]",
                          seen.litespeed, seen.lines);
    return out;
}

} // namespace

extern const FormatInfo k_litespeed_log_format;
const FormatInfo k_litespeed_log_format{
    "litespeed", FormatKind::events, "LiteSpeed",       "text/plain", "LiteSpeed and OpenLiteSpeed error log",
    sniff,       parse_web_log,      parse_web_log_line};

} // namespace parapet
