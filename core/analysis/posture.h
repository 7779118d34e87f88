#pragma once
// The posture score and everything that the Overview counts by day, in one pass over the findings. Pure: no clock, no
// database. The formula stands in posture_explanation() and is shown to people word for word.

#include "core/base/time.h"
#include "core/model/enums.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace parapet {

// What the score needs of a finding. Times in unix seconds; 0 = never / none.
struct FindingFacts {
    Severity severity = Severity::info;
    FindingStatus status = FindingStatus::open;
    Cause cause = Cause::other;
    Phase phase = Phase::build;
    bool kev = false;
    bool fixable = false; // a fixed version or a remediation is known
    std::int64_t asset = 0;
    std::int64_t first_seen = 0, fixed_at = 0, decided_at = 0, due = 0;
};

// Penalty points that one open finding adds. Overdue and known-exploited ones weigh more.
[[nodiscard]] double finding_penalty(Severity severity, bool overdue, bool kev);
// 0..100 from the penalty points per asset.
[[nodiscard]] double score_of_penalty(double penalty_per_asset);
[[nodiscard]] std::string posture_explanation();

// Is it open (neither fixed nor decided away) at that time?
[[nodiscard]] bool open_at(const FindingFacts& f, std::int64_t at);

// What moved the score between two times. The points of all parts sum to the change of the score.
struct ScorePart {
    enum class Kind : std::uint8_t { appeared, fixed, became_overdue, decided, stale_sources } kind = Kind::appeared;
    Severity severity = Severity::info;
    bool kev = false;
    std::int64_t findings = 0;
    double points = 0; // signed: + is better
};

struct PhaseCount {
    std::int64_t open = 0, open_before = 0;
    double penalty = 0, penalty_before = 0;
};
struct CauseCount {
    std::int64_t open = 0, fixable = 0;
    std::vector<std::int64_t> ages; // seconds, of the open ones, unsorted
    std::vector<std::int64_t> open_by_day;
};

// Gathers by `add`, then answers. `days` ends at `now`: element i of a daily series is the state at day_ends[i].
class PostureTally {
public:
    PostureTally(std::int64_t now, std::int64_t compare_at, int days);

    void add(const FindingFacts& f);

    [[nodiscard]] const std::vector<std::int64_t>& day_ends() const { return day_ends_; }
    [[nodiscard]] std::vector<double> score_by_day() const;
    // [severity][day]
    [[nodiscard]] const std::array<std::vector<std::int64_t>, k_severity_count>& open_by_day() const { return open_; }
    [[nodiscard]] double score_now() const;
    [[nodiscard]] double score_before() const;
    [[nodiscard]] std::vector<ScorePart> parts() const; // largest first
    [[nodiscard]] const std::array<PhaseCount, k_phase_count>& phases() const { return phases_; }
    [[nodiscard]] const std::array<CauseCount, k_cause_count>& causes() const { return causes_; }
    [[nodiscard]] std::int64_t assets() const { return static_cast<std::int64_t>(assets_.size()); }
    [[nodiscard]] std::int64_t findings() const { return findings_; }

private:
    [[nodiscard]] double per_asset(double penalty) const;
    void add_part(const FindingFacts& f);

    std::int64_t now_, compare_at_;
    std::vector<std::int64_t> day_ends_;
    std::array<std::vector<std::int64_t>, k_severity_count> open_;
    std::vector<double> penalty_by_day_;
    double penalty_now_ = 0, penalty_before_ = 0;
    std::map<std::tuple<int, int, bool>, std::pair<std::int64_t, double>>
        moved_; // kind, severity, kev -> count, penalty
    std::array<PhaseCount, k_phase_count> phases_;
    std::array<CauseCount, k_cause_count> causes_;
    std::map<std::int64_t, bool> assets_;
    std::int64_t findings_ = 0;
};

} // namespace parapet
