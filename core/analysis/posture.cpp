#include "core/analysis/posture.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace parapet {

namespace {

constexpr std::int64_t k_day = 86'400;
constexpr double k_half_life = 60.0; // penalty points per asset at which the score is 50

constexpr std::array<double, k_severity_count> k_weight{0.0, 0.25, 1.0, 4.0, 10.0};

bool overdue_at(const FindingFacts& f, std::int64_t at) {
    return f.due != 0 && f.due < at;
}

double penalty_at(const FindingFacts& f, std::int64_t at) {
    return open_at(f, at) ? finding_penalty(f.severity, overdue_at(f, at), f.kev) : 0.0;
}

} // namespace

double finding_penalty(Severity severity, bool overdue, bool kev) {
    const double base = k_weight[static_cast<std::size_t>(severity)];
    return base * (overdue ? 1.5 : 1.0) * (kev ? 2.0 : 1.0);
}

double score_of_penalty(double penalty_per_asset) {
    return 100.0 * std::exp2(-penalty_per_asset / k_half_life);
}

std::string posture_explanation() {
    return "Every open finding adds penalty points: critical 10, high 4, medium 1, low 0.25, info 0. A finding past "
           "its "
           "deadline counts one and a half times, one that is known to be exploited (KEV) twice. The points are "
           "divided by "
           "the number of assets that were ever scanned. The score is 100 without points and halves with every 60 "
           "points "
           "per asset. Accepted and false positive findings do not count until their decision ends. What moved the "
           "score "
           "is split by the points that appeared, were fixed, passed their deadline or were decided; the parts sum to "
           "the "
           "change.";
}

bool open_at(const FindingFacts& f, std::int64_t at) {
    if (f.first_seen > at || (f.fixed_at != 0 && f.fixed_at <= at)) return false;
    const bool decided_away = f.status == FindingStatus::risk_accepted || f.status == FindingStatus::false_positive;
    return !(decided_away && f.decided_at <= at);
}

PostureTally::PostureTally(std::int64_t now, std::int64_t compare_at, int days)
    : now_(now)
    , compare_at_(compare_at)
    , phases_{} {
    for (int i = days - 1; i >= 0; --i)
        day_ends_.push_back(now - i * k_day);
    penalty_by_day_.assign(day_ends_.size(), 0.0);
    for (auto& series : open_)
        series.assign(day_ends_.size(), 0);
    for (auto& cause : causes_)
        cause.open_by_day.assign(day_ends_.size(), 0);
}

void PostureTally::add(const FindingFacts& f) {
    ++findings_;
    assets_[f.asset] = true;
    const auto severity = static_cast<std::size_t>(f.severity);
    CauseCount& cause = causes_[static_cast<std::size_t>(f.cause)];
    for (std::size_t i = 0; i < day_ends_.size(); ++i) {
        if (!open_at(f, day_ends_[i])) continue;
        ++open_[severity][i];
        ++cause.open_by_day[i];
        penalty_by_day_[i] += penalty_at(f, day_ends_[i]);
    }
    const double after = penalty_at(f, now_), before = penalty_at(f, compare_at_);
    penalty_now_ += after;
    penalty_before_ += before;
    PhaseCount& phase = phases_[static_cast<std::size_t>(f.phase)];
    phase.penalty += after;
    phase.penalty_before += before;
    phase.open_before += open_at(f, compare_at_) ? 1 : 0;
    if (open_at(f, now_)) {
        ++phase.open;
        ++cause.open;
        cause.fixable += f.fixable ? 1 : 0;
        cause.ages.push_back(now_ - f.first_seen);
    }
    if (after != before) add_part(f);
}

void PostureTally::add_part(const FindingFacts& f) {
    using Kind = ScorePart::Kind;
    const bool was = open_at(f, compare_at_), is = open_at(f, now_);
    Kind kind = Kind::became_overdue;
    if (!was && is)
        kind = Kind::appeared;
    else if (was && !is)
        kind = f.fixed_at != 0 ? Kind::fixed : Kind::decided;
    auto& [count, penalty] = moved_[{static_cast<int>(kind), static_cast<int>(f.severity), f.kev}];
    ++count;
    penalty += penalty_at(f, now_) - penalty_at(f, compare_at_);
}

double PostureTally::per_asset(double penalty) const {
    return assets_.empty() ? 0.0 : penalty / static_cast<double>(assets_.size());
}

std::vector<double> PostureTally::score_by_day() const {
    std::vector<double> out;
    out.reserve(penalty_by_day_.size());
    for (const double p : penalty_by_day_)
        out.push_back(score_of_penalty(per_asset(p)));
    return out;
}

double PostureTally::score_now() const {
    return score_of_penalty(per_asset(penalty_now_));
}
double PostureTally::score_before() const {
    return score_of_penalty(per_asset(penalty_before_));
}

std::vector<ScorePart> PostureTally::parts() const {
    const double moved = penalty_now_ - penalty_before_;
    const double change = score_now() - score_before();
    // Points per penalty: the chord between both scores, or the curve's slope where they are the same.
    const double slope =
        -std::log(2.0) / k_half_life * score_now() / std::max<double>(1.0, static_cast<double>(assets_.size()));
    const double rate = std::fabs(moved) > 1e-9 ? change / moved : slope;
    std::vector<ScorePart> out;
    for (const auto& [key, value] : moved_) {
        const auto& [kind, severity, kev] = key;
        out.push_back({static_cast<ScorePart::Kind>(kind), static_cast<Severity>(severity), kev, value.first,
                       rate * value.second});
    }
    std::sort(out.begin(), out.end(), [](const ScorePart& a, const ScorePart& b) {
        return std::tuple(-std::fabs(a.points), a.kind, a.severity) <
               std::tuple(-std::fabs(b.points), b.kind, b.severity);
    });
    return out;
}

} // namespace parapet
