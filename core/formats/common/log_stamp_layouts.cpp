// How daemons lay out a time. Each function looks at the head of a line and takes what it knows, or nothing.

#include "core/base/text.h"
#include "core/formats/common/log_stamp.h"
#include "core/formats/common/scan.h"

#include <array>
#include <utility>

namespace parapet {

namespace {

using Fields = StampReader::Fields;

constexpr int k_first_year = 1970, k_last_year = 2199;

// Names beyond the English three letters, without a full stop; what `date` prints in these languages.
constexpr std::array<std::pair<std::string_view, int>, 50> k_months{{
    {"january", 1},   {"janv", 1},      {"jän", 1},  {"ene", 1},       {"gen", 1},       {"february", 2},
    {"févr", 2},      {"fév", 2},       {"fevr", 2}, {"febr", 2},      {"march", 3},     {"mars", 3},
    {"mär", 3},       {"märz", 3},      {"mrz", 3},  {"april", 4},     {"avr", 4},       {"avril", 4},
    {"abr", 4},       {"mai", 5},       {"mag", 5},  {"june", 6},      {"juin", 6},      {"juni", 6},
    {"giu", 6},       {"july", 7},      {"juil", 7}, {"juli", 7},      {"lug", 7},       {"august", 8},
    {"août", 8},      {"aoû", 8},       {"aout", 8}, {"ago", 8},       {"september", 9}, {"sept", 9},
    {"set", 9},       {"october", 10},  {"okt", 10}, {"ott", 10},      {"november", 11}, {"december", 12},
    {"déc", 12},      {"dez", 12},      {"dic", 12}, {"decembre", 12}, {"novembre", 11}, {"octobre", 10},
    {"septembre", 9}, {"dezember", 12},
}};

int month_of_word(std::string_view word) {
    if (word.size() < 3) return 0;
    if (word.size() == 3) {
        if (const unsigned month = month_of(word.data()); month != 0) return static_cast<int>(month);
    }
    for (const auto& [name, month] : k_months) {
        if (iequals(name, word)) return month;
    }
    return 0;
}

std::string_view word_at(const Scan& s) {
    std::size_t n = 0;
    while (is_alpha(s.peek(n)) || static_cast<unsigned char>(s.peek(n)) >= 0x80)
        ++n;
    return s.rest().substr(0, n);
}

bool is_weekday(std::string_view word) {
    static constexpr std::array<std::string_view, 7> k_days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    if (word.size() < 3) return false;
    for (const std::string_view day : k_days) {
        if (iequals(word.substr(0, 3), day)) return word.size() == 3 || word.ends_with("day");
    }
    return false;
}

bool at_boundary(const Scan& s) {
    return s.ended() || !(is_digit(s.peek()) || is_alpha(s.peek()) || s.peek() == '.' || s.peek() == '-');
}

// "9:05:01", "09:05:01.123456", "09:05:01,123"
bool time_of_day(Scan& s, Fields& f) {
    Scan t = s;
    if (!t.number(1, 2, f.hour) || !t.take(':') || !t.number(2, 2, f.minute) || !t.take(':') ||
        !t.number(2, 2, f.second)) {
        return false;
    }
    if ((t.peek() == '.' || t.peek() == ',') && is_digit(t.peek(1))) {
        t.skip(1);
        std::uint32_t scale = 100'000'000;
        for (; is_digit(t.peek()); t.skip(1), scale /= 10)
            f.nanoseconds += static_cast<std::uint32_t>(t.peek() - '0') * scale;
    }
    s = t;
    return true;
}

// "Z", "+01:00", "-0700", " +0000", " UTC"; nothing is fine too.
void zone(Scan& s, Fields& f) {
    Scan t = s;
    const bool spaced = t.take(' ');
    if (!spaced && (t.take('Z') || t.take('z'))) {
        if (is_alpha(t.peek())) return;
        f.has_zone = true;
        s = t;
        return;
    }
    if (spaced && (t.take("UTC") || t.take("GMT"))) {
        if (!at_boundary(t)) return;
        f.has_zone = true;
        s = t;
        return;
    }
    const char sign = t.peek();
    int hours = 0, minutes = 0;
    if (sign != '+' && sign != '-') return;
    t.skip(1);
    if (!t.number(2, 2, hours)) return;
    const bool colon = t.take(':');
    if (!t.number(2, 2, minutes) && (colon || spaced)) return;
    if (is_digit(t.peek()) || hours > 14 || minutes > 59) return;
    f.has_zone = true;
    f.offset_seconds = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    s = t;
}

bool year_word(Scan& s, int& year) {
    Scan t = s;
    int value = 0;
    if (!t.number(4, 4, value) || !(t.ended() || t.peek() == ' ' || t.peek() == ']' || t.peek() == ':')) return false;
    if (value < k_first_year || value > k_last_year) return false;
    year = value;
    s = t;
    return true;
}

// Behind the time of day: "2013", "CEST 2021"
void late_year(Scan& s, Fields& f) {
    Scan t = s;
    if (t.spaces() != 1) return;
    if (!year_word(t, f.year)) {
        const std::string_view name = word_at(t);
        if (name.size() < 3 || name.size() > 5) return;
        t.skip(name.size());
        if (t.spaces() != 1 || !year_word(t, f.year)) return;
        f.has_zone = name == "UTC" || name == "GMT";
    }
    s = t;
}

// Behind "DD": "/Nov/2018:21:34:30 +0000", " Nov 2018 21:34:30", "-Nov-2018 21:34:30"
bool day_then_month_word(Scan& s, Fields& f) {
    const char separator = s.peek();
    if (separator != '/' && separator != '-' && separator != ' ') return false;
    s.skip(1);
    const std::string_view word = word_at(s);
    f.month = month_of_word(word);
    if (f.month == 0) return false;
    s.skip(word.size());
    if (s.take(separator)) {
        Scan with_year = s;
        if (with_year.number(4, 4, f.year) && (with_year.take(':') || with_year.take(' '))) {
            s = with_year;
        } else {
            f.year = 0;
        }
    }
    return time_of_day(s, f);
}

// Behind the first number, of one or two digits.
std::size_t short_number_first(Scan s, int first, Fields& f) {
    const char separator = s.peek();
    if (separator == ':') {
        Scan whole(s.rest(), 0);
        f.hour = first;
        f.has_date = false;
        if (!whole.take(':') || !whole.number(2, 2, f.minute) || !whole.take(':') || !whole.number(2, 2, f.second))
            return 0;
        std::size_t size = s.at() + whole.at();
        if ((whole.peek() == '.' || whole.peek() == ',') && is_digit(whole.peek(1))) {
            whole.skip(1);
            std::uint32_t scale = 100'000'000;
            for (; is_digit(whole.peek()); whole.skip(1), scale /= 10)
                f.nanoseconds += static_cast<std::uint32_t>(whole.peek() - '0') * scale;
            size = s.at() + whole.at();
        }
        return whole.ended() || whole.peek() == ' ' || whole.peek() == ']' ? size : 0;
    }
    f.day = first;
    if (is_alpha(s.peek(1)) || static_cast<unsigned char>(s.peek(1)) >= 0x80) {
        if (!day_then_month_word(s, f)) return 0;
        zone(s, f);
        return s.at();
    }
    int second = 0;
    if ((separator != '/' && separator != '.') || (s.skip(1), !s.number(1, 2, second)) || !s.take(separator) ||
        !s.number(4, 4, f.year)) {
        return 0;
    }
    f.month = second;
    if (separator == '/' && second <= 31 && first <= 12) { // the American order, unless it cannot be
        f.month = first;
        f.day = second;
    }
    if (!s.take(" - ") && !s.take(", ") && !s.take(' ')) return 0;
    if (!time_of_day(s, f)) return 0;
    zone(s, f);
    return s.at();
}

} // namespace

std::size_t scan_month_in_letters(std::string_view text, Fields& f) {
    Scan s(text);
    std::string_view word = word_at(s);
    if (is_weekday(word)) {
        s.skip(word.size());
        s.take(',');
        if (s.spaces() == 0) return 0;
        word = word_at(s);
    }
    f.month = month_of_word(word);
    if (f.month == 0) return 0;
    s.skip(word.size());
    s.take('.');
    if (s.spaces() == 0 || !s.number(1, 2, f.day)) return 0;
    s.take(',');
    if (s.spaces() == 0) return 0;
    const bool year_first = year_word(s, f.year);
    if (year_first && s.spaces() == 0) return 0;
    if (!time_of_day(s, f)) return 0;
    if (!year_first) late_year(s, f);
    if (!f.has_zone) zone(s, f);
    return s.at();
}

std::size_t scan_numeric_date(std::string_view text, Fields& f) {
    Scan s(text);
    std::size_t digits = 0;
    while (digits < 9 && is_digit(s.peek(digits)))
        ++digits;
    int first = 0;
    if (digits == 1 || digits == 2) {
        s.number(1, 2, first);
        return short_number_first(s, first, f);
    }
    if (digits == 8) { // 20220407-12:11:06
        if (!s.number(4, 4, f.year) || !s.number(2, 2, f.month) || !s.number(2, 2, f.day)) return 0;
        if (!s.take('-') && !s.take('T') && !s.take(' ')) return 0;
        if (!time_of_day(s, f)) return 0;
    } else if (digits == 4) {
        if (!s.number(4, 4, f.year)) return 0;
        const char separator = s.peek();
        if (separator != '-' && separator != '/' && separator != '.' && separator != ':') return 0;
        s.skip(1);
        if (!s.number(1, 2, f.month) || !s.take(separator) || !s.number(1, 2, f.day)) return 0;
        if (!s.take('T') && !s.take(' ') && !s.take('-') && !s.take('_') && !s.take('t') && !s.take(':')) return 0;
        s.spaces();
        if (!time_of_day(s, f)) return 0;
    } else {
        return 0;
    }
    if (f.year < k_first_year || f.year > k_last_year) return 0;
    zone(s, f);
    return s.at();
}

std::size_t scan_epoch(std::string_view text, Time& out) {
    std::size_t n = 0;
    std::uint64_t value = 0;
    while (n < text.size() && n < 20 && is_digit(text[n]))
        value = value * 10 + static_cast<std::uint64_t>(text[n++] - '0');
    if (text.empty() || text[0] != '1' || (n != 10 && n != 13 && n != 16 && n != 19)) return 0;
    std::uint64_t ns = value;
    for (std::size_t digits = n; digits < 19; digits += 3)
        ns *= 1000;
    if (n == 10 && n + 1 < text.size() && text[n] == '.' && is_digit(text[n + 1])) {
        ++n;
        std::uint64_t scale = 100'000'000;
        for (; n < text.size() && is_digit(text[n]); ++n, scale /= 10)
            ns += static_cast<std::uint64_t>(text[n] - '0') * scale;
    }
    if (n < text.size() && text[n] != ' ' && text[n] != ':' && text[n] != ']' && text[n] != '\t') return 0;
    out = from_unix_nanos(static_cast<std::int64_t>(ns));
    return n;
}

std::size_t scan_tai64n(std::string_view text, Time& out) {
    constexpr std::size_t k_size = 25; // '@', 16 digits of seconds, 8 of nanoseconds
    constexpr std::uint64_t k_epoch = (1ULL << 62) + 10;
    if (text.size() < k_size || text[0] != '@') return 0;
    std::uint64_t seconds = 0, nanoseconds = 0;
    for (std::size_t i = 1; i < k_size; ++i) {
        const char c = static_cast<char>(text[i] | 0x20);
        const bool letter = c >= 'a' && c <= 'f';
        if (!letter && !is_digit(text[i])) return 0;
        const auto digit = static_cast<std::uint64_t>(letter ? c - 'a' + 10 : text[i] - '0');
        (i <= 16 ? seconds : nanoseconds) = (i <= 16 ? seconds : nanoseconds) * 16 + digit;
    }
    constexpr std::uint64_t k_last_second = 9'000'000'000; // Time ends in 2262
    if (seconds < k_epoch || seconds - k_epoch > k_last_second || nanoseconds >= 1'000'000'000) return 0;
    out = from_unix_seconds(static_cast<std::int64_t>(seconds - k_epoch)) +
          std::chrono::nanoseconds{static_cast<std::int64_t>(nanoseconds)};
    return k_size;
}

} // namespace parapet
