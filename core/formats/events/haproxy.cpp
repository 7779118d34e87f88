#include "core/formats/common/web_log.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    const WebSurvey seen = survey_web_log(head);
    if (seen.haproxy == 0 || seen.haproxy * 10 < seen.lines * 6) return {};
    Sniff out;
    out.score = 86;
    out.why =
        fmt::format("{} of the first {} lines have HAProxy's client:port, time with milliseconds and backend/server",
                    seen.haproxy, seen.lines);
    return out;
}

} // namespace

extern const FormatInfo k_haproxy_format;
const FormatInfo k_haproxy_format{"haproxy",
                                  FormatKind::events,
                                  "HAProxy",
                                  "text/plain",
                                  "HAProxy log: HTTP and TCP format, handshake errors, with or without a syslog head",
                                  sniff,
                                  parse_web_log,
                                  parse_web_log_line};

} // namespace parapet
