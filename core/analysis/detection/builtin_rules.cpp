#include "core/analysis/detection/rule.h"
#include "core/base/embedded.h"

namespace parapet::detect {

const RuleBook& RuleBook::builtin() {
    static const RuleBook k_book = [] {
        const auto bytes = embedded_file(embedded_detection(), "rules.bin");
        auto book = load(bytes.value_or(std::string_view()));
        // The build made and checked these bytes: an empty book would mean a broken build, and the tests say so.
        return book ? std::move(*book) : RuleBook();
    }();
    return k_book;
}

} // namespace parapet::detect
