#include "core/views/findings_list.h"

#include "core/store/findings/groups.h"
#include "core/store/findings/rows.h"
#include "core/views/framework_words.h"

#include <fmt/format.h>

namespace parapet::views {

namespace {

// A range that ends now ends a little before by the time that it is asked for.
constexpr std::int64_t k_still_now_seconds = 3600;

Result<SqlText> one_filter(Connection& db, const std::string& filter, const ConditionContext& context, bool& few) {
    auto tree = query::parse(filter, query::Domain::findings);
    if (!tree) return fail(std::move(tree.error()));
    auto condition = finding_condition(db, **tree, context);
    if (!condition) return fail(std::move(condition.error()));
    few = few || condition->few;
    return std::move(condition->where);
}

} // namespace

std::optional<Time> time_or_none(std::int64_t seconds) {
    if (seconds == 0 || seconds == k_never) return std::nullopt;
    return from_unix_seconds(seconds);
}

Result<ConditionContext> context_of(const Workspace& workspace, Connection& db, const Scope& scope) {
    ConditionContext context;
    context.now = unix_seconds(workspace.now());
    context.frameworks = framework_words_of;
    std::int64_t at = 0;
    if (scope.as_of)
        at = unix_seconds(*scope.as_of);
    else if (scope.range.to != Time{} && unix_seconds(scope.range.to) < context.now - k_still_now_seconds)
        at = unix_seconds(scope.range.to);
    if (at == 0) return context;
    // Nothing was recorded since: the present state is that one, and needs no history.
    auto last = db.integer("SELECT at / 1000000000 FROM journal ORDER BY id DESC LIMIT 1");
    if (!last) return fail(std::move(last.error()));
    if (at < *last)
        context.as_of = at;
    else
        context.now = at;
    return context;
}

Result<FindingCondition> condition_of(Connection& db, const Scope& scope, const ConditionContext& context,
                                      bool with_page_filter) {
    FindingCondition out;
    auto global = one_filter(db, scope.global_filter, context, out.few);
    if (!global) return fail(std::move(global.error()));
    out.where = std::move(*global);
    if (!with_page_filter) return out;
    auto page = one_filter(db, scope.filter, context, out.few);
    if (!page) return fail(std::move(page.error()));
    out.where << " AND " << *page;
    return out;
}

Result<FindingList> list_of(const Workspace& workspace, Connection& db, const FindingsRequest& request) {
    FindingList list;
    auto context = context_of(workspace, db, request.scope);
    if (!context) return fail(std::move(context.error()));
    list.context = *context;
    auto condition = condition_of(db, request.scope, *context);
    if (!condition) return fail(std::move(condition.error()));
    list.condition = std::move(*condition);
    if (!request.members_of.empty()) {
        auto members = group_condition(request.members_of);
        if (!members) return fail(std::move(members.error()));
        list.condition.where << " AND " << *members;
    }
    list.order = order_of(request);
    return list;
}

std::vector<FindingOrderKey> order_of(const FindingsRequest& request) {
    std::vector<FindingOrderKey> order;
    for (const SortKey& key : request.sort)
        order.push_back({static_cast<FindingOrder>(key.by), key.descending});
    complete_order(order);
    return order;
}

Result<std::optional<ColumnScope>> column_scope(const Workspace& workspace, Reader& reader, const Scope& scope,
                                                bool load, const std::stop_token& stop) {
    if (!reader->in_transaction())
        if (auto begun = reader.snapshot(); !begun) return fail(std::move(begun.error()));
    auto context = context_of(workspace, *reader, scope);
    if (!context) return fail(std::move(context.error()));
    if (context->as_of) return std::nullopt;
    auto view = workspace.finding_columns().view(*reader, load, stop);
    if (!view) return fail(std::move(view.error()));
    if (*view == nullptr) return std::nullopt;
    auto rows = (*view)->rows(*reader, scope.global_filter, scope.filter, *context);
    if (!rows) return fail(std::move(rows.error()));
    return ColumnScope{std::move(*view), std::move(*rows), *context};
}

namespace {

std::string where_of(const FindingListRow& r) {
    if (!r.package.empty()) return r.version.empty() ? r.package : fmt::format("{} {}", r.package, r.version);
    if (!r.file.empty()) return r.line > 0 ? fmt::format("{}:{}", r.file, r.line) : r.file;
    return r.resource;
}

std::optional<double> known(double value) {
    return value < 0 ? std::nullopt : std::optional<double>(value);
}

} // namespace

FindingRow row_of(const FindingListRow& r) {
    FindingRow row;
    row.id = FindingId{r.id};
    row.title = r.title;
    row.vuln_or_rule = r.vuln.empty() ? r.rule : r.vuln;
    row.asset = r.asset;
    row.where = where_of(r);
    row.severity = static_cast<Severity>(r.severity);
    row.status = static_cast<FindingStatus>(r.status);
    row.cause = static_cast<Cause>(r.cause);
    row.phase = static_cast<Phase>(r.phase);
    row.score = known(r.score);
    row.epss = known(r.epss);
    if (r.kev) row.kev = *r.kev != 0;
    row.under_attack = r.under_attack;
    row.suppressed = r.suppressed;
    row.due = time_or_none(r.due);
    row.first_seen = time_or_none(r.first_seen);
    row.last_seen = time_or_none(r.last_seen);
    row.fixed_at = row.status == FindingStatus::fixed ? time_or_none(r.fixed_at) : std::nullopt;
    row.decided_until = time_or_none(r.decided_until);
    row.owner = r.owner;
    row.tools = r.tools;
    return row;
}

} // namespace parapet::views
