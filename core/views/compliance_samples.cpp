// Do records say what an auditor asks of them? The newest events before some times, looked at.

#include "core/views/compliance_evidence.h"
#include "core/views/events.h"

namespace parapet::views {
namespace {

constexpr std::size_t k_sample = 1000;

// Who, what, when, where, with which outcome (SP 800-53, AU-3).
bool complete(const Event& e) {
    const bool who = !e.user.empty() || !e.source_ip.empty() || !e.process.empty();
    const bool where = !e.host.empty() || !e.asset.empty();
    return who && where && e.kind != EventKind::other && e.outcome != Outcome::unknown;
}

} // namespace

Result<void> sample_events(const Workspace& workspace, const std::vector<Time>& times, compliance::Facts& facts,
                           std::stop_token stop) {
    if (!facts.first_event) return {};
    for (const Time at : times) {
        if (at < *facts.first_event) continue;
        EventsRequest request;
        request.scope.range = {at - compliance::k_population_span, at};
        request.limit = k_sample;
        auto page = events_page(workspace, request, stop);
        if (!page) return fail(std::move(page.error()));
        compliance::SampleFact sample{at};
        for (const Event& event : page->rows) {
            if (event.kind == EventKind::other) continue; // ordinary lines are not what a control asks about
            ++sample.events;
            sample.complete += complete(event) ? 1 : 0;
            sample.timed += event.time_quality == TimeQuality::full ? 1 : 0;
        }
        facts.samples.push_back(sample);
    }
    return {};
}

} // namespace parapet::views
