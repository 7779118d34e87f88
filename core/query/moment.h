#pragma once
// A time as a filter writes it: a day, a month, an instant, or a distance from now.

#include <optional>
#include <string_view>

namespace parapet::query {

struct Moment { // what a word for a time covers, in seconds: of 1970, or before now
    double from = 0, to = 0;
    bool relative = false;
};

[[nodiscard]] std::optional<Moment> read_moment(std::string_view text);

} // namespace parapet::query
