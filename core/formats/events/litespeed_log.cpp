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

extern const FormatInfo k_litespeed_log_format;
const FormatInfo k_litespeed_log_format{
    "litespeed", FormatKind::events, "LiteSpeed", "text/plain", "LiteSpeed and OpenLiteSpeed error log", sniff,
    parse,       parse_line};

} // namespace parapet
