#include "core/ingest/scoring_sink.h"

#include "core/base/text.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace parapet {

namespace {

constexpr std::size_t k_most_known = 4096;
constexpr double k_tolerance = 0.1 + 1e-6;

// Reports give the score of any of the groups that the vector has.
bool agrees(const cvss::Scores& scores, double said) {
    const auto near = [said](double ours) { return std::abs(ours - said) <= k_tolerance; };
    return near(scores.base) || (scores.threat && near(*scores.threat)) ||
           (scores.environmental && near(*scores.environmental));
}

} // namespace

const ScoringSink::Known& ScoringSink::scored(const std::string& vector) {
    if (const auto found = known_.find(vector); found != known_.end()) return found->second;
    if (known_.size() >= k_most_known) known_.clear();
    Known known;
    if (auto scores = cvss::score(vector))
        known.scores = *scores;
    else
        known.error = scores.error().what;
    return known_.emplace(vector, std::move(known)).first->second;
}

void ScoringSink::finding(RawFinding& finding) {
    fields::hide_credentials(finding);
    if (!finding.cvss_vector.empty()) {
        const Known& known = scored(finding.cvss_vector);
        const std::int64_t line = finding.place.line > 0 ? finding.place.line : -1;
        if (!known.scores)
            said_.warn(finding.place.path, known.error, line);
        else if (!finding.score)
            finding.score = known.scores->base;
        else if (!agrees(*known.scores, *finding.score))
            said_.warn(finding.place.path,
                       fmt::format("it says that its CVSS score is {:.1f}; by its vector it is {:.1f} ({})",
                                   *finding.score, known.scores->base, visible(elide(finding.cvss_vector, 120))),
                       line);
    }
    below_.finding(finding);
}

void ScoringSink::tell(ParseStats& stats) const {
    for (const Warning& warning : said_.warnings)
        stats.warn(warning.where, warning.what, warning.line);
    stats.warning_count += said_.warning_count - said_.warnings.size();
}

} // namespace parapet
