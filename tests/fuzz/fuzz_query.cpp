// Any bytes: no crash, errors with a place, and a normal form that reads back as itself.

#include "core/query/filter.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parapet::query;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const Domain domain : {Domain::findings, Domain::events, Domain::changes}) {
        auto tree = parse(text, domain);
        if (!tree) {
            if (tree.error().what.empty() || tree.error().offset > static_cast<std::int64_t>(size)) std::abort();
            continue;
        }
        const std::string normal = to_text(**tree);
        auto again = parse(normal, domain);
        if (!again || to_text(**again) != normal) std::abort();
        const std::string with = with_value(text, domain, fields(domain)[0].name,
                                            fields(domain)[0].values.empty() ? "x" : fields(domain)[0].values[0], true);
        if (!parse(with, domain)) std::abort();
        if (!parse(with_value(with, domain, fields(domain)[0].name, "critical", false), domain)) std::abort();
    }
    return 0;
}
