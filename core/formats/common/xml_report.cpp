#include "core/formats/common/xml_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

Result<void> XmlReport::run(Input& in, const std::vector<std::string_view>& roots,
                            const std::vector<std::string_view>& records, const xml::Options& options) {
    xml::Document document;
    std::uint64_t seen = 0;
    const auto on_record = [&](const xml::Record& at) -> Result<void> {
        if (++seen % 64 == 0) {
            if (auto ok = job().check(); !ok) return ok;
        }
        record(at);
        return {};
    };
    if (auto ok = document.stream(in, records, on_record, options, limits); !ok) return ok;
    const xml::Node root = document.root();
    if (std::find(roots.begin(), roots.end(), root.name()) == roots.end())
        return fail(Errc::malformed, fmt::format("the root element is not {}", roots.front()), "/");
    finish(root);
    if (!told()) tell({});
    return {};
}

RawFinding& XmlReport::start(const xml::Record& at, std::string_view path) {
    if (!told()) tell({});
    return begin(fmt::format("{}[{}]", path, stats.records + 1), at.line, at.offset);
}

} // namespace parapet
