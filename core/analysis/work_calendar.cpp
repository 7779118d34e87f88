#include "core/analysis/work_calendar.h"

#include "core/analysis/deadline.h"
#include "core/base/text.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <optional>

namespace parapet {

namespace {

constexpr std::int64_t k_day_seconds = 86'400;
constexpr std::int64_t k_far_days = 40'000; // no working day within a century: there is none
constexpr std::int64_t k_most_range = 366;
constexpr std::size_t k_most_counted = 100'000;

std::int64_t floor_day(std::int64_t seconds) {
    return seconds / k_day_seconds - (seconds % k_day_seconds < 0 ? 1 : 0);
}

struct MonthDay {
    unsigned month = 0, day = 0;
};

std::optional<MonthDay> month_day(std::string_view text) {
    std::int64_t month = 0, day = 0;
    if (text.size() != 5 || text[2] != '-' || !parse_int(text.substr(0, 2), month) || !parse_int(text.substr(3), day) ||
        month < 1 || day < 1)
        return std::nullopt;
    constexpr int k_leap_year = 2000;
    const date::year_month_day in_leap_year{date::year{k_leap_year}, date::month{static_cast<unsigned>(month)},
                                            date::day{static_cast<unsigned>(day)}};
    if (!in_leap_year.ok()) return std::nullopt;
    return MonthDay{static_cast<unsigned>(month), static_cast<unsigned>(day)};
}

std::optional<std::int64_t> full_date(std::string_view text) {
    std::int64_t year = 0;
    if (text.size() != 10 || text[4] != '-' || !parse_int(text.substr(0, 4), year) || year < 1) return std::nullopt;
    const auto rest = month_day(text.substr(5));
    if (!rest) return std::nullopt;
    const date::year_month_day day{date::year{static_cast<int>(year)}, date::month{rest->month}, date::day{rest->day}};
    if (!day.ok()) return std::nullopt;
    return date::sys_days{day}.time_since_epoch().count();
}

} // namespace

struct WorkCalendar::Zone {
    const date::time_zone* zone = nullptr; // null: UTC
};

WorkCalendar::WorkCalendar()
    : zone_(std::make_unique<Zone>()) {}
WorkCalendar::~WorkCalendar() = default;
WorkCalendar::WorkCalendar(WorkCalendar&&) noexcept = default;
WorkCalendar& WorkCalendar::operator=(WorkCalendar&&) noexcept = default;

Result<void> WorkCalendar::set_zone(const std::string& name) {
    counted_.clear();
    zone_->zone = nullptr;
    if (name.empty() || iequals(name, "utc")) return {};
    try {
        zone_->zone = date::locate_zone(name);
    } catch (const std::exception&) {
        return fail(Errc::bad_argument, fmt::format("there is no time zone \"{}\"", visible(elide(name, 60))), {},
                    "such as Europe/Berlin or UTC");
    }
    return {};
}

void WorkCalendar::work_on(std::bitset<7> days) {
    week_ = days;
    counted_.clear();
}

Result<void> WorkCalendar::add_holiday(std::string_view text) {
    text = trim(text);
    counted_.clear();
    if (const auto yearly = month_day(text)) {
        yearly_.at(yearly->month).set(yearly->day);
        return {};
    }
    const std::size_t dots = text.find("..");
    const auto from = full_date(text.substr(0, dots));
    const auto to = dots == std::string_view::npos ? from : full_date(text.substr(dots + 2));
    if (!from || !to)
        return fail(Errc::bad_argument, fmt::format("\"{}\" is no day", visible(elide(text, 40))), {},
                    "such as 2026-12-25, 12-25 (every year) or 2026-12-24..2027-01-01");
    if (*to < *from || *to - *from > k_most_range)
        return fail(Errc::bad_argument, "the holidays end before they begin, or a year later", {},
                    "such as 2026-12-24..2027-01-01");
    for (std::int64_t day = *from; day <= *to; ++day)
        holidays_.insert(day);
    return {};
}

bool WorkCalendar::works_on(std::int64_t day) const {
    const std::int64_t monday = ((day + 3) % 7 + 7) % 7; // 1970-01-01 was a Thursday
    if (!week_.test(static_cast<std::size_t>(monday)) || holidays_.count(day) != 0) return false;
    const date::year_month_day civil{date::sys_days{date::days{day}}};
    return !yearly_.at(static_cast<unsigned>(civil.month())).test(static_cast<unsigned>(civil.day()));
}

bool WorkCalendar::has_working_days() const {
    constexpr std::int64_t k_after_all_dates = 3'000'000; // years with none but yearly holidays
    for (std::int64_t day = k_after_all_dates; day <= k_after_all_dates + 2 * k_most_range; ++day)
        if (works_on(day)) return true;
    return false;
}

std::int64_t WorkCalendar::day_of(std::int64_t seconds) const {
    if (zone_->zone == nullptr) return floor_day(seconds);
    const auto local = zone_->zone->to_local(date::sys_seconds{std::chrono::seconds{seconds}});
    return floor_day(local.time_since_epoch().count());
}

// Midnight may be skipped or come twice where clocks change at it.
std::int64_t WorkCalendar::last_second_of(std::int64_t day) const {
    const std::int64_t midnight = (day + 1) * k_day_seconds;
    if (zone_->zone == nullptr) return midnight - 1;
    const auto info = zone_->zone->get_info(date::local_seconds{std::chrono::seconds{midnight}});
    if (info.result == date::local_info::nonexistent) return info.first.end.time_since_epoch().count() - 1;
    return midnight - info.first.offset.count() - 1;
}

std::int64_t WorkCalendar::count(std::int64_t day, int days, bool working) const {
    const std::int64_t last = day + k_far_days;
    if (!working) day += days;
    for (int left = working ? days : 0; day <= last; ++day) {
        if (working && left > 0) {
            if (works_on(day + 1)) --left;
            if (left == 0) return last_second_of(day + 1);
        } else if (works_on(day)) {
            return last_second_of(day);
        }
    }
    return k_no_deadline;
}

std::int64_t WorkCalendar::working_days_after(std::int64_t from_seconds, int days) const {
    const std::int64_t day = day_of(from_seconds);
    if (counted_.size() > k_most_counted) counted_.clear();
    const auto [at, fresh] = counted_.try_emplace({day, days}, 0);
    if (fresh) at->second = count(day, days, true);
    return at->second;
}

std::int64_t WorkCalendar::days_after(std::int64_t from_seconds, int days) const {
    const std::int64_t day = day_of(from_seconds);
    if (counted_.size() > k_most_counted) counted_.clear();
    const auto [at, fresh] = counted_.try_emplace({day, -days}, 0); // of calendar days: negative
    if (fresh) at->second = count(day, days, false);
    return at->second;
}

} // namespace parapet
