#include "core/formats/common/record_run.h"

#include "core/formats/fact_sink.h"

namespace parapet {

void RecordRun::fact(const AssetFact& fact) {
    tell_fact(out_, fact);
}

namespace {

constexpr std::size_t k_most_path = 1000;
constexpr std::uint64_t k_records_a_look = 64;

} // namespace

void tell_scan(RecordSink& out, ParseStats& stats, const ScanInfo& scan) {
    if (stats.tool.empty()) {
        stats.tool = scan.tool;
        stats.tool_version = scan.tool_version;
    }
    out.scan(scan);
}

void RecordRun::tell(const ScanInfo& scan) {
    told_ = true;
    tell_scan(out_, stats, scan);
}

RawFinding& RecordRun::begin(std::string path, std::int64_t line, std::int64_t offset) {
    ++stats.records;
    finding_.clear();
    finding_.place.path = std::move(path);
    finding_.place.line = line;
    finding_.place.offset = offset;
    return finding_;
}

RawFinding& RecordRun::next(std::string_view path, std::int64_t line) {
    return begin(elide(path, k_most_path), line, Place{}.offset);
}

RawFinding& RecordRun::again() {
    Place place = std::move(finding_.place);
    finding_.clear();
    finding_.place = std::move(place);
    return finding_;
}

Result<void> RecordRun::check() {
    if (stats.records % k_records_a_look != 0) return {};
    return job_.check();
}

} // namespace parapet
