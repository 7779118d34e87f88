#pragma once
// Events as tests look at them: a sink that keeps them, and parsing of text by one format.

#include "core/formats/common/event_rules.h"
#include "core/formats/format.h"

#include <string>
#include <string_view>
#include <vector>

namespace parapet::test {

struct SeenEvent {
    Event event; // message: rendered where the rule's wording does it
    bool counted_only = false;
    bool rendered = false; // the message came from the wording
    LineShape shape = LineShape::unknown;
    std::string line; // written again from the fields; "" when its shape is unknown
};

class EventSink final : public RecordSink {
public:
    void scan(const ScanInfo&) override {}
    void finding(RawFinding&) override {}
    void event(const EventView& e) override {
        SeenEvent seen;
        Event& out = seen.event;
        out.time = e.time;
        out.time_quality = e.time_quality;
        out.kind = e.kind;
        out.outcome = e.outcome;
        out.severity = e.severity;
        out.count = e.count;
        out.user = e.user;
        out.target_user = e.target_user;
        out.source_ip = e.source_ip;
        out.destination_ip = e.destination_ip;
        out.source_port = e.source_port;
        out.destination_port = e.destination_port;
        out.host = e.host;
        out.asset = e.asset;
        out.process = e.process;
        out.pid = e.pid;
        out.object = e.object;
        out.rule = e.rule;
        out.message = message_of(e);
        out.line = e.line;
        out.offset = e.offset;
        seen.counted_only = e.counted_only;
        seen.rendered = e.message.empty() && !out.message.empty();
        seen.shape = static_cast<LineShape>(e.line_shape);
        seen.line = line_of(e, seen.shape);
        events.push_back(std::move(seen));
    }
    std::vector<SeenEvent> events;
};

// Options whose reference is a fixed day, so that years do not depend on today.
inline ParseOptions options_at(int year, unsigned month, unsigned day) {
    ParseOptions options;
    options.reference = *from_civil(year, month, day, 12, 0, 0);
    return options;
}

struct ParsedEvents {
    Result<ParseStats> stats;
    std::vector<SeenEvent> events;
};
inline ParsedEvents parse_events(std::string_view slug, std::string_view text, const ParseOptions& options) {
    const FormatInfo* format = find_format(slug);
    if (format == nullptr) return {fail(Errc::unknown_format, "no format " + std::string(slug)), {}};
    EventSink sink;
    JobContext job;
    const auto in = memory_input(text, "test.log");
    auto stats = format->parse(*in, sink, job, options);
    return {std::move(stats), std::move(sink.events)};
}

} // namespace parapet::test
