#pragma once
// The sample's telemetry: what its hosts, web applications and cash machines logged in a span of days.

#include "core/formats/format.h"
#include "core/sample/company.h"

namespace parapet::sample {

enum class Feed : std::uint8_t { hosts, web, applications };
[[nodiscard]] std::string_view name_of(Feed feed);

// Events of the days [from, to) after `start`, in order of time, cut at `end`.
void write_events(Feed feed, const Company& company, std::uint64_t seed, Time start, int from, int to, Time end,
                  RecordSink& out, ParseStats& stats);

} // namespace parapet::sample
