#include "core/formats/common/loose_time.h"

#include "core/base/text.h"
#include "core/formats/common/scan.h"

#include <algorithm>
#include <array>
#include <vector>

namespace parapet {

namespace {

struct Parts {
    int year = 0, month = 0, day = 0;
    int hour = 0, minute = 0, second = 0;
    int zone_minutes = 0;
    int half = 0; // 1 = AM, 2 = PM
    bool clock = false;
};

int month_of(std::string_view word) {
    static constexpr std::array<std::string_view, 12> k_months{"jan", "feb", "mar", "apr", "may", "jun",
                                                               "jul", "aug", "sep", "oct", "nov", "dec"};
    if (word.size() < 3 || word.size() > 9) return 0;
    const std::string head = to_lower(word.substr(0, 3));
    const auto it = std::find(k_months.begin(), k_months.end(), head);
    return it == k_months.end() ? 0 : static_cast<int>(it - k_months.begin()) + 1;
}

bool is_weekday(std::string_view word) {
    static constexpr std::array<std::string_view, 7> k_days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    if (word.size() < 3 || word.size() > 9) return false;
    return std::find(k_days.begin(), k_days.end(), to_lower(word.substr(0, 3))) != k_days.end();
}

bool take_half(std::string_view word, Parts& p) {
    if (iequals(word, "AM")) p.half = 1;
    if (iequals(word, "PM")) p.half = 2;
    return iequals(word, "AM") || iequals(word, "PM");
}

// "GMT", "UTC", "Z", "+0200", "-04:00", "GMT+0200"
bool take_zone(std::string_view word, Parts& p) {
    if (istarts_with(word, "GMT") || istarts_with(word, "UTC"))
        word.remove_prefix(3);
    else if (iequals(word, "Z"))
        word.remove_prefix(1);
    if (word.empty()) return true;
    const bool minus = word.front() == '-';
    if (!minus && word.front() != '+') return false;
    Scan scan(word, 1);
    int hours = 0;
    int minutes = 0;
    if (!scan.number(2, 2, hours)) return false;
    scan.take(':');
    if (!scan.ended() && !scan.number(2, 2, minutes)) return false;
    if (hours > 14 || minutes > 59) return false;
    p.zone_minutes = (hours * 60 + minutes) * (minus ? -1 : 1);
    return scan.ended();
}

// "12:56", "12:56:09.5", "09:35AM"
bool take_clock(std::string_view word, Parts& p) {
    Scan scan(word);
    if (p.clock || !scan.number(1, 2, p.hour) || !scan.take(':') || !scan.number(2, 2, p.minute)) return false;
    if (scan.take(':') && !scan.number(2, 2, p.second)) return false;
    int fraction = 0;
    if (scan.take('.') && !scan.number(1, 9, fraction)) return false;
    p.clock = true;
    return scan.ended() || take_half(scan.rest(), p) || take_zone(scan.rest(), p);
}

// "2020-11-16" or "2020/11/16"; "27/02/2020" where only one order is possible.
bool take_date(std::string_view word, Parts& p) {
    Scan scan(word);
    int a = 0;
    int b = 0;
    int c = 0;
    if (p.year != 0 || !scan.number(1, 4, a)) return false;
    const char mark = scan.peek();
    if (mark != '-' && mark != '/' && mark != '.') return false;
    const bool year_first = scan.at() == 4;
    if (!scan.take(mark) || !scan.number(1, 2, b) || !scan.take(mark) || !scan.number(2, 4, c) || !scan.ended())
        return false;
    if (year_first) {
        p.year = a;
        p.month = b;
        p.day = c;
        return true;
    }
    const bool day_first = a > 12 || a == b;
    if ((!day_first && b <= 12) || c < 1000) return false;
    p.year = c;
    p.month = day_first ? b : a;
    p.day = day_first ? a : b;
    return true;
}

// "20210211T162340221"
bool take_packed(std::string_view word, Parts& p) {
    Scan scan(word);
    int fraction = 0;
    if (!scan.number(4, 4, p.year) || !scan.number(2, 2, p.month) || !scan.number(2, 2, p.day) || !scan.take('T') ||
        !scan.number(2, 2, p.hour) || !scan.number(2, 2, p.minute) || !scan.number(2, 2, p.second))
        return false;
    scan.number(1, 9, fraction);
    p.clock = true;
    return scan.ended();
}

bool take_word(std::string_view word, Parts& p) {
    if (word.find(':') != std::string_view::npos && is_digit(word.front())) return take_clock(word, p);
    if (const int month = month_of(word); month > 0 && p.month == 0) {
        p.month = month;
        return true;
    }
    if (is_weekday(word) || take_half(word, p) || take_zone(word, p)) return true;
    std::int64_t number = 0;
    if (!parse_int(word, number)) return take_date(word, p);
    if (number >= 1 && number <= 31 && p.day == 0)
        p.day = static_cast<int>(number);
    else if (number >= 1970 && number <= 2261 && p.year == 0)
        p.year = static_cast<int>(number);
    else
        return false;
    return true;
}

} // namespace

std::optional<Time> loose_time(std::string_view text) {
    text = trim(text);
    if (text.size() < 8 || text.size() > 64) return std::nullopt;
    if (const auto time = parse_rfc3339(text)) return time;
    Parts p;
    if (Parts packed; take_packed(text, packed)) {
        p = packed;
    } else {
        std::string spaced(text);
        std::replace(spaced.begin(), spaced.end(), ',', ' ');
        for (const std::string_view word : split(spaced, ' '))
            if (!word.empty() && !take_word(word, p)) return std::nullopt;
    }
    if (p.half != 0 && (p.hour < 1 || p.hour > 12)) return std::nullopt;
    if (p.half == 1 && p.hour == 12) p.hour = 0;
    if (p.half == 2 && p.hour < 12) p.hour += 12;
    const auto time =
        from_civil(p.year, static_cast<unsigned>(p.month), static_cast<unsigned>(p.day), static_cast<unsigned>(p.hour),
                   static_cast<unsigned>(p.minute), static_cast<unsigned>(p.second));
    if (!time) return std::nullopt;
    return *time - std::chrono::minutes(p.zone_minutes);
}

} // namespace parapet
