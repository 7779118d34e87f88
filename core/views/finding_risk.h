#pragma once
// How urgent a finding is, with the parts that say why, as the views show it.

#include "core/base/result.h"
#include "core/store/feeds.h"
#include "core/store/findings/rows_read.h"
#include "core/views/findings.h"

#include <string>

namespace parapet::views {

// What every finding's risk depends on: read once for many.
class RiskFacts {
public:
    [[nodiscard]] Result<void> open(Connection& db);
    // Sets risk and risk_parts, whose points sum to it.
    [[nodiscard]] Result<void> rate(Connection& db, const FindingListRow& row, const FindingBody& body,
                                    FindingDetail& d) const;

private:
    FeedLookup feeds_;
    std::string asset_values_;
};

} // namespace parapet::views
