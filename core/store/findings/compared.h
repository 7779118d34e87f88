#pragma once
// `new_in:12..15` and its like: findings by what one import has and another had not.

#include "core/query/filter.h"
#include "core/store/findings/compare.h"
#include "core/store/id_set.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>

namespace parapet {

using ComparisonPtr = std::shared_ptr<const ComparedSets>;

// Worked out once for a state of the findings. A copy is made to become another state: it begins without.
class ComparisonMemo {
public:
    ComparisonMemo() = default;
    ComparisonMemo(const ComparisonMemo& /*of*/) {}
    ComparisonMemo& operator=(const ComparisonMemo& of);
    ~ComparisonMemo() = default;
    [[nodiscard]] Result<ComparisonPtr> compare(Connection& db, std::int64_t from, std::int64_t to) const;
    // Someone has worked it out for a list: whoever filters by it next need not.
    [[nodiscard]] Result<void> keep(Connection& db, std::int64_t from, std::int64_t to, ComparedSets sets) const;

private:
    using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>; // revision, from, to
    ComparisonPtr put(const Key& key, ComparedSets sets) const;
    mutable std::mutex mutex_;
    mutable std::map<Key, ComparisonPtr> known_;
};

[[nodiscard]] bool asks_for_comparison(const query::Node& field);

// The findings that the values of such a field name. Errors point at the field.
[[nodiscard]] Result<IdSet> compared_findings(Connection& db, const ComparisonMemo& memo, const query::Node& field);

} // namespace parapet
