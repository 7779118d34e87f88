#pragma once
// A finding's life as its history tells it. Read for every finding of a workspace by every rule: nothing is allocated.

#include "core/compliance/facts.h"
#include "core/compliance/timeline.h"

#include <algorithm>
#include <utility>

namespace parapet::compliance {

// A time of one status.
struct Stretch {
    Interval span;
    FindingStatus status = FindingStatus::open;
    Time until = k_never;
    bool ran_out = false;
};

// fn(const Stretch&), from the first look on, in the order of time.
template<class Fn>
void each_stretch(const FindingFact& finding, const Facts& facts, Fn&& fn) {
    Stretch now{{finding.first_seen, k_never}, finding.status, k_never, false};
    for (std::uint32_t i = finding.first_step; i < finding.first_step + finding.steps; ++i) {
        const StatusStep& step = facts.steps[i];
        const Time at = std::max(step.at, finding.first_seen);
        now.span.to = at;
        fn(std::as_const(now));
        now = {{at, k_never}, step.status, step.until, step.ran_out};
    }
    fn(std::as_const(now));
}

// fn(Interval): when it counts as open: not fixed, not suppressed, no decision in force against it.
template<class Fn>
void each_open_span(const FindingFact& finding, const Facts& facts, Fn&& fn) {
    if (finding.suppressed) return;
    Interval open{}; // not told yet: the next stretch may go on with it
    each_stretch(finding, facts, [&](const Stretch& stretch) {
        if (stretch.status == FindingStatus::fixed || stretch.status == FindingStatus::false_positive) return;
        Interval span = stretch.span;
        if (stretch.status == FindingStatus::risk_accepted) span.from = std::max(span.from, stretch.until);
        if (span.from >= span.to) return;
        if (open.from < open.to && open.to == span.from) {
            open.to = span.to;
            return;
        }
        if (open.from < open.to) fn(open);
        open = span;
    });
    if (open.from < open.to) fn(open);
}

} // namespace parapet::compliance
