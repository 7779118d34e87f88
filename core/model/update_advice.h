#pragma once
// What a known fixed version says by itself. Reports that advise just this are stored without it.

#include <string>
#include <string_view>

namespace parapet {

[[nodiscard]] inline std::string update_advice(std::string_view package, std::string_view fixed_version) {
    std::string out("Update ");
    out.append(package).append(" to ").append(fixed_version).append(".");
    return out;
}

} // namespace parapet
