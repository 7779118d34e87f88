#pragma once
// `parse` of formats whose reports are held as a whole and read by a class of their own: Reader(out, stats, job,
// limits) with `Result<void> read(document)`.

#include "core/base/xml.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/format.h"

namespace parapet {

template<class Reader>
[[nodiscard]] Result<ParseStats> parse_xml_with(Input& in, RecordSink& out, JobContext& job,
                                                const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    if (auto root = document.parse(in, {}, *options.limits); !root) return fail(root.error());
    Reader reader(out, stats, job, *options.limits);
    if (auto ok = reader.read(document); !ok) return fail(ok.error());
    return stats;
}

template<class Reader>
[[nodiscard]] Result<ParseStats> parse_json_with(Input& in, RecordSink& out, JobContext& job,
                                                 const ParseOptions& options) {
    ParseStats stats;
    WholeJson document;
    auto root = document.read(in, stats, *options.limits);
    if (!root) return fail(root.error());
    Reader reader(out, stats, job, *options.limits);
    if (auto ok = reader.read(*root); !ok) return fail(ok.error());
    return stats;
}

} // namespace parapet
