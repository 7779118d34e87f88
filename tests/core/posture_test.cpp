#include "core/analysis/posture.h"
#include "tests/support/support.h"

#include <cmath>
#include <numeric>

using namespace parapet;

namespace {
constexpr std::int64_t k_day = 86'400, k_now = 1'000 * k_day, k_before = k_now - 7 * k_day;

FindingFacts facts(Severity severity, std::int64_t first_seen_days_ago, std::int64_t fixed_days_ago = -1) {
    FindingFacts f;
    f.severity = severity;
    f.first_seen = k_now - first_seen_days_ago * k_day;
    f.fixed_at = fixed_days_ago < 0 ? 0 : k_now - fixed_days_ago * k_day;
    f.asset = 1;
    return f;
}
} // namespace

class PostureTest : public QObject {
    Q_OBJECT
private slots:
    void nothing_open_is_a_hundred() {
        PostureTally t(k_now, k_before, 30);
        QCOMPARE(t.score_now(), 100.0);
        t.add(facts(Severity::info, 3));
        t.add(facts(Severity::critical, 20, 10));
        QCOMPARE(t.score_now(), 100.0);
    }
    void worse_overdue_and_exploited_weigh_more() {
        QVERIFY(finding_penalty(Severity::critical, false, false) > finding_penalty(Severity::high, false, false));
        QCOMPARE(finding_penalty(Severity::high, true, true), finding_penalty(Severity::high, false, false) * 3.0);
    }
    void parts_sum_to_the_change() {
        PostureTally t(k_now, k_before, 30);
        t.add(facts(Severity::critical, 3)); // appeared
        t.add(facts(Severity::high, 40, 2)); // fixed
        FindingFacts late = facts(Severity::medium, 40);
        late.due = k_now - 2 * k_day; // became overdue
        t.add(late);
        FindingFacts accepted = facts(Severity::high, 40);
        accepted.status = FindingStatus::risk_accepted;
        accepted.decided_at = k_now - k_day; // decided away
        t.add(accepted);
        const auto parts = t.parts();
        QCOMPARE(parts.size(), std::size_t{4});
        const double sum =
            std::accumulate(parts.begin(), parts.end(), 0.0, [](double s, const ScorePart& p) { return s + p.points; });
        QVERIFY(std::fabs(sum - (t.score_now() - t.score_before())) < 1e-9);
        QVERIFY(parts.front().points < 0);
        QCOMPARE(static_cast<int>(parts.front().kind), static_cast<int>(ScorePart::Kind::appeared));
    }
    void days_show_what_was_open_then() {
        PostureTally t(k_now, k_before, 10);
        t.add(facts(Severity::high, 5, 2));
        const auto& high = t.open_by_day()[static_cast<std::size_t>(Severity::high)];
        std::vector<std::int64_t> expected{0, 0, 0, 0, 1, 1, 1, 0, 0, 0};
        QCOMPARE(high, expected);
        QVERIFY(t.score_by_day()[5] < t.score_by_day()[9]);
    }
    void a_false_positive_counts_until_it_was_decided() {
        FindingFacts f = facts(Severity::high, 10);
        f.status = FindingStatus::false_positive;
        f.decided_at = k_now - 3 * k_day;
        QVERIFY(open_at(f, k_now - 4 * k_day));
        QVERIFY(!open_at(f, k_now));
    }
};

QTEST_APPLESS_MAIN(PostureTest)
#include "posture_test.moc"
