#include "core/views/findings.h"

#include "core/base/text.h"
#include "core/store/findings/groups.h"
#include "core/store/findings/regroup.h"
#include "core/store/findings/rows.h"
#include "core/views/findings_list.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace parapet::views {

namespace {

FindingGrouping grouping_of(const FindingsRequest& request) {
    return request.members_of.empty() ? static_cast<FindingGrouping>(request.group) : FindingGrouping::none;
}

std::vector<std::int64_t> numbers(const std::vector<FindingId>& ids) {
    std::vector<std::int64_t> out;
    out.reserve(ids.size());
    for (const FindingId id : ids)
        out.push_back(id.value);
    return out;
}

std::vector<FindingId> ids_of(const std::vector<std::int64_t>& list) {
    std::vector<FindingId> out;
    out.reserve(list.size());
    for (const std::int64_t id : list)
        out.push_back(FindingId{id});
    return out;
}

// A group's head shows its first member, with what holds for all of them.
FindingRow head_of(const FindingListRow& first, const FindingGroupRow& group) {
    FindingRow row = row_of(first);
    row.group = true;
    row.members = group.members;
    row.assets = group.assets;
    row.group_key = group.key;
    row.severity = static_cast<Severity>(group.severity);
    row.due = time_or_none(group.due);
    row.first_seen = time_or_none(group.first_seen);
    row.last_seen = time_or_none(group.last_seen);
    if (group.score >= 0) row.score = group.score;
    if (group.epss >= 0) row.epss = group.epss;
    if (group.kev) row.kev = true;
    row.under_attack = group.under_attack;
    if (!group.same_owner) row.owner.clear();
    return row;
}

Result<std::vector<FindingRow>> plain_rows(Connection& db, const ConditionContext& context,
                                           const std::vector<std::int64_t>& ids) {
    auto rows = read_finding_rows(db, context, ids);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<FindingRow> out;
    out.reserve(rows->size());
    for (const FindingListRow& row : *rows)
        out.push_back(row_of(row));
    return out;
}

// What a grouped list is made by: the columns in memory, or SQL where those cannot tell (an earlier state, an order by
// titles, more findings than fit).
struct GroupedList {
    std::optional<ColumnScope> fast;
    FindingList slow;
    FindingGrouping grouping;
    const ConditionContext& context() const { return fast ? fast->context : slow.context; }
};

Result<GroupedList> grouped_list(const Workspace& workspace, Reader& reader, const FindingsRequest& request,
                                 const std::stop_token& stop) {
    GroupedList out{std::nullopt, {}, grouping_of(request)};
    auto fast = column_scope(workspace, reader, request.scope, true, stop);
    if (!fast) return fail(std::move(fast.error()));
    if (*fast && can_order_groups((*fast)->view->columns(), order_of(request))) {
        out.fast = std::move(*fast);
        out.slow.order = order_of(request);
        return out;
    }
    want_finding_index(workspace, *reader, index_for(out.grouping)); // for the members of one
    auto list = list_of(workspace, *reader, request);
    if (!list) return fail(std::move(list.error()));
    out.slow = std::move(*list);
    return out;
}

Result<FirstsPtr> firsts_of(Connection& db, const GroupedList& list) {
    if (list.fast) return list.fast->view->group_firsts(db, list.fast->rows, list.grouping, list.slow.order);
    auto firsts = list_group_firsts(db, list.slow, list.grouping);
    if (!firsts) return fail(std::move(firsts.error()));
    return std::make_shared<const std::vector<std::int64_t>>(std::move(*firsts));
}

Result<std::vector<FindingRow>> group_heads(Connection& db, const GroupedList& list,
                                            const std::vector<std::int64_t>& firsts) {
    Result<std::vector<FindingGroupRow>> groups = list.fast
                                                      ? list.fast->view->heads(list.fast->rows, list.grouping, firsts)
                                                      : read_groups(db, list.slow, list.grouping, firsts);
    if (!groups) return fail(std::move(groups.error()));
    std::vector<std::int64_t> shown;
    for (const FindingGroupRow& group : *groups)
        shown.push_back(group.first);
    auto rows = read_finding_rows(db, list.context(), shown);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<FindingRow> out;
    for (std::size_t i = 0; i < std::min(rows->size(), groups->size()); ++i)
        out.push_back(head_of((*rows)[i], (*groups)[i]));
    return out;
}

// A page is the stretch of the whole list after the cursor's group.
Result<FindingsPage> groups_page(Connection& db, const GroupedList& list, const FindingsRequest& request) {
    auto firsts_or = firsts_of(db, list);
    if (!firsts_or) return fail(std::move(firsts_or.error()));
    const FirstsPtr firsts = std::move(*firsts_or);
    std::size_t from = 0;
    if (!request.after.empty()) {
        std::int64_t last = 0;
        if (!parse_int(request.after, last)) return fail(Errc::bad_argument, "the page's cursor is not one of groups");
        const auto found = std::find(firsts->begin(), firsts->end(), last);
        from = found == firsts->end() ? firsts->size() : static_cast<std::size_t>(found - firsts->begin()) + 1;
    }
    const std::size_t to = std::min(firsts->size(), from + request.limit);
    const std::vector<std::int64_t> shown(firsts->begin() + static_cast<std::ptrdiff_t>(from),
                                          firsts->begin() + static_cast<std::ptrdiff_t>(to));
    auto rows = group_heads(db, list, shown);
    if (!rows) return fail(std::move(rows.error()));
    FindingsPage page;
    page.rows = std::move(*rows);
    if (to < firsts->size() && !shown.empty()) page.next = std::to_string(shown.back());
    return page;
}

} // namespace

