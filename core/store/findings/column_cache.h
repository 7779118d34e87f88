#pragma once
// The columns of a workspace's findings, read once for each state of the table and kept with what was worked out from
// them. For any thread.

#include "core/store/findings/column_groups.h"
#include "core/store/findings/column_order.h"
#include "core/store/findings/columns.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet {

using RowsPtr = std::shared_ptr<const RowSet>;
using FirstsPtr = std::shared_ptr<const std::vector<std::int64_t>>;

// The findings at one revision, with the answers that pages ask for again and again.
class FindingView {
public:
    explicit FindingView(std::shared_ptr<const FindingColumns> columns)
        : columns_(std::move(columns)) {}
    [[nodiscard]] const FindingColumns& columns() const { return *columns_; }

    // Of both filters. The connection must see the view's revision.
    [[nodiscard]] Result<RowsPtr> rows(Connection& db, const std::string& filter, const ConditionContext& context);
    [[nodiscard]] Result<RowsPtr> rows(Connection& db, const std::string& global, const std::string& filter,
                                       const ConditionContext& context);

    // None: by texts that are not in memory.
    [[nodiscard]] Result<std::optional<ColumnOrder>> order(Connection& db, const std::vector<FindingOrderKey>& keys);

    [[nodiscard]] Result<FirstsPtr> group_firsts(Connection& db, const RowsPtr& rows, FindingGrouping grouping,
                                                 const std::vector<FindingOrderKey>& order);
    // Of the groups that these findings are members of; those that are gone are left out.
    [[nodiscard]] std::vector<FindingGroupRow> heads(const RowsPtr& rows, FindingGrouping grouping,
                                                     const std::vector<std::int64_t>& firsts);

private:
    struct Heads {
        RowsPtr rows; // keeps the key alive
        std::map<std::uint32_t, FindingGroupRow> by_code;
    };
    using GroupsKey = std::pair<const RowSet*, FindingGrouping>;

    std::shared_ptr<const FindingColumns> columns_;
    std::mutex mutex_;
    std::map<std::string, RowsPtr> rows_;
    std::map<FindingOrder, RanksPtr> ranks_;
    std::map<std::pair<GroupsKey, std::string>, std::pair<RowsPtr, FirstsPtr>> firsts_;
    std::map<GroupsKey, Heads> heads_;
};

class FindingColumnCache {
public:
    // The view of what `db` sees; `db` must be within a transaction. Null: not loaded (with `load`: they do not fit).
    [[nodiscard]] Result<std::shared_ptr<FindingView>> view(Connection& db, bool load, const std::stop_token& stop);
    // After a commit. One that changed nothing that people see leaves the columns good; else they are let go.
    void committed(std::int64_t revision, bool changed);

private:
    struct State {
        std::int64_t revision = -1;
        std::shared_ptr<const FindingColumns> columns; // null: they do not fit
        std::shared_ptr<FindingView> view;
    };
    [[nodiscard]] bool good_for(std::int64_t revision); // brings the state forward
    [[nodiscard]] Result<std::shared_ptr<FindingView>> loaded(Connection& db, std::int64_t revision);

    std::mutex mutex_;
    std::condition_variable_any done_;
    bool loading_ = false;
    State state_;
    std::set<std::int64_t> unchanged_;
};

} // namespace parapet
