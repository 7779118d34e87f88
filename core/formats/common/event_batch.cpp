#include "core/formats/common/event_batch.h"

#include "core/base/hash.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace parapet {

namespace {

bool holds(std::string_view whole, std::string_view part) {
    const std::less_equal<> before;
    return before(whole.data(), part.data()) && before(part.data() + part.size(), whole.data() + whole.size());
}

std::int64_t minute_of(Time time) {
    const std::int64_t second = unix_seconds(time);
    return second >= 0 ? second / 60 : (second - 59) / 60;
}

} // namespace

void EventBatch::begin(std::string_view lines, std::string_view default_host) {
    lines_ = lines;
    default_host_ = default_host;
    events_.clear();
    sums_.clear();
    texts_.clear();
}

std::string_view EventBatch::keep(std::string_view text) {
    if (text.empty()) return {};
    if (holds(lines_, text) || holds(default_host_, text)) return text;
    return texts_.emplace_back(text);
}

// All but the rule, which stands in a table.
void EventBatch::keep_texts(EventView& e) {
    for (std::string_view* text : {&e.user, &e.target_user, &e.source_ip, &e.destination_ip, &e.host, &e.asset,
                                   &e.process, &e.object, &e.message})
        *text = keep(*text);
}

void EventBatch::event(const EventView& event) {
    if (event.counted_only) {
        count(event);
        return;
    }
    events_.push_back(event);
    keep_texts(events_.back());
}

void EventBatch::count(const EventView& e) {
    const std::int64_t minute = minute_of(e.time);
    const std::uint64_t mark = static_cast<std::uint64_t>(minute) << 16U | static_cast<std::uint64_t>(e.kind) << 8U |
                               static_cast<std::uint64_t>(e.outcome);
    const std::uint64_t hash = hash64(e.host, mark);
    std::uint32_t& place = sum_of_[hash % sum_of_.size()];
    if (place < sums_.size()) {
        Sum& sum = sums_[place];
        EventView& known = sum.event;
        if (sum.minute == minute && known.kind == e.kind && known.outcome == e.outcome && known.host == e.host &&
            known.asset == e.asset && known.count <= std::numeric_limits<std::uint32_t>::max() - e.count) {
            known.count += e.count;
            known.time = std::max(known.time, e.time);
            return;
        }
    }
    place = static_cast<std::uint32_t>(sums_.size());
    EventView sum;
    sum.time = e.time;
    sum.time_quality = e.time_quality;
    sum.kind = e.kind;
    sum.outcome = e.outcome;
    sum.severity = e.severity;
    sum.counted_only = true;
    sum.count = e.count;
    sum.host = keep(e.host);
    sum.asset = keep(e.asset);
    sum.line = e.line;
    sum.offset = e.offset;
    sums_.push_back({sum, minute});
}

void EventBatch::hand_on(RecordSink& out) const {
    for (const EventView& event : events_)
        out.event(event);
    for (const Sum& sum : sums_)
        out.event(sum.event);
}

} // namespace parapet
