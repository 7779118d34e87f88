#pragma once
// A workspace -> Facts: everything up to `as_of`, nothing after it.

#include "core/compliance/check.h"
#include "core/compliance/facts.h"
#include "core/store/compliance_queries.h"

#include <stop_token>
#include <string>
#include <vector>

namespace parapet::compliance {

// Where a telemetry fact comes from, beside Facts::telemetry.
struct TelemetryOrigin {
    std::string source, import_sha256;
};

struct LoadedFacts {
    Facts facts;
    std::vector<TelemetryOrigin> telemetry_origin;
    std::vector<std::int64_t> scan_findings; // beside Facts::scans
    std::vector<std::string> scan_targets;   // "image", "repository"
};

[[nodiscard]] Result<LoadedFacts> load_facts(compliance_rows::Queries& queries, const Window& window,
                                             std::stop_token stop = {});

} // namespace parapet::compliance
