// libFuzzer: any text as a file of decisions (VEX of three kinds, .parapet-ignore.yaml). Whatever comes in: no crash,
// and no decision that says nothing of what it is about, or accepts a risk for ever.

#include "core/base/text.h"
#include "core/ingest/decision_file.h"
#include "tests/fuzz/promises.h"

#include <cstdint>
#include <string_view>

namespace {

using namespace parapet;

using fuzz::broken;

void check(const DecisionStatement& s) {
    for (const std::string* text : {&s.who, &s.reason, &s.place, &s.rule, &s.cve, &s.package, &s.path, &s.asset})
        if (!is_valid_utf8(*text)) broken("text is valid UTF-8");
    const bool patterns = !(s.rule.empty() && s.cve.empty() && s.package.empty() && s.path.empty() && s.asset.empty());
    if (!patterns && s.vulnerabilities.empty()) broken("a decision says what it is about");
    if (s.claim == DecisionStatement::Claim::risk_accepted && patterns && !s.until)
        broken("a risk is accepted until a day");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto document = read_decisions(text, from_unix_seconds(1'767'225'600));
    if (!document) {
        if (document.error().what.empty()) broken("an error says what");
        return 0;
    }
    if (document->format.empty()) broken("a document has a format");
    for (const DecisionStatement& statement : document->statements)
        check(statement);
    return 0;
}
