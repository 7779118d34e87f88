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

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    WebLog log(out, options);
    return log.parse(in, job);
}

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    WebLog log(out, options);
    return log.parse_line(line, line_no, offset);
}

} // namespace

extern const FormatInfo k_haproxy_format;
const FormatInfo k_haproxy_format{"haproxy",
                                  FormatKind::events,
                                  "HAProxy",
                                  "text/plain",
                                  "HAProxy log: HTTP and TCP format, handshake errors, with or without a syslog head",
                                  sniff,
                                  parse,
                                  parse_line};

} // namespace parapet
