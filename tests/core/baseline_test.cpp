#include "core/analysis/baseline.h"
#include "tests/support/support.h"

using namespace parapet;

namespace {

// `weeks` of the same week: n events in each of the hours given (hours of the week).
HourlyCounts weeks_of(int weeks, std::initializer_list<std::pair<int, double>> hours) {
    HourlyCounts s;
    s.counts.assign(static_cast<std::size_t>(weeks) * 168, 0.0);
    for (int w = 0; w < weeks; ++w) {
        for (const auto& [hour, n] : hours)
            s.counts[static_cast<std::size_t>(w * 168 + hour)] = n;
    }
    return s;
}

} // namespace

class BaselineTest : public QObject {
    Q_OBJECT
private slots:
    void fewer_than_four_weeks_are_not_known() {
        const HourlyCounts s = weeks_of(4, {{10, 7}});
        QVERIFY(!usual_at(s, 3 * 168 + 10).known);
        QVERIFY(usual_at(s, 4 * 168 + 10).known);
        QCOMPARE(usual_at(s, 4 * 168 + 10).median, 7.0);
    }
    void time_before_the_first_event_is_unknown_not_zero() {
        HourlyCounts s = weeks_of(10, {{10, 7}});
        s.known_from = 7 * 168;
        QVERIFY(!usual_at(s, 10 * 168 + 10).known);
    }
    void a_burst_above_the_band_is_one_flag() {
        HourlyCounts s = weeks_of(8, {{10, 20}, {11, 20}, {12, 20}});
        s.counts.resize(9 * 168, 0.0);
        for (int h = 0; h < 3; ++h)
            s.counts[static_cast<std::size_t>(8 * 168 + 10 + h)] = 100;
        const auto found = unusual_hours(s, 8 * 168, 9 * 168);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].from, std::int64_t{8 * 168 + 10});
        QCOMPARE(found[0].to, std::int64_t{8 * 168 + 13});
        QCOMPARE(found[0].factor, 5.0);
        QVERIFY(!found[0].outside_schedule);
        QVERIFY(test::q(found[0].why()).contains("300 against a median of 60"));
    }
    void ordinary_noise_is_left_alone() {
        HourlyCounts s = weeks_of(12, {{10, 20}});
        for (int w = 0; w < 12; ++w)
            s.counts[static_cast<std::size_t>(w * 168 + 10)] += w % 3;
        s.counts.resize(13 * 168, 0.0);
        s.counts[12 * 168 + 10] = 24;
        QVERIFY(unusual_hours(s, 12 * 168, 13 * 168).empty());
    }
    // The cash machine in maintenance mode at three in the morning.
    void one_event_outside_of_its_hours_stands_out() {
        HourlyCounts s = weeks_of(12, {{29, 6}, {77, 6}});
        s.counts.resize(13 * 168, 0.0);
        s.counts[12 * 168 + 29] = 6;  // in its window
        s.counts[12 * 168 + 123] = 1; // at an hour in which it never happened
        const auto found = unusual_hours(s, 12 * 168, 13 * 168);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].outside_schedule);
        QCOMPARE(found[0].from, std::int64_t{12 * 168 + 123});
    }
    void a_kind_that_happens_all_day_has_no_schedule() {
        HourlyCounts s = weeks_of(12, {});
        for (std::size_t i = 0; i < s.counts.size(); i += 3)
            s.counts[i] = 2;
        s.counts.resize(13 * 168, 0.0);
        s.counts[12 * 168 + 1] = 1;
        for (const Unusual& u : unusual_hours(s, 12 * 168, 13 * 168))
            QVERIFY(!u.outside_schedule);
    }
};

QTEST_APPLESS_MAIN(BaselineTest)
#include "baseline_test.moc"
