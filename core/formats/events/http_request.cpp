// A line is a request line (with headers and body behind it, perhaps) or a payload by itself: for trying out the
// detection rules with `parapet inspect --each-line --format http-request`. Never recognised by content.

#include "core/analysis/detection.h"
#include "core/base/text.h"
#include "core/formats/common/http_line.h"
#include "core/formats/common/query_secrets.h"
#include "core/formats/format.h"

namespace parapet {

namespace {

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    if (line.empty()) return false;
    const RequestLine parts = split_request_line(line);
    const Verdict verdict = inspect_line(RequestScanner::of_this_thread(), line, parts);
    EventView event;
    event.time = options.reference;
    event.time_quality = TimeQuality::ingest_only;
    event.host = options.default_host;
    std::string message;
    std::string object;
    event.object = without_secrets(parts.is_request ? parts.target : line, object);
    event.message = without_secrets(line, message);
    event.line = line_no;
    event.offset = offset;
    if (verdict) {
        event.kind = verdict.rule->kind;
        event.severity = verdict.rule->severity;
        event.rule = verdict.rule->id;
    } else {
        event.counted_only = !options.keep_harmless;
    }
    out.event(event);
    return true;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    stats.tool = "http-request";
    LineChunks chunks(in, 1U << 20, *options.limits);
    for (;;) {
        auto chunk = chunks.next();
        if (!chunk) return fail(chunk.error());
        if (!*chunk) return stats;
        if (auto ok = job.check(); !ok) return fail(ok.error());
        std::uint64_t line_no = (*chunk)->first_line;
        const std::string_view bytes = (*chunk)->bytes;
        for (std::size_t at = 0; at < bytes.size(); ++line_no) {
            const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
            std::string_view line = bytes.substr(at, end - at);
            if (line.ends_with('\r')) line.remove_suffix(1);
            if (parse_line(line, line_no, (*chunk)->offset + at, out, options)) ++stats.records;
            at = end + 1;
        }
    }
}

} // namespace

extern const FormatInfo k_http_request_format;
const FormatInfo k_http_request_format{
    "http-request",
    FormatKind::events,
    "HTTP request",
    "text/plain",
    "A request line or a payload a line, to try out the detection rules; only when asked for",
    nullptr,
    parse,
    parse_line,
};

} // namespace parapet
