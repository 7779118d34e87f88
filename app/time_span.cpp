#include "app/time_span.h"

#include "core/views/events.h"

#include <CLI/App.hpp>

namespace parapet {

void SpanOptions::options(CLI::App& sub) {
    sub.add_option("--since", since_, "from then on: a time, a date, -7d (7d is the same)")->type_name("T");
    sub.add_option("--until", until_, "before then")->type_name("T");
}

namespace {

// "26h" can only mean 26 hours ago here.
Result<Time> past_time(const std::string& text, Time now, const char* option) {
    if (const auto ago = parse_duration(text)) return now - *ago;
    return time_option(text, now, option);
}

} // namespace

Result<TimeRange> SpanOptions::resolve(const Workspace& workspace) const {
    TimeRange range;
    if (since_.empty() || until_.empty()) {
        Result<std::optional<TimeRange>> span = views::events_span(workspace, interrupt_token());
        if (!span) return fail(std::move(span.error()));
        if (*span) range = {(*span)->from, (*span)->to + std::chrono::seconds(1)};
    }
    if (!since_.empty()) {
        Result<Time> t = past_time(since_, workspace.now(), "--since");
        if (!t) return fail(std::move(t.error()));
        range.from = *t;
    }
    if (!until_.empty()) {
        Result<Time> t = past_time(until_, workspace.now(), "--until");
        if (!t) return fail(std::move(t.error()));
        range.to = *t;
    }
    if (!since_.empty() && !until_.empty() && range.to < range.from)
        return fail(Errc::bad_argument, "--until is before --since", "--until", "swap them");
    // Before the first or after the last event: an empty span, not none.
    if (range.to <= range.from) range.to = range.from + Duration(1);
    return range;
}

} // namespace parapet
