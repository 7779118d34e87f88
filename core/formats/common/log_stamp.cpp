#include "core/formats/common/log_stamp.h"

#include "core/formats/common/scan.h"

#include <chrono>
#include <cstring>

namespace parapet {

namespace {

constexpr std::int64_t k_day_seconds = 86400;
constexpr int k_years_to_a_leap_day = 8; // 1896..1904

bool valid_date(int year, unsigned month, unsigned day) {
    return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}.ok();
}

std::int64_t days_from_civil(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

int two_digits(const char* p) {
    if (!is_digit(p[0]) || !is_digit(p[1])) return -1;
    return (p[0] - '0') * 10 + (p[1] - '0');
}

// "HH:MM:SS" to seconds of the day, -1 when it is none. A leap second counts as the second after it.
std::int64_t scan_time_of_day(const char* p) {
    const int h = two_digits(p), m = two_digits(p + 3), s = two_digits(p + 6);
    if ((h | m | s) < 0 || h > 23 || m > 59 || s > 60 || p[2] != ':' || p[5] != ':') return -1;
    return h * 3600 + m * 60 + s;
}

// A log that runs past New Year steps from autumn to spring; anything else that goes back is disorder.
bool turns_the_year(unsigned from_month, unsigned to_month) {
    return from_month >= 9 && to_month <= 4;
}
// A late line of the old year among the first of the new one.
bool turns_back(unsigned from_month, unsigned from_day, unsigned to_month, unsigned to_day) {
    return from_month == 1 && from_day <= 7 && to_month == 12 && to_day >= 25;
}

} // namespace

unsigned month_of(const char* p) {
    const std::uint32_t letters = (static_cast<std::uint32_t>(static_cast<unsigned char>(p[0] | 0x20)) << 16) |
                                  (static_cast<std::uint32_t>(static_cast<unsigned char>(p[1] | 0x20)) << 8) |
                                  static_cast<std::uint32_t>(static_cast<unsigned char>(p[2] | 0x20));
    // The letters of the English names in one number each: a load and twelve compares.
    static constexpr std::array<std::uint32_t, 12> k_codes = {0x6a616e, 0x666562, 0x6d6172, 0x617072,
                                                              0x6d6179, 0x6a756e, 0x6a756c, 0x617567,
                                                              0x736570, 0x6f6374, 0x6e6f76, 0x646563};
    for (unsigned i = 0; i < k_codes.size(); ++i) {
        if (k_codes[i] == letters) return i + 1;
    }
    return 0;
}

StampReader::StampReader(const ParseOptions& options)
    : zone_(options.zone)
    , reference_seconds_(unix_seconds(options.reference)) {
    const auto day = std::chrono::floor<std::chrono::days>(options.reference);
    reference_year_ = static_cast<int>(std::chrono::year_month_day{day}.year());
}

int StampReader::latest_year(unsigned month, unsigned day, std::int64_t second_of_day) const {
    int year = reference_year_ + 1; // the day after New Year's Eve may be allowed
    for (int i = 0; i <= k_years_to_a_leap_day + 1; ++i, --year) {
        if (!valid_date(year, month, day)) continue;
        const std::int64_t when = days_from_civil(year, month, day) * k_day_seconds + second_of_day;
        if (when <= reference_seconds_ + k_day_seconds) return year;
    }
    return reference_year_;
}

int StampReader::year_of(unsigned month, unsigned day, std::int64_t second_of_day) {
    int year = 0;
    if (has_previous_ && in_order_) {
        year = previous_year_;
        if (turns_the_year(previous_month_, month)) ++year;
        if (turns_back(previous_month_, previous_day_, month, day)) --year;
        const bool fits =
            valid_date(year, month, day) &&
            days_from_civil(year, month, day) * k_day_seconds + second_of_day <= reference_seconds_ + k_day_seconds;
        if (!fits) year = 0;
    }
    if (year == 0) year = latest_year(month, day, second_of_day);
    has_previous_ = true;
    previous_year_ = year;
    previous_month_ = month;
    previous_day_ = day;
    return year;
}

void StampReader::look_ahead(std::string_view chunk) {
    constexpr int k_max_turns = 30;
    int turns = 0;
    unsigned first_month = 0, first_day = 0, month = 0, day = 0;
    for (std::size_t at = 0; at + 16 < chunk.size();) {
        const char* line = chunk.data() + at;
        const unsigned m = line[3] == ' ' && line[9] == ':' ? month_of(line) : 0;
        const int d = m == 0 || !is_digit(line[5]) ? -1 : (line[4] == ' ' ? line[5] - '0' : two_digits(line + 4));
        if (d > 0) {
            const auto now_day = static_cast<unsigned>(d);
            if (first_month == 0) first_month = m, first_day = now_day;
            if (month != 0 && turns_the_year(month, m)) {
                ++turns;
            } else if (month != 0 && turns_back(month, day, m, now_day)) {
                --turns;
            } else if (month != 0 && m + 1 < month) {
                in_order_ = false; // more than a month back
            }
            month = m;
            day = now_day;
        }
        const auto* newline = static_cast<const char*>(std::memchr(line, '\n', chunk.size() - at));
        if (newline == nullptr) break;
        at = static_cast<std::size_t>(newline - chunk.data()) + 1;
    }
    if (turns > k_max_turns) in_order_ = false;
    if (!in_order_ || turns == 0) return;
    has_previous_ = true;
    previous_year_ = latest_year(month, day, 0) - turns;
    previous_month_ = first_month;
    previous_day_ = first_day;
}

bool StampReader::finish(const Fields& f, std::size_t size, Stamp& out) {
    if (f.month < 1 || f.month > 12 || f.day < 1 || f.day > 31 || f.hour > 23 || f.minute > 59 || f.second > 60)
        return false;
    const auto month = static_cast<unsigned>(f.month), day = static_cast<unsigned>(f.day);
    const std::int64_t second_of_day = f.hour * 3600 + f.minute * 60 + f.second;
    int year = f.year;
    if (year == 0) year = year_of(month, day, second_of_day);
    // Time spans 1677..2262.
    if (year < 1678 || year > 2261 || !valid_date(year, month, day)) return false;
    std::int64_t seconds = days_from_civil(year, month, day) * k_day_seconds + second_of_day;
    seconds = f.has_zone ? seconds - f.offset_seconds : zone_.to_utc(seconds);
    out = {};
    out.time = from_unix_seconds(seconds) + std::chrono::nanoseconds{f.nanoseconds};
    out.quality = f.year == 0 ? TimeQuality::no_year : (f.has_zone ? TimeQuality::full : TimeQuality::no_zone);
    out.size = size;
    return true;
}

// "Oct  1 00:00:00 ": most lines of a file differ from the one before in the time of day at most.
const Stamp* StampReader::read_new_bsd(std::string_view text) {
    if (text.size() < 16 || text[3] != ' ' || text[6] != ' ' || text[9] != ':' || text[15] != ' ') return nullptr;
    const char* p = text.data();
    const std::int64_t second_of_day = scan_time_of_day(p + 7);
    if (second_of_day < 0) return nullptr;
    if (std::memcmp(p, cached_date_.data(), 7) != 0) {
        const unsigned month = month_of(p);
        const bool padded = p[4] == ' ';
        const int day = padded && is_digit(p[5]) ? p[5] - '0' : two_digits(p + 4);
        if (month == 0 || day < 1 || !valid_date(2000, month, static_cast<unsigned>(day))) return nullptr;
        const int year = year_of(month, static_cast<unsigned>(day), second_of_day);
        if (!valid_date(year, month, static_cast<unsigned>(day))) return nullptr;
        std::memcpy(cached_date_.data(), p, 7);
        cached_midnight_ = days_from_civil(year, month, static_cast<unsigned>(day)) * k_day_seconds;
    }
    Stamp& out = cached_stamp_;
    out.time = from_unix_seconds(zone_.to_utc(cached_midnight_ + second_of_day));
    out.quality = TimeQuality::no_year;
    out.size = 15;
    out.exact_bsd = zone_.is_utc() && p[4] != '0' && p[13] != '6' && (p[0] & 0x20) == 0 && (p[1] & p[2] & 0x20) != 0;
    std::memcpy(cached_.data(), p, 16);
    return &out;
}

bool StampReader::read_any(std::string_view text, Stamp& out) {
    if (text.size() < 8) return false;
    const char first = text[0];
    if (first == '[') {
        const std::size_t close = text.substr(0, 64).find(']');
        if (close == std::string_view::npos || !read_any(text.substr(1, close - 1), out)) return false;
        if (out.size + 2 != close + 1) return false; // more than a time in the brackets
        out.size += 2;
        out.exact_bsd = false;
        return true;
    }
    if (is_alpha(first)) {
        Fields fields;
        const std::size_t size = scan_month_in_letters(text, fields);
        return size != 0 && finish(fields, size, out);
    }
    Time time;
    std::size_t size = first == '@' ? scan_tai64n(text, time) : scan_epoch(text, time);
    if (size != 0) {
        out = {time, TimeQuality::full, size, false};
        return true;
    }
    Fields fields;
    size = scan_numeric_date(text, fields);
    if (size == 0) return false;
    if (!fields.has_date) { // a time of day alone: of the day of the last stamp, else of the reference
        const std::int64_t base = has_previous_
                                      ? days_from_civil(previous_year_, previous_month_, previous_day_) * k_day_seconds
                                      : reference_seconds_ - reference_seconds_ % k_day_seconds;
        const std::int64_t seconds = base + fields.hour * 3600 + fields.minute * 60 + fields.second;
        out = {from_unix_seconds(zone_.to_utc(seconds)) + std::chrono::nanoseconds{fields.nanoseconds},
               TimeQuality::ingest_only, size, false};
        return true;
    }
    return finish(fields, size, out);
}

} // namespace parapet
