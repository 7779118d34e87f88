#include "core/views/finding_by_hand.h"

#include "core/store/findings/regroup.h"

#include <fmt/format.h>

namespace parapet::views {

namespace {

std::string by_whom(const ByHand& one) {
    std::string out = "by hand";
    if (!one.who.empty()) out += " by " + one.who;
    out += " on " + format_rfc3339(from_unix_seconds(one.at)).substr(0, 10);
    if (!one.reason.empty()) out += ": " + one.reason;
    return out;
}

} // namespace

Result<void> tell_by_hand(Connection& db, const FindingBodyAll& all, FindingDetail& detail) {
    auto links = by_hand(db, detail.row.id.value);
    if (!links) return fail(std::move(links.error()));
    for (const ByHand& one : *links) {
        const bool joined = one.what == ByHand::What::joined;
        if (joined)
            detail.joined.push_back(
                {FindingId{one.finding}, one.title, one.who, one.reason, from_unix_seconds(one.at)});
        else
            detail.identity_reason =
                fmt::format("{} of {} was split off F-{} {}", one.rule, one.tool, one.finding, by_whom(one));
        for (std::size_t i = 0; i < all.sightings.size() && i < detail.sightings.size(); ++i) {
            const SightingBody& body = all.sightings[i];
            if (body.via != one.identity) continue;
            if (!joined && (body.tool != one.tool || body.rule != one.rule)) continue;
            Sighting& sighting = detail.sightings[i];
            sighting.by_hand = true;
            sighting.join_reason = joined ? fmt::format("joined as F-{} {}", one.finding, by_whom(one))
                                          : fmt::format("split off F-{} {}", one.finding, by_whom(one));
        }
    }
    return {};
}

} // namespace parapet::views
