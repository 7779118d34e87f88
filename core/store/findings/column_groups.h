#pragma once
// Groups and facets over the columns in memory. They say what groups.h and facets.h say of the same rows.

#include "core/store/findings/columns.h"
#include "core/store/findings/facets.h"
#include "core/store/findings/groups.h"

#include <optional>
#include <span>
#include <string>
#include <utility>

namespace parapet {

// The number of a row's group, below `codes`.
class GroupCodes {
public:
    GroupCodes(const FindingColumns& columns, FindingGrouping grouping);
    [[nodiscard]] std::uint32_t of(std::size_t row) const {
        if (vuln_ == nullptr) return (*by_)[row];
        const std::uint32_t vuln = (*vuln_)[row];
        return vuln > 0 ? vuln - 1 : named_ + (*by_)[row];
    }
    [[nodiscard]] std::size_t codes() const { return codes_; }

private:
    const CodeColumn* by_;
    const CodeColumn* vuln_ = nullptr; // what names one goes by that, the rest by its rule
    std::uint32_t named_ = 0;
    std::size_t codes_ = 0;
};

// False: an order by texts that are not in memory (titles, when they are too many).
[[nodiscard]] bool can_order_groups(const FindingColumns& columns, const std::vector<FindingOrderKey>& order);

// The members of a group, as group_condition() finds them; none for a key that is none.
[[nodiscard]] std::optional<RowSet> rows_of_group(const FindingColumns& columns, const std::string& key);

// The first member of each group, in the list's order.
[[nodiscard]] Result<std::vector<std::int64_t>> order_groups(Connection& db, const FindingColumns& columns,
                                                             const RowSet& rows, FindingGrouping grouping,
                                                             const std::vector<FindingOrderKey>& order);
// One for each of these codes, in their order; without members where the rows have none.
[[nodiscard]] std::vector<FindingGroupRow> group_heads(const FindingColumns& columns, const RowSet& rows,
                                                       FindingGrouping grouping, std::span<const std::uint32_t> codes);
[[nodiscard]] std::int64_t count_groups(const FindingColumns& columns, const RowSet& rows, FindingGrouping grouping);

using OwnRows = std::pair<FacetField, RowSet>; // what the filter says of a facet's own field
[[nodiscard]] FacetCounts count_facets(const FindingColumns& columns, const RowSet& rest,
                                       const std::vector<OwnRows>& own, std::int64_t now);

} // namespace parapet
