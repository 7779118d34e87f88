#pragma once
// The common case of a framed report: lists of results, each a finding, in a document that tells once what was scanned.

#include "core/formats/common/framed.h"

#include <cstdint>
#include <vector>

namespace parapet {

class ListReport : public FramedReport {
public:
    ListReport(RecordSink& out, ParseStats& stats, const ParseOptions& options);

    Result<void> document(json::Value root, bool whole) override;
    bool enough(json::Value owner, std::uint64_t waiting_bytes) override;
    Result<void> begin(json::Value owner, std::string_view path, std::uint64_t index) override;
    Result<void> result(json::Value value, const json::Element& element) override;
    Result<void> end(json::Value owner) override;

protected:
    // Of the document, before its first result; of each owner, too, where `scan_per_owner` is set.
    virtual Result<ScanInfo> scan_of(json::Value around) = 0;
    // Fills a finding whose place is set. False: it gave nothing (say so with stats.skip).
    virtual bool read(json::Value value, const json::Element& element, RawFinding& finding) = 0;
    // Told once, before the first result.
    void tell(const ScanInfo& scan);
    void emit(RawFinding& finding);

    bool scan_per_owner = false;
    RecordSink& out;
    ParseStats& stats;
    const Limits& limits;

private:
    bool told_ = false;
    RawFinding finding_;
};

// Reads with a report of that kind.
template<class Report>
Result<ParseStats> parse_lists(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                               const std::vector<json::ArrayPath>& lists) {
    ParseStats stats;
    Report report(out, stats, options);
    if (auto ok = read_framed(in, lists, report, stats, job, *options.limits); !ok) return fail(ok.error());
    return stats;
}

} // namespace parapet
