// libFuzzer: the first byte selects what people and repositories hand us beside reports: policies, rules, owners,
// baselines, vectors. Whatever comes in: no crash, and an error says what is wrong.

#include "core/analysis/code_owners.h"
#include "core/analysis/cvss.h"
#include "core/analysis/detection/rule.h"
#include "core/analysis/gate_policy.h"
#include "core/compliance/rules.h"
#include "core/formats/common/yaml_json.h"
#include "core/store/rules/finding_rules.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using namespace parapet;

template<class T>
bool look(const Result<T>& result) {
    if (result) return true;
    if (!result.error().what.empty()) return false;
    std::fprintf(stderr, "broken promise: an error says what\n");
    std::abort();
}

void owners(std::string_view text) {
    const Result<CodeOwners> read = CodeOwners::parse(text);
    if (!look(read)) return;
    (void)read->owner_of("src/a/b.cpp");
    (void)read->owner_of(text.substr(0, 200));
}

void vector(std::string_view text) {
    const Result<cvss::Scores> scores = cvss::score(text);
    if (look(scores) && !(scores->overall() >= 0 && scores->overall() <= 10)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 8) {
    case 0:
        (void)look(parse_gate_policy(text, ""));
        break;
    case 1:
        (void)look(baseline_filter(text));
        break;
    case 2:
        (void)look(parse_finding_rules(text));
        break;
    case 3:
        owners(text);
        break;
    case 4:
        (void)look(detect::read_rules(text, "fuzz"));
        break;
    case 5:
        vector(text);
        break;
    case 6:
        (void)look(yaml_to_json(text));
        break;
    default:
        (void)look(compliance::read_rules(text));
        break;
    }
    return 0;
}
