#pragma once
// Working days: a time zone, the days of the week that are worked on, holidays. Deadlines count by it.

#include "core/base/result.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace parapet {

// Not for use by two threads at once: it keeps what it has counted.
class WorkCalendar {
public:
    static constexpr int k_most_days = 3650; // of a deadline

    WorkCalendar(); // UTC, Monday to Friday, no holidays
    ~WorkCalendar();
    WorkCalendar(WorkCalendar&&) noexcept;
    WorkCalendar& operator=(WorkCalendar&&) noexcept;

    // "Europe/Berlin". Errc::bad_argument when there is no such zone.
    [[nodiscard]] Result<void> set_zone(const std::string& name);
    void work_on(std::bitset<7> days); // bit 0: Monday
    // "2026-12-25", "12-25" (of every year; 02-29 of leap years), "2026-12-24..2027-01-01". Errc::bad_argument.
    [[nodiscard]] Result<void> add_holiday(std::string_view text);
    // False when nobody would ever work.
    [[nodiscard]] bool has_working_days() const;

    // The last second of the n-th working day after the day of `from` there. k_no_deadline when there is none in sight.
    [[nodiscard]] std::int64_t working_days_after(std::int64_t from_seconds, int days) const;
    // The last second of the n-th day after the day of `from`, or of the next working day if nobody works then.
    [[nodiscard]] std::int64_t days_after(std::int64_t from_seconds, int days) const;

    [[nodiscard]] bool works_on(std::int64_t day) const;               // days since 1970-01-01
    [[nodiscard]] std::int64_t day_of(std::int64_t seconds) const;     // the day there
    [[nodiscard]] std::int64_t last_second_of(std::int64_t day) const; // in UTC

private:
    struct Zone;
    [[nodiscard]] std::int64_t count(std::int64_t day, int days, bool working) const;

    std::unique_ptr<Zone> zone_;
    std::bitset<7> week_{0b0011111};
    std::array<std::bitset<32>, 13> yearly_;
    std::unordered_set<std::int64_t> holidays_;
    mutable std::map<std::pair<std::int64_t, int>, std::int64_t> counted_; // end of deadlines, by first day and length
};

} // namespace parapet
