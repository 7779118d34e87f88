#include "core/formats/common/translated.h"

#include "core/base/input.h"
#include "core/model/finding.h"

namespace parapet {

namespace {

class WithoutOffsets final : public RecordSink {
public:
    explicit WithoutOffsets(RecordSink& out)
        : out_(out) {}
    void scan(const ScanInfo& info) override { out_.scan(info); }
    void finding(RawFinding& finding) override {
        finding.place.offset = -1;
        out_.finding(finding);
    }
    void event(const EventView& event) override { out_.event(event); }

private:
    RecordSink& out_;
};

} // namespace

Result<ParseStats> parse_translated(std::string_view text, const FormatInfo& as, const std::string& name,
                                    RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto input = memory_input(text, name);
    WithoutOffsets sink(out);
    return as.parse(*input, sink, job, options);
}

} // namespace parapet
