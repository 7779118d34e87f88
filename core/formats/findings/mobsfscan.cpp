// mobsfscan's JSON: the report of libsast.

#include "core/formats/common/libsast.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_mobsfscan_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("mobsfscan_version")) return {};
    return {95, "top-level key mobsfscan_version", {}};
}

Result<void> read(json::Value root, WholeReport& report) {
    return read_libsast(root, report, "mobsfscan", "mobsfscan_version", {"results"});
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_mobsfscan_format{"mobsfscan-json",
                                    FormatKind::findings,
                                    "mobsfscan",
                                    "application/json",
                                    "mobsfscan: weaknesses in Android and iOS source",
                                    sniff,
                                    parse};

} // namespace parapet
