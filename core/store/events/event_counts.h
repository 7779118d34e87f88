#pragma once
// Counts over the rows of blocks, for questions that the roll-ups cannot answer.

#include "core/store/events/event_scan.h"
#include "core/store/events/value_cells.h"

#include <cstdint>
#include <limits>
#include <map>
#include <vector>

namespace parapet::events {

enum class GroupBy : std::uint8_t { kind, outcome, asset, user, source };

// A group's key: number of the kind or outcome, id of the asset's or user's text, code of the address.
using GroupKey = std::uint64_t;
inline constexpr GroupKey k_other_values = std::numeric_limits<GroupKey>::max();

struct BucketCounts {
    std::map<std::int64_t, std::map<GroupKey, std::uint64_t>> by_bucket; // unix seconds at which the bucket begins
    std::map<GroupKey, std::int64_t> last_ns;                            // newest event of each group
};

// Counts by bucket and group. With `only` (sorted), of users and addresses these; the others as k_other_values. Events
// without a value are left out.
[[nodiscard]] Result<BucketCounts> count_buckets(const Workspace& workspace, const Question& question, GroupBy by,
                                                 std::int64_t bucket_seconds, const std::vector<GroupKey>& only,
                                                 std::stop_token stop);

// Appends the matching rows' counts by group and kind. Codes are those of users and addresses; of the other groups
// their key + 1, as 0 stands for no value.
[[nodiscard]] Result<void> count_groups(const Workspace& workspace, const Question& question, GroupBy by,
                                        KindValues& into, std::stop_token stop);

// Matching events (rows, whatever they count for).
[[nodiscard]] Result<std::int64_t> count_rows(const Workspace& workspace, const Question& question,
                                              std::stop_token stop);

} // namespace parapet::events
