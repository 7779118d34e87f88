#pragma once
// Scripts of Nmap that tell of a weakness in prose alone, without its library of vulnerabilities.

#include "core/model/enums.h"

#include <string_view>

namespace parapet {

struct NmapWeakness {
    std::string_view script; // its id; "*-brute": every script whose id ends so
    std::string_view says;   // what stands in its output then
    std::string_view title;
    Severity severity;
    int cwe;     // 0: none
    bool secret; // its output holds credentials
};

// Null where the output of a script tells of none.
[[nodiscard]] const NmapWeakness* nmap_weakness(std::string_view script, std::string_view output);

} // namespace parapet
