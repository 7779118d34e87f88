#pragma once
// What the calls of core/views/findings.h share: scopes understood, rows put into the view's words.

#include "core/store/findings/column_cache.h"
#include "core/store/findings/list.h"
#include "core/store/findings/rows_read.h"
#include "core/store/read_pool.h"
#include "core/views/findings.h"

namespace parapet::views {

// The scope's filters on this connection, and the time that they are asked for.
[[nodiscard]] Result<ConditionContext> context_of(const Workspace& workspace, Connection& db, const Scope& scope);
[[nodiscard]] Result<FindingCondition> condition_of(Connection& db, const Scope& scope, const ConditionContext& context,
                                                    bool with_page_filter = true);
[[nodiscard]] Result<FindingList> list_of(const Workspace& workspace, Connection& db, const FindingsRequest& request);

[[nodiscard]] std::vector<FindingOrderKey> order_of(const FindingsRequest& request);

// A scope over the columns in memory.
struct ColumnScope {
    std::shared_ptr<FindingView> view;
    RowsPtr rows; // of both filters
    ConditionContext context;
};
// None: the columns cannot tell, or are not there and were not to be loaded. From then on the reader sees one state.
[[nodiscard]] Result<std::optional<ColumnScope>>
column_scope(const Workspace& workspace, Reader& reader, const Scope& scope, bool load, const std::stop_token& stop);

// A list (not of groups) over the columns in memory.
struct ColumnList {
    ColumnScope scope;
    std::vector<FindingOrderKey> keys;
    ColumnOrder order;
};
// None: SQL is as quick (no filter, and an order that has an index, unless `all` rows are wanted), or the only way.
[[nodiscard]] Result<std::optional<ColumnList>> column_list(const Workspace& workspace, Reader& reader,
                                                            const FindingsRequest& request, bool all,
                                                            const std::stop_token& stop);
// The next findings after that place; none when the finding that stood there changed or is gone.
[[nodiscard]] Result<std::optional<std::vector<ListedFinding>>> column_page(Connection& db, const ColumnList& list,
                                                                            const ListPlace& after, std::size_t limit);

[[nodiscard]] FindingRow row_of(const FindingListRow& row);
[[nodiscard]] std::optional<Time> time_or_none(std::int64_t seconds); // 0 and k_never are none

} // namespace parapet::views
