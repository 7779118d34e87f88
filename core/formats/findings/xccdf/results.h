#pragma once
// XCCDF 1.1 and 1.2 test results, alone, beside their benchmark, or inside an ARF collection.

#include "core/formats/format.h"

namespace parapet::xccdf {

// Every TestResult below the root (or the root itself) is a scan. Errc::malformed when there is none. Parts of a data
// stream and of ARF that say nothing of a result are dropped from documents too large to hold.
[[nodiscard]] Result<ParseStats> parse_results(Input& in, RecordSink& out, JobContext& job,
                                               const ParseOptions& options);

} // namespace parapet::xccdf
