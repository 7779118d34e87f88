#include "core/query/moment.h"

#include "core/base/text.h"
#include "core/base/time.h"

namespace parapet::query {
namespace {

constexpr double k_last_millisecond = 0.001;

std::optional<Moment> read_span(std::string_view text) {
    const bool day = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const bool month = text.size() == 7 && text[4] == '-';
    if (!day && !month) return std::nullopt;
    const std::optional<Time> from = parse_rfc3339(month ? std::string(text) + "-01" : std::string(text));
    if (!from) return std::nullopt;
    Moment m;
    m.from = static_cast<double>(unix_seconds(*from));
    std::int64_t end = unix_seconds(*from) + 86400;
    if (month) { // the first of the next month lies within 28 to 31 days
        const std::string head(text);
        for (int days = 28; days <= 31; ++days) {
            end = unix_seconds(*from) + days * 86400LL;
            if (!format_rfc3339(from_unix_seconds(end)).starts_with(head)) break;
        }
    }
    m.to = static_cast<double>(end) - k_last_millisecond;
    return m;
}

} // namespace

std::optional<Moment> read_moment(std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (iequals(text, "now")) return Moment{0, 0, true};
    if (const std::optional<Moment> span = read_span(text)) return span;
    const bool past = text.front() == '-', future = text.front() == '+';
    if (const std::optional<Duration> d = parse_duration(past || future ? text.substr(1) : text)) {
        const double seconds = std::chrono::duration<double>(*d).count();
        if (seconds < 0) return std::nullopt;
        return past ? Moment{seconds, seconds, true} : Moment{-seconds, -seconds, true};
    }
    const std::optional<Time> exact = parse_rfc3339(text);
    if (!exact) return std::nullopt;
    const double seconds = static_cast<double>(unix_nanos(*exact)) / 1e9;
    return Moment{seconds, seconds, false};
}

} // namespace parapet::query
