#pragma once
// A weakness that kube-hunter found, whichever of its reports it came in.

#include "core/base/json.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string>
#include <string_view>

namespace parapet::kube_hunter {

struct Weakness {
    std::string_view id, title, category, description, hunter, severity, location, reference;
    std::string evidence;
};

[[nodiscard]] Weakness weakness_of(json::Value entry);

// Fills a finding whose place is set. `about`: where the tool explains its ids, with {vid} in it.
void fill(const Weakness& weakness, std::string_view about, RawFinding& finding, ParseStats& stats,
          const Limits& limits);

} // namespace parapet::kube_hunter
