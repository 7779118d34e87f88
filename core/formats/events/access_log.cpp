#include "core/formats/common/web_log.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    const WebSurvey seen = survey_web_log(head);
    const int known = seen.access + seen.json + seen.nginx_error + seen.apache_error + seen.litespeed;
    if (seen.access == 0 || known * 10 < seen.lines * 6) return {};
    Sniff out;
    out.score = seen.access * 10 >= seen.lines * 6 ? 88 : 60;
    out.why = fmt::format("{} of the first {} lines are a client, a time in brackets and a quoted request", seen.access,
                          seen.lines);
    return out;
}

} // namespace

extern const FormatInfo k_access_log_format;
const FormatInfo k_access_log_format{"access-log",
                                     FormatKind::events,
                                     "Web access log",
                                     "text/plain",
                                     "Access logs of nginx, Apache, Caddy, Traefik, LiteSpeed: common and combined log "
                                     "format, with virtual host or proxies in front, nginx proxy manager",
                                     sniff,
                                     parse_web_log,
                                     parse_web_log_line};

} // namespace parapet
