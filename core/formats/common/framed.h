#pragma once
// Reads a JSON report whose bulk is arrays of results, in bounded memory. A result is often understood only with what
// stands around it (the rules of its run, the target of its package list), and that may come after it. So results are
// held back until their owner is known: in a report of up to 8 MB always until everything is known; in a larger one
// until the owner says that it knows enough, and compressed meanwhile.

#include "core/base/json_stream.h"
#include "core/formats/format.h"

#include <cstdint>
#include <vector>

namespace parapet {

class FramedReport {
public:
    virtual ~FramedReport() = default;

    // The document around its results. Called first, and when it was not `whole` then, once more at the end.
    virtual Result<void> document(json::Value root, bool whole) = 0;
    // May results of this owner be read now, though it has not ended? Asked only of large reports, at its first result
    // and again with every 8 MB that wait. `owner` is the document where results have no owner.
    virtual bool enough(json::Value owner, std::uint64_t waiting_bytes) = 0;
    // An owner begins, whether it has results or not: the element `index` of the array at `path`. Its results follow.
    virtual Result<void> begin(json::Value owner, std::string_view path, std::uint64_t index) = 0;
    virtual Result<void> result(json::Value value, const json::Element& element) = 0;
    // It ended; `owner` is whole now.
    virtual Result<void> end(json::Value owner) = 0;
};

// Reads everything, or fails as a whole. Broken characters and double keys are warnings in `stats`.
[[nodiscard]] Result<void> read_framed(Input& in, const std::vector<json::ArrayPath>& arrays, FramedReport& report,
                                       ParseStats& stats, JobContext& job, const Limits& limits);

} // namespace parapet
