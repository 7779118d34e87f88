#pragma once
// One change that AIDE saw, whichever of its formats it came in.

#include "core/base/time.h"
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

// "2026-07-31 06:03:55 +0000"
[[nodiscard]] std::optional<Time> time_of(std::string_view text);

} // namespace parapet::aide
