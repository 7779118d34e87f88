// Lists of findings over the columns in memory.
#include "core/store/findings/groups.h"
#include "core/views/findings_list.h"

namespace parapet::views {

namespace {

Result<bool> sql_is_as_quick(const Workspace& workspace, Connection& db, const FindingsRequest& request) {
    if (!request.scope.filter.empty() || !request.scope.global_filter.empty() || !request.members_of.empty())
        return false;
    auto list = list_of(workspace, db, request);
    if (!list) return fail(std::move(list.error()));
    return has_order_index(db, *list);
}

} // namespace

Result<std::optional<ColumnList>> column_list(const Workspace& workspace, Reader& reader,
                                              const FindingsRequest& request, bool all, const std::stop_token& stop) {
    std::optional<ColumnList> none;
    if (!all) {
        auto quick = sql_is_as_quick(workspace, *reader, request);
        if (!quick) return fail(std::move(quick.error()));
        if (*quick) return none;
    }
    auto scope = column_scope(workspace, reader, request.scope, true, stop);
    if (!scope) return fail(std::move(scope.error()));
    if (!*scope) return none;
    if (!request.members_of.empty()) {
        auto members = rows_of_group((*scope)->view->columns(), request.members_of);
        if (!members) return none; // SQL says what is wrong with it
        members->keep_only(*(*scope)->rows);
        (*scope)->rows = std::make_shared<const RowSet>(std::move(*members));
    }
    const std::vector<FindingOrderKey> keys = order_of(request);
    auto order = (*scope)->view->order(*reader, keys);
    if (!order) return fail(std::move(order.error()));
    if (!*order) return none;
    return ColumnList{std::move(**scope), keys, std::move(**order)};
}

Result<std::optional<std::vector<ListedFinding>>> column_page(Connection& db, const ColumnList& list,
                                                              const ListPlace& after, std::size_t limit) {
    const FindingColumns& columns = list.scope.view->columns();
    std::optional<std::vector<ListedFinding>> out;
    std::optional<std::uint32_t> last;
    if (!after.empty()) {
        const auto* id = std::get_if<std::int64_t>(&after.back());
        const std::size_t row = id != nullptr ? columns.row_of(*id) : FindingColumns::k_no_row;
        if (row == FindingColumns::k_no_row) return out;
        last = static_cast<std::uint32_t>(row);
        auto place = place_of_row(db, columns, list.keys, *last);
        if (!place) return fail(std::move(place.error()));
        if (*place != after) return out;
    }
    out.emplace();
    for (const std::uint32_t row : first_in_order(columns, *list.scope.rows, list.order, last, limit))
        out->push_back({columns.id[row], {}});
    if (out->empty()) return out;
    auto place = place_of_row(db, columns, list.keys, static_cast<std::uint32_t>(columns.row_of(out->back().id)));
    if (!place) return fail(std::move(place.error()));
    out->back().place = std::move(*place);
    return out;
}

} // namespace parapet::views
