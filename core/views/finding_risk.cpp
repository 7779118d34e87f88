#include "core/views/finding_risk.h"

#include "core/analysis/risk.h"
#include "core/base/text.h"

#include <algorithm>

namespace parapet::views {

namespace {

std::string day_of(std::int64_t seconds) {
    return format_rfc3339(from_unix_seconds(seconds)).substr(0, 10);
}

// Which feed a value came from, in words; nothing when it is the report's own.
Result<void> name_feeds(Connection& db, const FeedLookup& feeds, const FindingBody& body, RiskInput& in) {
    if (!feeds.any() || (!in.epss && in.kev != true)) return {};
    auto intel = feeds.of(db, join(body.advisories, "\n"));
    if (!intel) return fail(std::move(intel.error()));
    if (in.epss && intel->epss == *in.epss) in.epss_source = "feed of " + day_of(feeds.epss_date());
    if (in.kev != true || intel->kev != 1) return {};
    in.kev_source = "KEV of " + day_of(feeds.kev_date());
    if (intel->kev_added != 0) in.kev_source += ", listed " + day_of(intel->kev_added);
    if (intel->kev_due != 0) in.kev_source += ", to be fixed by " + day_of(intel->kev_due);
    return {};
}

} // namespace

Result<void> RiskFacts::open(Connection& db) {
    auto values = db.text("SELECT value FROM setting WHERE key = 'asset_values'");
    if (!values) return fail(std::move(values.error()));
    asset_values_ = std::move(*values);
    return feeds_.open(db);
}

Result<void> RiskFacts::rate(Connection& db, const FindingListRow& row, const FindingBody& body,
                             FindingDetail& d) const {
    RiskInput in;
    in.severity = d.row.severity;
    in.score = d.row.score;
    in.epss = d.row.epss;
    in.kev = d.row.kev;
    in.under_attack = row.under_attack;
    if (body.reachable) in.reachable = *body.reachable != 0;
    in.asset_value = asset_value(asset_values_, row.asset);
    if (auto done = name_feeds(db, feeds_, body, in); !done) return done;
    double sum = 0;
    for (RiskPart& part : risk_parts(in)) {
        sum += part.points;
        d.risk_parts.push_back({std::move(part.what), part.points});
    }
    // The scale ends at 100; what is above it is a part of its own, so that the parts still sum to the risk.
    d.risk = std::clamp(sum, 0.0, 100.0);
    if (d.risk != sum)
        d.risk_parts.push_back({d.risk < sum ? "The scale ends at 100" : "The scale begins at 0", d.risk - sum});
    return {};
}

} // namespace parapet::views