namespace {

// `listed` ends before the list does when it is as long as `limit`.
Result<FindingsPage> page_of(Connection& db, const FindingList& list, const std::vector<ListedFinding>& listed,
                             std::size_t limit) {
    std::vector<std::int64_t> ids;
    for (const ListedFinding& one : listed)
        ids.push_back(one.id);
    auto rows = plain_rows(db, list.context, ids);
    if (!rows) return fail(std::move(rows.error()));
    FindingsPage page;
    page.rows = std::move(*rows);
    if (listed.size() == limit) page.next = place_text(list, listed.back().place);
    return page;
}

Result<std::optional<FindingsPage>> page_by_columns(const Workspace& workspace, Reader& reader,
                                                    const FindingsRequest& request, std::size_t limit,
                                                    const std::stop_token& stop) {
    std::optional<FindingsPage> none;
    auto columns = column_list(workspace, reader, request, false, stop);
    if (!columns) return fail(std::move(columns.error()));
    if (!*columns) return none;
    FindingList list;
    list.context = (*columns)->scope.context;
    list.order = (*columns)->keys;
    auto after = place_of_text(list, request.after);
    if (!after) return fail(std::move(after.error()));
    auto listed = column_page(*reader, **columns, *after, limit);
    if (!listed) return fail(std::move(listed.error()));
    if (!*listed) return none;
    auto page = page_of(*reader, list, **listed, limit);
    if (!page) return fail(std::move(page.error()));
    return std::move(*page);
}

} // namespace

