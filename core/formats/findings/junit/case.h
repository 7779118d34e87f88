#pragma once
// A test case of JUnit XML that failed, in the words of the tool that wrote it.

#include "core/base/xml.h"
#include "core/formats/common/whole_report.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet::junit {

enum class Tool : std::uint8_t {
    other,
    bandit,   // writes its findings as errors
    gitleaks, // writes its secrets into them
    brakeman, // has attributes of its own
    cfn_lint, // has the place at the end of the message
    popeye    // has its own words, and errors that are findings
};

struct Case {
    xml::Node test, failure;
    std::string_view name, cls, message;
    std::string text;
    // What stands in brackets before the name and is no severity: "[HIGH][CKV_K8S_1] Ensure ..." (Checkov, tfsec).
    std::string_view rule, plain;
    Tool tool = Tool::other;
};

void read_name(Case& c); // into `rule` and `plain`
void read_failure(const Case& c, RawFinding& f, WholeReport& report);

// "main.tf:12", "/x/y.go:3:4": file and line; a class name or an URL is none.
[[nodiscard]] bool split_place(std::string_view text, std::string_view& file, std::int64_t& line);

} // namespace parapet::junit
