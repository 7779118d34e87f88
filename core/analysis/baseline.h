#pragma once
// What is usual for an hour of the week, and what is not. Pure, and simple enough to be said in a sentence: an hour is
// compared with the same hour of the week in the weeks before it, at most 26 and at least 4 of them.

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

// Counts by hour. `first` is the hour (unix seconds / 3600) of counts[0]; `known_from` the first hour in which the
// source was heard at all: what lies before it is unknown, not zero.
struct HourlyCounts {
    std::int64_t first = 0;
    std::int64_t known_from = 0;
    std::vector<double> counts;
    [[nodiscard]] double at(std::int64_t hour) const;
};

struct UsualRange {
    bool known = false; // at least 4 earlier weeks
    int weeks = 0;
    double low = 0, median = 0, high = 0; // 5th, 50th, 95th percentile
};
[[nodiscard]] UsualRange usual_at(const HourlyCounts& series, std::int64_t hour, int most_weeks = 26,
                                  int least_weeks = 4);

// A run of hours that stands out. Repeats within two hours are one run.
struct Unusual {
    std::int64_t from = 0, to = 0; // hours, [from, to)
    double count = 0, usual = 0;   // sums over the run; usual = medians
    bool outside_schedule = false; // it never happens at this hour of the week, though it does at others
    double factor = 0;             // count / max(usual, 1)
    int weeks = 0;
    [[nodiscard]] std::string why() const; // with the numbers that were used
};
// Hours of [from, to) whose count is above the usual range by half and by 5 at least, or which lie outside of the hours
// in which it ever happened. Worst first.
[[nodiscard]] std::vector<Unusual> unusual_hours(const HourlyCounts& series, std::int64_t from, std::int64_t to);

// The formula, for people.
[[nodiscard]] std::string baseline_explanation();

} // namespace parapet
