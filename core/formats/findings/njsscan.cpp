// njsscan's JSON: the report of libsast.

#include "core/formats/common/libsast.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_njsscan_format;

namespace {

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("njsscan_version")) return {};
    return {95, "top-level key njsscan_version", {}};
}

Result<void> read(json::Value root, WholeReport& report) {
    return read_libsast(root, report, "njsscan", "njsscan_version", {"nodejs", "templates"});
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_njsscan_format{
    "njsscan-json", FormatKind::findings, "njsscan", "application/json", "njsscan: weaknesses in Node.js", sniff,
    parse};

} // namespace parapet
