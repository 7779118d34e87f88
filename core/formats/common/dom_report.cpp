#include "core/formats/common/dom_report.h"

#include "core/formats/common/whole_json.h"

#include <fmt/format.h>

namespace parapet {

void DomReport::scan(const ScanInfo& info) {
    if (stats.tool.empty()) {
        stats.tool = info.tool;
        stats.tool_version = info.tool_version;
    }
    out.scan(info);
}

RawFinding& DomReport::record(std::string_view list, std::size_t index) {
    ++stats.records;
    finding_.clear();
    finding_.place.path = fmt::format("{}/{}", elide(list, 300), index);
    return finding_;
}

RawFinding& DomReport::record(std::string_view list, std::size_t index, std::string_view inner,
                              std::size_t inner_index) {
    ++stats.records;
    finding_.clear();
    finding_.place.path = fmt::format("{}/{}/{}/{}", elide(list, 300), index, elide(inner, 300), inner_index);
    return finding_;
}

Result<ParseStats> parse_dom(Input& in, RecordSink& out, const ParseOptions& options, ReadDom read) {
    ParseStats stats;
    WholeJson document;
    auto root = document.read(in, stats, *options.limits);
    if (!root) return fail(root.error());
    DomReport report(out, stats, options);
    if (auto ok = read(*root, report); !ok) return fail(ok.error());
    return stats;
}

} // namespace parapet