Result<FindingsPage> findings_page(const Workspace& workspace, const FindingsRequest& request, std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    Connection& db = **reader;
    if (grouping_of(request) != FindingGrouping::none) {
        auto groups = grouped_list(workspace, *reader, request, stop);
        if (!groups) return fail(std::move(groups.error()));
        return groups_page(db, *groups, request);
    }
    const std::size_t limit = std::clamp<std::size_t>(request.limit, 1, 100'000);
    auto quick = page_by_columns(workspace, *reader, request, limit, stop);
    if (!quick) return fail(std::move(quick.error()));
    if (*quick) return std::move(**quick);
    auto list = list_of(workspace, db, request);
    if (!list) return fail(std::move(list.error()));
    if (const auto index = index_for(list->order)) want_finding_index(workspace, db, *index);
    auto after = place_of_text(*list, request.after);
    if (!after) return fail(std::move(after.error()));
    auto listed = list_findings(db, *list, *after, limit);
    if (!listed) return fail(std::move(listed.error()));
    return page_of(db, *list, *listed, limit);
}

Result<std::vector<FindingId>> findings_spine(const Workspace& workspace, const FindingsRequest& request,
                                              std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    if (grouping_of(request) != FindingGrouping::none) {
        auto groups = grouped_list(workspace, *reader, request, stop);
        if (!groups) return fail(std::move(groups.error()));
        auto firsts = firsts_of(**reader, *groups);
        if (!firsts) return fail(std::move(firsts.error()));
        return ids_of(**firsts);
    }
    auto columns = column_list(workspace, *reader, request, true, stop);
    if (!columns) return fail(std::move(columns.error()));
    if (*columns) {
        const FindingColumns& all = (*columns)->scope.view->columns();
        std::vector<FindingId> ids;
        ids.reserve((*columns)->scope.rows->count());
        for (const std::uint32_t row : in_order(all, *(*columns)->scope.rows, (*columns)->order))
            ids.push_back(FindingId{all.id[row]});
        return ids;
    }
    auto list = list_of(workspace, **reader, request);
    if (!list) return fail(std::move(list.error()));
    auto ids = list_all_ids(**reader, *list);
    if (!ids) return fail(std::move(ids.error()));
    return ids_of(*ids);
}

Result<std::vector<FindingRow>> findings_rows(const Workspace& workspace, const FindingsRequest& request,
                                              const std::vector<FindingId>& ids, std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    if (grouping_of(request) == FindingGrouping::none) {
        auto context = context_of(workspace, **reader, request.scope);
        if (!context) return fail(std::move(context.error()));
        return plain_rows(**reader, *context, numbers(ids));
    }
    auto groups = grouped_list(workspace, *reader, request, stop);
    if (!groups) return fail(std::move(groups.error()));
    return group_heads(**reader, *groups, numbers(ids));
}

namespace {

Result<FindingsCount> count_of(Connection& db, const ColumnScope& scope, const FindingsRequest& request) {
    auto global = scope.view->rows(db, request.scope.global_filter, scope.context);
    if (!global) return fail(std::move(global.error()));
    FindingsCount count;
    count.findings = count.groups = static_cast<std::int64_t>(scope.rows->count());
    if (const FindingGrouping grouping = grouping_of(request); grouping != FindingGrouping::none)
        count.groups = count_groups(scope.view->columns(), *scope.rows, grouping);
    count.total = static_cast<std::int64_t>((*global)->count());
    return count;
}

} // namespace

Result<FindingsCount> findings_count(const Workspace& workspace, const FindingsRequest& request, std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    if (request.members_of.empty()) {
        // All findings are counted as quickly without the columns.
        const bool load = grouping_of(request) != FindingGrouping::none || !request.scope.filter.empty() ||
                          !request.scope.global_filter.empty();
        auto fast = column_scope(workspace, *reader, request.scope, load, stop);
        if (!fast) return fail(std::move(fast.error()));
        if (*fast) return count_of(**reader, **fast, request);
    }
    auto list = list_of(workspace, **reader, request);
    if (!list) return fail(std::move(list.error()));
    auto findings = count_findings(**reader, list->condition);
    if (!findings) return fail(std::move(findings.error()));
    FindingsCount count;
    count.findings = count.groups = *findings;
    const FindingGrouping grouping = grouping_of(request);
    if (grouping != FindingGrouping::none) {
        auto groups = count_groups(**reader, list->condition, grouping);
        if (!groups) return fail(std::move(groups.error()));
        count.groups = *groups;
    }
    auto global = condition_of(**reader, request.scope, list->context, false);
    if (!global) return fail(std::move(global.error()));
    auto total = count_findings(**reader, *global);
    if (!total) return fail(std::move(total.error()));
    count.total = *total;
    return count;
}

namespace {

Result<FindingId> by_number(Connection& db, std::int64_t number) {
    // One that was joined goes by the number of the whole.
    auto whole = whole_of(db, number);
    if (!whole) return fail(std::move(whole.error()));
    number = *whole;
    auto row = db.cached("SELECT 1 FROM finding WHERE id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, number).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return fail(Errc::not_found, "there is no finding F-" + std::to_string(number), db.path());
    return FindingId{number};
}

// Identity keys are unsigned and stored as signed numbers: a prefix is one range of them.
Result<FindingId> by_identity(Connection& db, const std::string& hex) {
    std::uint64_t low = 0;
    const auto parsed = std::from_chars(hex.data(), hex.data() + hex.size(), low, 16);
    const auto unknown = [&](std::string what) { return fail(Errc::not_found, std::move(what), db.path()); };
    if (parsed.ec != std::errc() || parsed.ptr != hex.data() + hex.size())
        return unknown("there is no finding \"" + hex + "\"");
    const unsigned shift = static_cast<unsigned>(16 - hex.size()) * 4;
    const std::uint64_t high = shift == 0 ? low : ((low + 1) << shift) - 1;
    low <<= shift;
    auto rows = db.cached("SELECT id FROM finding WHERE identity BETWEEN ?1 AND ?2 LIMIT 2");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, low).bind(2, high);
    auto there = (*rows)->step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return unknown("there is no finding whose identity begins with " + hex);
    const FindingId id{(*rows)->integer(0)};
    there = (*rows)->step();
    if (!there) return fail(std::move(there.error()));
    if (*there) return unknown("several findings' identities begin with " + hex);
    return id;
}

} // namespace

Result<FindingId> resolve_finding(const Workspace& workspace, const std::string& text) {
    auto reader = workspace.readers().reader();
    if (!reader) return fail(std::move(reader.error()));
    std::string_view word = trim(text);
    const bool marked = istarts_with(word, "F-");
    if (marked) word.remove_prefix(2);
    std::int64_t number = 0;
    constexpr std::size_t k_least_hex = 8, k_most_hex = 16;
    const bool digits = word.find_first_not_of("0123456789") == std::string_view::npos && parse_int(word, number);
    if (digits && (marked || word.size() < k_least_hex)) return by_number(**reader, number);
    if (!marked && word.size() >= k_least_hex && word.size() <= k_most_hex) {
        auto found = by_identity(**reader, to_lower(word));
        if (found || !digits) return found;
    }
    if (digits) return by_number(**reader, number);
    return fail(Errc::not_found, "there is no finding \"" + elide(word, 60) + "\"", workspace.path().string(),
                "name it by its number (F-12) or by the first 8 or more digits of its identity");
}

} // namespace parapet::views
