#pragma once
#include "core/base/json_stream.h"
#include "core/formats/findings/sarif/run.h"

namespace parapet::sarif {

// Fills `finding` (cleared before) from one result.
void read_result(json::Value result, const json::Element& element, const Run& run, RawFinding& finding,
                 ParseStats& stats, const Limits& limits);
void read_fingerprint(json::Value fingerprints, json::Value partial, json::Value correlation, RawFinding& finding);
// The package, once the texts, ids and places of the finding are known.
void read_package(const Run& run, RawFinding& finding);

} // namespace parapet::sarif
