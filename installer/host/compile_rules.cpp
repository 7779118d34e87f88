// compile_rules OUT FILE.yaml…: reads the detection rules, compiles their patterns and writes them as one file that the
// program embeds, so that it is ready within a millisecond of its start. Runs at build time; exits 1 with the place of
// what is wrong.

#include "core/analysis/detection/rule.h"

#include <cstdio>
#include <fstream>
#include <iterator>

int main(int argc, char** argv) {
    using namespace parapet;
    std::vector<detect::RuleSource> rules;
    for (int i = 2; i < argc; ++i) {
        std::ifstream in(argv[i], std::ios::binary);
        const std::string yaml{std::istreambuf_iterator<char>(in), {}};
        auto some = detect::read_rules(yaml, argv[i]);
        if (!some) {
            std::fprintf(stderr, "%s:%lld: error: %s\n", argv[i], static_cast<long long>(some.error().line),
                         some.error().what.c_str());
            return 1;
        }
        rules.insert(rules.end(), some->begin(), some->end());
    }
    auto packed = detect::RuleBook::pack(rules);
    if (!packed) {
        std::fprintf(stderr, "compile_rules: error: %s: %s\n", packed.error().what.c_str(),
                     packed.error().where.c_str());
        return 1;
    }
    std::ofstream out(argc > 1 ? argv[1] : "", std::ios::binary);
    out.write(packed->data(), static_cast<std::streamsize>(packed->size()));
    return out.flush() ? 0 : 1;
}
