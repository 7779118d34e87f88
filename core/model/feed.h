#pragma once
// What feeds say of vulnerabilities, whether or not they were found here: EPSS, KEV.

#include <cstdint>
#include <string_view>

namespace parapet {

enum class FeedKind : std::uint8_t { epss, kev };
[[nodiscard]] constexpr std::string_view name_of(FeedKind kind) {
    return kind == FeedKind::epss ? "EPSS" : "KEV";
}

// "CVE-2021-44228" as a number that sorts by year and number; 0 for what is no CVE.
[[nodiscard]] std::int64_t cve_number(std::string_view text);

} // namespace parapet
