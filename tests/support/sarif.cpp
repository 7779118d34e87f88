#include "tests/support/sarif.h"

#include "core/base/json.h"

namespace parapet::test {

std::string json_text(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

std::string SarifResult::json() const {
    return "{\"ruleId\":" + json_text(rule) + ",\"level\":\"" + level +
           "\",\"message\":{\"text\":" + json_text(message) +
           "},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":" + json_text(uri) +
           "},\"region\":{\"startLine\":" + std::to_string(line) + "}}}]" + more + "}";
}

std::string sarif(const std::string& results, const std::string& rules) {
    return "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"Scannette\",\"rules\":" + rules +
           "}},\"results\":[" + results + "]}]}";
}

} // namespace parapet::test
