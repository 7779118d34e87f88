#pragma once
// View-models of telemetry. Charts ask for counts by bucket (roll-ups), tables for pages of events (blocks).

#include "core/model/event.h"
#include "core/views/findings.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parapet::views {

enum class Bucket : std::uint8_t { minute, hour, day };
enum class ActivityBy : std::uint8_t { kind, source_ip, user, asset, outcome };

struct ActivityRequest {
    Scope scope; // filter in the events domain; a filter that the roll-ups cannot answer is scanned from the blocks
    Bucket bucket = Bucket::hour;
    ActivityBy by = ActivityBy::kind;
    std::size_t top = 20; // for source_ip, user, asset: so many values, the rest summed as ""
};
struct ActivityCell {
    Time bucket{};
    std::string value; // name_of(kind), address, user ...
    std::int64_t count = 0;
};
struct Activity {
    std::vector<ActivityCell> cells; // by bucket, then value; no cell = no event
    bool from_rollups = true;
};
[[nodiscard]] Result<Activity> activity(const Workspace&, const ActivityRequest&, std::stop_token stop = {});

// Counts by hour of the week (Monday 00 first), 7 x 24, in UTC shifted by `utc_offset`.
[[nodiscard]] Result<std::array<std::int64_t, 168>> hour_of_week(const Workspace&, const Scope&, Duration utc_offset,
                                                                 std::stop_token stop = {});

struct TopValue {
    std::string value;
    EventKind main_kind = EventKind::other;
    std::int64_t count = 0;
};
[[nodiscard]] Result<std::vector<TopValue>> top_values(const Workspace&, const Scope&, ActivityBy by,
                                                       std::size_t limit = 10, std::stop_token stop = {});

struct KindTotal {
    EventKind kind{};
    std::int64_t count = 0, previous = 0; // in the range, and in the equally long one before it
    bool collected = false;               // any source ever reported this kind
    std::optional<Time> last;
};
[[nodiscard]] Result<std::vector<KindTotal>> kind_totals(const Workspace&, const Scope&, std::stop_token stop = {});

struct EventsRequest {
    Scope scope;
    bool newest_first = true;
    Cursor after;
    std::size_t limit = 256;
};
struct EventsPage {
    std::vector<Event> rows;
    Cursor next;
};
[[nodiscard]] Result<EventsPage> events_page(const Workspace&, const EventsRequest&, std::stop_token stop = {});
[[nodiscard]] Result<std::int64_t> events_count(const Workspace&, const Scope&, std::stop_token stop = {});
[[nodiscard]] Result<std::optional<TimeRange>> events_span(const Workspace&,
                                                           std::stop_token stop = {}); // first..last event

} // namespace parapet::views
