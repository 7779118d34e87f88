#include "core/model/feed.h"

#include "core/base/text.h"

namespace parapet {

std::int64_t cve_number(std::string_view text) {
    constexpr std::size_t k_prefix = 4; // "CVE-"
    constexpr std::size_t k_year = 4;
    if (text.size() < k_prefix + k_year + 2 || text.size() > 20 || !istarts_with(text, "CVE-")) return 0;
    const auto digits = [](std::string_view part) {
        std::int64_t n = 0;
        for (const char c : part) {
            if (c < '0' || c > '9') return std::int64_t{-1};
            n = n * 10 + (c - '0');
        }
        return part.empty() ? std::int64_t{-1} : n;
    };
    if (text[k_prefix + k_year] != '-') return 0;
    const std::int64_t year = digits(text.substr(k_prefix, k_year));
    const std::int64_t number = digits(text.substr(k_prefix + k_year + 1));
    constexpr std::int64_t k_most = (std::int64_t{1} << 36) - 1;
    return year <= 0 || number < 0 || number > k_most ? 0 : (year << 36) + number;
}

} // namespace parapet
