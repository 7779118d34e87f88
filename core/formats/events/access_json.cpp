#include "core/formats/common/web_log.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    const WebSurvey seen = survey_web_log(head);
    if (seen.json == 0 || seen.json * 10 < seen.lines * 6) return {};
    Sniff out;
    out.score = 72;
    out.why = fmt::format("{} of the first {} lines are JSON objects with a request, a status and a client", seen.json,
                          seen.lines);
    return out;
}

} // namespace

extern const FormatInfo k_access_json_format;
const FormatInfo k_access_json_format{"access-log-json",
                                      FormatKind::events,
                                      "Web access log (JSON)",
                                      "application/x-ndjson",
                                      "Access logs of nginx, Apache, Caddy and Traefik as JSON, an object a line",
                                      sniff,
                                      parse_web_log,
                                      parse_web_log_line};

} // namespace parapet
