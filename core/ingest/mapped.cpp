#include "core/ingest/mapped.h"

#include <algorithm>

namespace parapet {

const ReportMapping* choose_mapping(const Head& head, const ImportOptions& options,
                                    const std::vector<ReportMapping>& kept, bool known) {
    if (options.mapping) return options.mapping.get();
    if (known || !options.format.empty()) return nullptr;
    const auto at =
        std::find_if(kept.begin(), kept.end(), [&](const ReportMapping& mapping) { return fits(mapping, head); });
    return at == kept.end() ? nullptr : &*at;
}

Recognition mapped_recognition(const ReportMapping& mapping, bool given) {
    Recognition out;
    out.format = find_format("mapped");
    out.sniff.score = 40;
    out.sniff.why = given ? "the mapping \"" + mapping.name + "\" was given"
                          : "no format knows it; its header is that of the mapping \"" + mapping.name + "\"";
    return out;
}

} // namespace parapet
