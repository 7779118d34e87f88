#pragma once
// One change that AIDE saw, whichever of its formats it came in.

#include "core/base/time.h"
#include "core/formats/common/record_run.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace parapet::aide {

struct Entry {
    std::string_view kind; // added, removed, changed
    std::string_view flags, path;
    std::int64_t line = 0;
};

// Fills a finding whose place is set. `details`: the attributes, old and new.
void fill(const Entry& entry, std::string_view details, RawFinding& finding, ParseStats& stats, const Limits& limits);

// A report of a lower level says how many entries differ, or only that some do, and names none of them (or not all).
struct Summary {
    bool differs = false;
    std::int64_t counted = 0; // added, removed and changed ones; 0 where it does not say
};
// A scan that closes nothing, because it does not name what differs.
[[nodiscard]] bool names_all(const Summary& summary, std::size_t listed);
// Where nothing is named: one finding that something differs.
void tell_unnamed(const Summary& summary, std::size_t listed, RecordRun& run);

// "2026-07-31 06:03:55 +0000"
[[nodiscard]] std::optional<Time> time_of(std::string_view text);

} // namespace parapet::aide
