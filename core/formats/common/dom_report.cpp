#include "core/formats/common/dom_report.h"

#include "core/formats/common/whole_json.h"

#include <fmt/format.h>

namespace parapet {

RawFinding& DomReport::record(std::string_view list, std::size_t index) {
    return next(fmt::format("{}/{}", elide(list, 300), index));
}

RawFinding& DomReport::record(std::string_view list, std::size_t index, std::string_view inner,
                              std::size_t inner_index) {
    return next(fmt::format("{}/{}/{}/{}", elide(list, 300), index, elide(inner, 300), inner_index));
}

Result<ParseStats> parse_dom(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options, ReadDom read) {
    ParseStats stats;
    WholeJson document;
    auto root = document.read(in, stats, *options.limits);
    if (!root) return fail(root.error());
    DomReport report(out, stats, job, options);
    if (auto ok = read(*root, report); !ok) return fail(ok.error());
    return finish_whole(report);
}

} // namespace parapet
