#include "core/formats/common/xml_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

XmlReport::XmlReport(RecordSink& out, ParseStats& parse_stats, JobContext& job, const ParseOptions& options)
    : stats(parse_stats)
    , limits(*options.limits)
    , out_(out)
    , job_(job) {}

Result<void> XmlReport::run(Input& in, const std::vector<std::string_view>& roots,
                            const std::vector<std::string_view>& records, const xml::Options& options) {
    xml::Document document;
    std::uint64_t seen = 0;
    const auto on_record = [&](const xml::Record& at) -> Result<void> {
        if (++seen % 64 == 0) {
            if (auto ok = job_.check(); !ok) return ok;
        }
        record(at);
        return {};
    };
    if (auto ok = document.stream(in, records, on_record, options, limits); !ok) return ok;
    const xml::Node root = document.root();
    if (std::find(roots.begin(), roots.end(), root.name()) == roots.end())
        return fail(Errc::malformed, fmt::format("the root element is not {}", roots.front()), "/");
    finish(root);
    if (!told_) tell({});
    return {};
}

RawFinding& XmlReport::start(const xml::Record& at, std::string_view path) {
    if (!told_) tell({});
    ++stats.records;
    finding_.clear();
    finding_.place.line = at.line;
    finding_.place.offset = at.offset;
    finding_.place.path = fmt::format("{}[{}]", path, stats.records);
    return finding_;
}

RawFinding& XmlReport::again() {
    const Place place = finding_.place;
    finding_.clear();
    finding_.place = place;
    return finding_;
}

void XmlReport::tell(const ScanInfo& scan) {
    told_ = true;
    if (stats.tool.empty()) {
        stats.tool = scan.tool;
        stats.tool_version = scan.tool_version;
    }
    out_.scan(scan);
}

} // namespace parapet
