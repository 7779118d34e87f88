#pragma once
// Entries of npm's, pnpm's and yarn's audits as findings. `finding.place` is set.

#include "core/base/json.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string_view>

namespace parapet::npm {

// Version 1: one advisory of the registry.
void read_advisory(std::string_view key, json::Value advisory, RawFinding& finding, ParseStats& stats,
                   const Limits& limits);
// Version 2: one package with all that makes it vulnerable. `packages` are all of them, for what it gets from others.
void read_package(std::string_view key, json::Value package, json::Value packages, RawFinding& finding,
                  ParseStats& stats, const Limits& limits);
// yarn 2 and later: {"value", "children": {"ID", "Issue", "URL" ...}}.
void read_yarn_entry(json::Value entry, RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet::npm
