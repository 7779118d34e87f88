#pragma once
// The sample workspace: 90 days of a made-up company, Larkspur Savings Bank, from a seeded generator. It goes the way
// of every import (ImportSession), so that nothing shown of it is painted on. Marked as a sample in the workspace
// itself.

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>

namespace parapet {

struct SampleOptions {
    std::uint64_t seed = 20261118;
    Time end = from_unix_seconds(1'795'012'200); // 2026-11-18T14:30:00Z: the sample's "now"
    int days = 90;
};

// Writes a new workspace; Errc::conflict when the file exists. The same options give the same findings and events.
[[nodiscard]] Result<void> make_sample(const std::filesystem::path& file, const SampleOptions& options,
                                       JobContext& job);

} // namespace parapet
