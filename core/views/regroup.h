#pragma once
// Joining and splitting findings by hand (core/store/findings/regroup.h): it holds for every later import, is told in
// the history of each finding, and can be taken back.

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet::views {

struct Regroup {
    enum class Kind : std::uint8_t {
        join,    // `others` become part of `finding`
        split,   // what `sightings` of `finding` say becomes a finding of its own
        unjoin,  // `others`, which were joined into a finding, are findings of their own again
        unsplit, // `finding`, which was split off, is part of what it came from again
    } kind = Kind::join;
    FindingId finding{};
    std::vector<FindingId> others;
    std::vector<std::int64_t> sightings; // Sighting::id
    std::string who, reason;
};
struct Regrouped {
    FindingId finding{}; // join: the whole; split: the new finding; unjoin, unsplit: what they were, are part of
    Regroup inverse;     // applying it restores the former state, and is journalled too
};
[[nodiscard]] Result<Regrouped> apply_regroup(Workspace&, const Regroup&);

} // namespace parapet::views
