#pragma once
// Small SARIF reports, made to order.

#include <string>
#include <string_view>

namespace parapet::test {

[[nodiscard]] std::string json_text(std::string_view text); // with its quotes

struct SarifResult {
    std::string rule = "R1", message = "found", uri = "src/a.c", level = "error";
    std::string more; // further members, with a comma before
    int line = 3;
    [[nodiscard]] std::string json() const;
};

// One run of the tool "Scannette"; `results` are objects with commas between.
[[nodiscard]] std::string sarif(const std::string& results, const std::string& rules = "[]");

} // namespace parapet::test
