#include "core/formats/common/text_report.h"

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/formats/common/line_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

Result<void> TextReport::read(Input& in, ParseStats& stats, const Limits& limits) {
    auto bytes = in.read_all(limits.max_document_bytes);
    if (!bytes) return fail(bytes.error());
    std::size_t replaced = 0;
    auto text = decode_text(*bytes, &replaced);
    if (!text) return fail(text.error());
    if (!is_valid_utf8(*text)) {
        std::size_t more = 0;
        *text = sanitize_utf8(*text, &more);
        replaced += more;
    }
    if (replaced > 0) stats.warn({}, fmt::format("{} characters that are no valid text were replaced", replaced));
    if (text->find('\x1b') == std::string::npos) {
        text_ = std::move(*text);
    } else {
        for (const std::string_view line : split(*text, '\n'))
            text_ += cleaned_line(line) + '\n';
    }
    for (std::string_view line : split(text_, '\n')) {
        if (line.size() > limits.max_line_bytes) {
            Error error{Errc::limit, fmt::format("a line of {}", format_bytes(line.size())), {}, {}};
            error.line = static_cast<std::int64_t>(lines_.size() + 1);
            return fail(std::move(error));
        }
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        lines_.push_back(line);
    }
    return {};
}

tl::unexpected<Error> not_the_report(std::string what) {
    Error error{Errc::malformed, std::move(what), {}, {}};
    error.line = 1;
    return fail(std::move(error));
}

std::optional<std::string_view> after_key(std::string_view line, std::string_view key) {
    line = trim(line);
    if (!line.starts_with(key)) return std::nullopt;
    return trim(line.substr(key.size()));
}

std::optional<Time> time_of_ctime(std::string_view text) {
    static constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(text, ' '))
        if (!trim(part).empty()) parts.push_back(trim(part));
    if (parts.size() == 6) parts.erase(parts.begin() + 4); // the zone
    if (parts.size() != 5 || parts[3].size() != 8) return std::nullopt;
    const auto month = std::find(k_months.begin(), k_months.end(), parts[1]);
    std::array<std::int64_t, 5> n{};
    if (month == k_months.end() || !parse_int(parts[2], n[0]) || !parse_int(parts[4], n[1]) ||
        !parse_int(parts[3].substr(0, 2), n[2]) || !parse_int(parts[3].substr(3, 2), n[3]) ||
        !parse_int(parts[3].substr(6, 2), n[4]))
        return std::nullopt;
    for (const std::int64_t number : n)
        if (number < 0 || number > 9999) return std::nullopt;
    return from_civil(static_cast<int>(n[1]), static_cast<unsigned>(month - k_months.begin() + 1),
                      static_cast<unsigned>(n[0]), static_cast<unsigned>(n[2]), static_cast<unsigned>(n[3]),
                      static_cast<unsigned>(n[4]));
}

} // namespace parapet
