#pragma once
// XCCDF 1.1 and 1.2 test results, alone, beside their benchmark, or inside an ARF collection.

#include "core/base/xml.h"
#include "core/formats/format.h"

namespace parapet::xccdf {

// Every TestResult below `root` (or root itself) is a scan. Errc::malformed when there is none.
[[nodiscard]] Result<void> read_results(const xml::Document& document, xml::Node root, RecordSink& out,
                                        ParseStats& stats, JobContext& job, const Limits& limits);

// Parts of a data stream and of ARF that say nothing of a result; dropped from documents too large to hold.
[[nodiscard]] xml::Options reading_options();

} // namespace parapet::xccdf
