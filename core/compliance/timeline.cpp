#include "core/compliance/timeline.h"

#include <algorithm>

namespace parapet::compliance {

CheckState state_at(const Timeline& line, Time at) {
    const auto after =
        std::upper_bound(line.begin(), line.end(), at, [](Time t, const StateChange& change) { return t < change.at; });
    return after == line.begin() ? line.front().state : std::prev(after)->state;
}

void Sweep::add(std::size_t counter, Interval span) {
    if (span.from >= span.to || span.to <= from_ || span.from > to_) return;
    deltas_.push_back({std::max(span.from, from_), static_cast<std::uint8_t>(counter), 1});
    if (span.to <= to_) deltas_.push_back({span.to, static_cast<std::uint8_t>(counter), -1});
}

void Sweep::add_union(std::size_t counter, std::vector<Interval> spans) {
    std::sort(spans.begin(), spans.end(), [](const Interval& a, const Interval& b) { return a.from < b.from; });
    for (std::size_t i = 0; i < spans.size();) {
        Interval joined = spans[i++];
        while (i < spans.size() && spans[i].from <= joined.to)
            joined.to = std::max(joined.to, spans[i++].to);
        add(counter, joined);
    }
}

Sweep::Result Sweep::run(const Judge& judge, const std::vector<Time>& sample_at) {
    std::sort(deltas_.begin(), deltas_.end(), [](const Delta& a, const Delta& b) { return a.at < b.at; });
    Result out;
    Counters now{};
    std::size_t sampled = 0;
    std::size_t i = 0;
    Time at = from_;
    for (;;) {
        while (i < deltas_.size() && deltas_[i].at <= at) {
            now[deltas_[i].counter] += deltas_[i].by;
            ++i;
        }
        const CheckState state = judge(now);
        if (out.timeline.empty() || out.timeline.back().state != state) out.timeline.push_back({at, state});
        const Time next = i < deltas_.size() ? deltas_[i].at : Time::max();
        for (; sampled < sample_at.size() && sample_at[sampled] < next; ++sampled)
            out.samples.push_back(now);
        if (i == deltas_.size()) break;
        at = next;
    }
    out.last = now;
    return out;
}

} // namespace parapet::compliance
