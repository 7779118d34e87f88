#pragma once
// The time at the head of a log line, in the many ways that daemons write it.

#include "core/base/time.h"
#include "core/formats/common/local_zone.h"
#include "core/formats/format.h"
#include "core/model/enums.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parapet {

struct Stamp {
    Time time{};
    TimeQuality quality = TimeQuality::full;
    std::size_t size = 0;   // bytes of the line that it takes
    bool exact_bsd = false; // "Oct  1 00:00:00" in UTC: the same bytes can be written from the time
};

// One per document: it remembers where in the year the log is.
//
// A time without a year gets the latest year that puts it at most a day after `options.reference`; from there the log
// runs forwards: a step from autumn to spring is a new year, the year of lines that are merely out of order does not
// change. Files that are not in time order at all (fixtures, merged logs) get the reference's year line by line.
class StampReader {
public:
    // Civil fields as a line gives them.
    struct Fields {
        int year = 0; // 0: the line gives none
        int month = 0, day = 0, hour = 0, minute = 0, second = 0;
        std::uint32_t nanoseconds = 0;
        bool has_zone = false;
        int offset_seconds = 0; // east of UTC
        bool has_date = true;
    };

    explicit StampReader(const ParseOptions& options);

    // Counts the turns of the year in the first chunk, so that its first line gets its own year. Optional.
    void look_ahead(std::string_view chunk);

    // The time at the very beginning of `text`; false when there is none. Handles "Oct  1 00:00:00" (also with a year
    // or weekday, or German, French, Spanish or Italian months), ISO 8601 and RFC 3339, "2012/04/09 11:53:29", common
    // log format, seconds since 1970 (also ms, us, ns), TAI64N; each also in [brackets].
    [[nodiscard]] bool read(std::string_view text, Stamp& out) {
        if (const Stamp* stamp = read_bsd(text)) {
            out = *stamp;
            return true;
        }
        return read_any(text, out);
    }

    // Only "Oct  1 00:00:00 "; nullptr: something else. Good until the next call.
    [[nodiscard]] const Stamp* read_bsd(std::string_view text) {
        if (text.size() >= 16 && __builtin_memcmp(text.data(), cached_.data(), 16) == 0) return &cached_stamp_;
        return read_new_bsd(text);
    }

private:
    bool read_any(std::string_view text, Stamp& out);
    const Stamp* read_new_bsd(std::string_view text);
    bool finish(const Fields& fields, std::size_t size, Stamp& out);
    [[nodiscard]] int year_of(unsigned month, unsigned day, std::int64_t second_of_day);
    [[nodiscard]] int latest_year(unsigned month, unsigned day, std::int64_t second_of_day) const;

    LocalZone zone_;
    std::int64_t reference_seconds_ = 0;
    int reference_year_ = 1970;
    bool in_order_ = true;
    bool has_previous_ = false;
    int previous_year_ = 0;
    unsigned previous_month_ = 0, previous_day_ = 0;
    std::array<char, 16> cached_{}; // the last "Oct  1 00:00:00 " and what it meant
    Stamp cached_stamp_;
    std::array<char, 8> cached_date_{}; // "Oct  1 " and the midnight that it meant, local seconds
    std::int64_t cached_midnight_ = 0;
};

// The layouts (log_stamp_layouts.cpp): bytes taken, 0 = not this one.
[[nodiscard]] std::size_t scan_month_in_letters(std::string_view text, StampReader::Fields& out);
[[nodiscard]] std::size_t scan_numeric_date(std::string_view text, StampReader::Fields& out);
[[nodiscard]] std::size_t scan_epoch(std::string_view text, Time& out);  // seconds since 1970; ms, us, ns by magnitude
[[nodiscard]] std::size_t scan_tai64n(std::string_view text, Time& out); // "@4000..."

// 1..12 for the three letters at `p` ("Jan", "JAN"), else 0.
[[nodiscard]] unsigned month_of(const char* p);

} // namespace parapet
