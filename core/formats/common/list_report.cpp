#include "core/formats/common/list_report.h"

#include "core/formats/common/record_run.h"

namespace parapet {

ListReport::ListReport(RecordSink& sink, ParseStats& parse_stats, const ParseOptions& options)
    : out(sink)
    , stats(parse_stats)
    , limits(*options.limits) {}

Result<void> ListReport::document(json::Value root, bool /*whole*/) {
    if (told_) return {};
    auto scan = scan_of(root);
    if (!scan) return fail(scan.error());
    if (!scan_per_owner) tell(*scan);
    return {};
}

bool ListReport::enough(json::Value /*owner*/, std::uint64_t /*waiting_bytes*/) {
    return true;
}

Result<void> ListReport::begin(json::Value owner, std::string_view /*path*/, std::uint64_t /*index*/) {
    if (!scan_per_owner) return {};
    auto scan = scan_of(owner);
    if (!scan) return fail(scan.error());
    tell(*scan);
    return {};
}

Result<void> ListReport::end(json::Value /*owner*/) {
    return {};
}

Result<void> ListReport::result(json::Value value, const json::Element& element) {
    ++stats.records;
    if (!value.is_object()) {
        stats.skip("a result that is no object");
        return {};
    }
    finding_.clear();
    element.write_pointer(finding_.place.path);
    finding_.place.line = element.line;
    finding_.place.offset = static_cast<std::int64_t>(element.offset);
    if (!told_) tell({});
    if (read(value, element, finding_)) emit(finding_);
    return {};
}

void ListReport::tell(const ScanInfo& scan) {
    told_ = true;
    tell_scan(out, stats, scan);
}

void ListReport::emit(RawFinding& finding) {
    out.finding(finding);
}

} // namespace parapet
