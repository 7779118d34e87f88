#pragma once
// One result of Conftest, whichever way it was written.

#include "core/formats/common/whole_report.h"

#include <cstdint>
#include <string_view>

namespace parapet::conftest {

enum class Kind : std::uint8_t { failure, warning, exception, skipped, success };

struct Verdict {
    std::string_view file, policy, message, rule;
};

void tell(WholeReport& report);
void read(Kind kind, const Verdict& verdict, RawFinding& finding, WholeReport& report);

} // namespace parapet::conftest
