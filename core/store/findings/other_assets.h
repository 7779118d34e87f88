#pragma once
// Which other assets have the same vulnerability, or what the same rule found.

#include "core/base/result.h"
#include "core/store/findings/indexes.h"
#include "core/store/sql.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

// What makes findings the same elsewhere.
struct SameElsewhere {
    std::string vuln; // "": the rule does
    std::int64_t rule_id = 0;
    std::int64_t asset_id = 0; // not this one
    [[nodiscard]] FindingIndex index() const {
        return vuln.empty() ? FindingIndex::rule_and_asset : FindingIndex::vuln;
    }
};

[[nodiscard]] Result<SameElsewhere> same_elsewhere(Connection& db, std::int64_t finding);
// At most 100 names, in their order.
[[nodiscard]] Result<std::vector<std::string>> other_assets(Connection& db, const SameElsewhere& same);
[[nodiscard]] SqlText other_assets_statement(Connection& db, const SameElsewhere& same);

} // namespace parapet
