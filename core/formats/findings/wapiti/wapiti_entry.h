#pragma once
// One entry of Wapiti, whichever way it was written.

#include "core/formats/common/finding_fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct WapitiClass {
    std::string name, description, solution;
    std::vector<std::string> references; // titles ("CWE-79: ...") and addresses
};
struct WapitiEntry {
    std::string_view method, path, level, parameter, info, request, module;
};
void read_wapiti_entry(const WapitiClass& kind, const WapitiEntry& entry, const std::string& origin,
                       RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet
