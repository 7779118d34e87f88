#include "core/base/time.h"

#include "core/base/text.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <exception>

namespace parapet {

namespace {

// Reads exactly `n` digits at `pos`; -1 when there are none.
int digits(std::string_view text, std::size_t pos, std::size_t n) {
    if (pos + n > text.size()) return -1;
    int value = 0;
    for (std::size_t i = pos; i < pos + n; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// Fraction digits after '.' or ',' as nanoseconds; moves `pos` behind them.
std::uint32_t fraction(std::string_view text, std::size_t& pos) {
    std::uint32_t ns = 0, scale = 100'000'000;
    ++pos;
    while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') {
        ns += static_cast<std::uint32_t>(text[pos] - '0') * scale;
        scale /= 10;
        ++pos;
    }
    return ns;
}

// "Z", "+02:00", "+0200", "+02" or nothing; seconds east of UTC.
std::optional<int> zone_offset(std::string_view rest) {
    if (rest.empty() || iequals(rest, "z") || iequals(rest, "utc") || iequals(rest, "gmt")) return 0;
    if (rest[0] != '+' && rest[0] != '-') return std::nullopt;
    const int sign = rest[0] == '-' ? -1 : 1;
    const int hours = digits(rest, 1, 2);
    if (hours < 0 || hours > 14) return std::nullopt;
    if (rest.size() == 3) return sign * hours * 3600;
    const std::size_t at = rest[3] == ':' ? 4 : 3;
    const int minutes = digits(rest, at, 2);
    if (minutes < 0 || minutes > 59 || rest.size() != at + 2) return std::nullopt;
    return sign * (hours * 3600 + minutes * 60);
}

std::string format_fields(std::chrono::sys_time<std::chrono::nanoseconds> t) {
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day ymd{day};
    const auto ns = (t - day).count();
    const auto seconds = ns / 1'000'000'000;
    std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), seconds / 3600,
                                  seconds / 60 % 60, seconds % 60);
    if (const auto rest = ns % 1'000'000'000; rest != 0) {
        std::string frac = fmt::format(".{:09}", rest);
        frac.erase(frac.find_last_not_of('0') + 1);
        out += frac;
    }
    return out;
}

} // namespace

Time system_now() {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

std::optional<Time> from_civil(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second,
                               std::uint32_t nanoseconds) {
    // Time spans 1677-09-21 .. 2262-04-11; whole years inside it.
    if (year < 1678 || year > 2261 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!ymd.ok()) return std::nullopt;
    return Time{std::chrono::sys_days{ymd}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second} + std::chrono::nanoseconds{nanoseconds};
}

std::optional<Time> parse_rfc3339(std::string_view text) {
    text = trim(text);
    const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return std::nullopt;
    if (text.size() == 10) return from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day), 0, 0, 0);
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    const int hour = digits(text, 11, 2), minute = digits(text, 14, 2);
    if (hour < 0 || minute < 0 || text[13] != ':') return std::nullopt;
    std::size_t pos = 16;
    int second = 0;
    if (pos < text.size() && text[pos] == ':') {
        second = digits(text, pos + 1, 2);
        pos += 3;
    }
    if (second < 0) return std::nullopt;
    std::uint32_t ns = 0;
    if (pos < text.size() && (text[pos] == '.' || text[pos] == ',')) ns = fraction(text, pos);
    while (pos < text.size() && text[pos] == ' ')
        ++pos;
    const auto offset = zone_offset(text.substr(pos));
    const auto t =
        from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day), static_cast<unsigned>(hour),
                   static_cast<unsigned>(minute), static_cast<unsigned>(second), ns);
    if (!t || !offset) return std::nullopt;
    return *t - std::chrono::seconds{*offset};
}

std::string format_rfc3339(Time time) {
    return format_fields(time) + "Z";
}

Result<std::string> format_rfc3339_in(Time time, std::string_view tz) {
    if (tz.empty() || tz == "UTC") return format_rfc3339(time);
    try {
        const auto* zone = date::locate_zone(std::string(tz));
        const auto offset = zone->get_info(std::chrono::floor<std::chrono::seconds>(time)).offset;
        const auto total = offset.count();
        const auto magnitude = total < 0 ? -total : total;
        return format_fields(time + offset) +
               fmt::format("{}{:02}:{:02}", total < 0 ? '-' : '+', magnitude / 3600, magnitude / 60 % 60);
    } catch (const std::exception&) {
        return fail(Errc::bad_argument, fmt::format("there is no time zone \"{}\"", tz), "--tz",
                    "Name one of the IANA database, such as UTC or Europe/Berlin");
    }
}

std::optional<Duration> parse_duration(std::string_view text) {
    text = trim(text);
    std::size_t n = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9')
        ++n;
    std::int64_t count = 0;
    if (n == 0 || n > 9 || !parse_int(text.substr(0, n), count)) return std::nullopt;
    const std::string_view unit = text.substr(n);
    std::int64_t seconds = 0;
    if (unit == "s")
        seconds = 1;
    else if (unit == "m" || unit == "min")
        seconds = 60;
    else if (unit == "h")
        seconds = 3600;
    else if (unit == "d")
        seconds = 86400;
    else if (unit == "w")
        seconds = 7 * 86400;
    else if (unit == "mo")
        seconds = 30 * 86400;
    else if (unit == "y")
        seconds = 365 * 86400;
    else
        return std::nullopt;
    if (count > 9'000'000'000 / seconds) return std::nullopt;
    return std::chrono::seconds{count * seconds};
}

Result<Time> parse_when(std::string_view text, Time now) {
    text = trim(text);
    if (text == "now") return now;
    if (text == "today") return Time{std::chrono::floor<std::chrono::days>(now)};
    if (text.size() > 1 && text[0] == '-') {
        if (const auto d = parse_duration(text.substr(1))) return now - *d;
    }
    if (const auto t = parse_rfc3339(text)) return *t;
    return fail(Errc::bad_argument, fmt::format("\"{}\" is not a time", visible(text)), {},
                "Write 2026-11-18, 2026-11-18T14:00:00Z, -7d or now");
}

} // namespace parapet
