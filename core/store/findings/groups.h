#pragma once
// Findings put together by what they have in common.

#include "core/base/result.h"
#include "core/store/findings/list.h"
#include "core/store/findings/rows_read.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

enum class FindingGrouping : std::uint8_t { none, vulnerability, asset, rule, owner, file };

struct FindingGroupRow {
    std::int64_t first = 0; // its first member: the lowest id
    std::int64_t members = 0, assets = 0;
    std::string key;      // "v:CVE-2024-1", "r:12": for group_condition
    int severity = 0;     // the worst of its members
    std::int64_t due = 0; // the nearest of those still to be fixed
    std::int64_t first_seen = 0, last_seen = 0;
    double score = -1, epss = -1;
    bool kev = false, under_attack = false;
    bool same_status = true, same_owner = true; // of all members
};

// `f` belongs to the group of that key.
[[nodiscard]] Result<SqlText> group_condition(const std::string& key);
[[nodiscard]] FindingIndex index_for(FindingGrouping grouping);

// First members of all groups, in the list's order (each key taken at its worst member).
[[nodiscard]] Result<std::vector<std::int64_t>> list_group_firsts(Connection& db, const FindingList& list,
                                                                  FindingGrouping grouping);
// The groups whose first members these are, in the order of `firsts`.
[[nodiscard]] Result<std::vector<FindingGroupRow>>
read_groups(Connection& db, const FindingList& list, FindingGrouping grouping, const std::vector<std::int64_t>& firsts);
[[nodiscard]] Result<std::int64_t> count_groups(Connection& db, const FindingCondition& condition,
                                                FindingGrouping grouping);

} // namespace parapet
