#pragma once
// Reports for people (AIDE, Tripwire, Lynis, rkhunter ...) that are held as a whole and read line by line.

#include "core/base/input.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/formats/format.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class TextReport {
public:
    // Any encoding; line ends of any kind; colours and other escape sequences are dropped.
    [[nodiscard]] Result<void> read(Input& in, ParseStats& stats, const Limits& limits);
    // Number of a line is its index + 1.
    [[nodiscard]] const std::vector<std::string_view>& lines() const { return lines_; }

private:
    std::string text_;
    std::vector<std::string_view> lines_;
};

// Errc::malformed at the first line.
[[nodiscard]] tl::unexpected<Error> not_the_report(std::string what);

// What stands behind `key` where the line begins with it: "Host name:   pier" and "Host name:" give "pier".
[[nodiscard]] std::optional<std::string_view> after_key(std::string_view line, std::string_view key);

// "Sun Jul 13 20:21:29 2014", also with a zone before the year, which is taken for UTC.
[[nodiscard]] std::optional<Time> time_of_ctime(std::string_view text);

} // namespace parapet
