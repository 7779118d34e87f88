#pragma once
// Pages of events in order of time, without reading what lies beyond them.

#include "core/model/event.h"
#include "core/store/events/event_scan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace parapet::events {

struct PageKey {
    std::int64_t time_ns = 0, id = 0;
    auto operator<=>(const PageKey&) const = default;
};

struct PageRequest {
    Question question;
    bool newest_first = true;
    std::optional<PageKey> after;
    std::size_t limit = 256;
};
struct Page {
    std::vector<Event> rows;
    bool more = false;
};
[[nodiscard]] Result<Page> read_page(const Workspace& workspace, const PageRequest& request, std::stop_token stop = {});

// One event by its id.
[[nodiscard]] Result<Event> read_event(const Workspace& workspace, EventId id, std::stop_token stop = {});

} // namespace parapet::events
