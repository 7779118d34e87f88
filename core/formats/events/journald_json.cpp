// journalctl -o json, json-seq, json-sse and json-pretty: the journal's own fields around the same messages.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/auth_rules.h"
#include "core/formats/common/line_text.h"
#include "core/formats/common/object_frames.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <string>

namespace parapet {

namespace {

constexpr int k_certain = 95;

Sniff sniff(const Head& head) {
    if (!head.contains("\"__REALTIME_TIMESTAMP\"") || !head.contains("\"MESSAGE\"")) return {};
    return {k_certain, "keys __REALTIME_TIMESTAMP and MESSAGE of the systemd journal", {}};
}

// Text, or the bytes of text that is not UTF-8 as an array of numbers.
std::string message_text(json::Value message) {
    std::string text;
    if (!message.is_array()) {
        text = message.text();
    } else {
        for (const json::Value item : message.items()) {
            const auto byte = item.integer();
            if (byte && *byte >= 0 && *byte < 256) text += static_cast<char>(*byte);
        }
    }
    return has_odd_bytes(text) ? cleaned_line(text) : text;
}

bool read_time(json::Value record, Time& time) {
    for (const char* key : {"_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"}) {
        const auto micros = record[key].integer();
        constexpr std::int64_t k_last_micros = 9'000'000'000'000'000; // Time ends in 2262
        if (micros && *micros > 0 && *micros < k_last_micros) {
            time = Time{std::chrono::microseconds{*micros}};
            return true;
        }
    }
    return false;
}

class JournalParser {
public:
    JournalParser(RecordSink& out, const ParseOptions& options)
        : out_(out)
        , options_(options) {}

    // False: no record of a journal.
    bool record(std::string_view bytes, std::uint64_t line, std::uint64_t offset) {
        auto parsed = document_.parse(bytes, *options_.limits);
        if (!parsed) {
            stats_.warn(fmt::format("line {}", line), parsed.error().what, static_cast<std::int64_t>(line));
            stats_.skip("not JSON");
            return false;
        }
        const json::Value journal = *parsed;
        if (!journal["MESSAGE"].exists()) {
            stats_.skip("no MESSAGE");
            return false;
        }
        EventView event;
        const std::string message = message_text(journal["MESSAGE"]);
        const std::string host = journal["_HOSTNAME"].text();
        const std::string program = journal.any({"SYSLOG_IDENTIFIER", "_COMM"}).text();
        if (!matcher_.match(program, message, event)) {
            event.message = message;
            event.counted_only = true;
        }
        event.time = options_.reference;
        event.time_quality = read_time(journal, event.time) ? TimeQuality::full : TimeQuality::ingest_only;
        event.host = host.empty() ? std::string_view(options_.default_host) : host;
        event.process = program;
        const auto pid = journal.any({"SYSLOG_PID", "_PID"}).integer();
        if (pid && *pid > 0 && *pid <= UINT32_MAX) event.pid = static_cast<std::uint32_t>(*pid);
        event.line = line;
        event.offset = offset;
        out_.event(event);
        return true;
    }

    ParseStats stats_;

private:
    RecordSink& out_;
    const ParseOptions& options_;
    json::Document document_;
    AuthMatcher matcher_;
};

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    JournalParser parser(out, options);
    std::uint64_t objects = 0;
    constexpr std::uint64_t k_asked_every = 1024;
    auto framed = for_each_object(
        in,
        [&](const ObjectFrame& frame) -> Result<void> {
            if (objects++ % k_asked_every == 0) {
                if (auto ok = job.check(); !ok) return ok;
            }
            ++parser.stats_.records;
            parser.record(frame.bytes, frame.line, frame.offset);
            return {};
        },
        *options.limits);
    if (!framed) return fail(framed.error());
    if (framed->cut) {
        parser.stats_.warn(fmt::format("line {}", framed->cut_line), "the last record is incomplete",
                           static_cast<std::int64_t>(framed->cut_line));
        ++parser.stats_.records;
        parser.stats_.skip("incomplete");
    }
    return std::move(parser.stats_);
}

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    const std::string_view text = trim(line);
    if (!text.starts_with('{') || text.find("\"MESSAGE\"") == std::string_view::npos) return false;
    return JournalParser(out, options).record(text, line_no, offset);
}

} // namespace

extern const FormatInfo k_journald_json_format;
const FormatInfo k_journald_json_format{
    "journald-json",
    FormatKind::events,
    "systemd journal",
    "application/json",
    "journalctl -o json, json-seq, json-sse, json-pretty, or an array of such records",
    sniff,
    parse,
    parse_line};

} // namespace parapet
