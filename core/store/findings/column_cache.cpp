#include "core/store/findings/column_cache.h"

#include "core/store/findings/column_filter.h"
#include "core/store/findings/stored_columns.h"

#include <algorithm>
#include <utility>

namespace parapet {

namespace {

// Answers that are kept; beyond that all are forgotten and those in use are worked out again.
constexpr std::size_t k_most_row_sets = 24;
constexpr std::size_t k_most_orders = 12;
constexpr std::size_t k_most_heads = 20'000;
constexpr std::size_t k_most_revisions = 1000;

std::string order_text(const std::vector<FindingOrderKey>& order) {
    std::string out;
    for (const FindingOrderKey& key : order)
        out += static_cast<char>('a' + static_cast<int>(key.by) * 2 + (key.descending ? 1 : 0));
    return out;
}

} // namespace

Result<RowsPtr> FindingView::rows(Connection& db, const std::string& filter, const ConditionContext& context) {
    auto tree = query::parse(filter, query::Domain::findings);
    if (!tree) return fail(std::move(tree.error()));
    std::string key = filter;
    if (asks_for_time(**tree)) key += '\0' + std::to_string(context.now);
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
    }
    auto found = rows_of_filter(db, *columns_, **tree, context);
    if (!found) return fail(std::move(found.error()));
    const std::lock_guard lock(mutex_);
    if (rows_.size() >= k_most_row_sets) rows_.clear();
    return rows_.emplace(std::move(key), std::make_shared<const RowSet>(std::move(*found))).first->second;
}

Result<RowsPtr> FindingView::rows(Connection& db, const std::string& global, const std::string& filter,
                                  const ConditionContext& context) {
    auto all = rows(db, global, context);
    if (!all || filter.empty()) return all;
    auto page = rows(db, filter, context);
    if (!page || global.empty()) return page;
    std::string key = global;
    key += std::string(1, '\0') + filter + '\0' + std::to_string(context.now);
    const std::lock_guard lock(mutex_);
    if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
    RowSet both = **all;
    both.keep_only(**page);
    if (rows_.size() >= k_most_row_sets) rows_.clear();
    return rows_.emplace(std::move(key), std::make_shared<const RowSet>(std::move(both))).first->second;
}

Result<std::optional<ColumnOrder>> FindingView::order(Connection& db, const std::vector<FindingOrderKey>& keys) {
    ColumnOrder out;
    for (const FindingOrderKey& key : keys) {
        RanksPtr ranks;
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = ranks_.find(key.by); known != ranks_.end()) ranks = known->second;
        }
        if (ranks == nullptr) {
            auto made = ranks_of(db, *columns_, key.by);
            if (!made) return fail(std::move(made.error()));
            if (*made == nullptr) return std::nullopt;
            const std::lock_guard lock(mutex_);
            ranks = ranks_.emplace(key.by, std::move(*made)).first->second;
        }
        out.keys.push_back({std::move(ranks), key.descending});
    }
    return out;
}

Result<FirstsPtr> FindingView::group_firsts(Connection& db, const RowsPtr& rows, FindingGrouping grouping,
                                            const std::vector<FindingOrderKey>& order) {
    const std::pair<GroupsKey, std::string> key{{rows.get(), grouping}, order_text(order)};
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = firsts_.find(key); known != firsts_.end()) return known->second.second;
    }
    auto firsts = order_groups(db, *columns_, *rows, grouping, order);
    if (!firsts) return fail(std::move(firsts.error()));
    auto shared = std::make_shared<const std::vector<std::int64_t>>(std::move(*firsts));
    const std::lock_guard lock(mutex_);
    if (firsts_.size() >= k_most_orders) firsts_.clear();
    firsts_.emplace(key, std::pair{rows, shared});
    return shared;
}

std::vector<FindingGroupRow> FindingView::heads(const RowsPtr& rows, FindingGrouping grouping,
                                                const std::vector<std::int64_t>& firsts) {
    const GroupCodes groups(*columns_, grouping);
    std::vector<std::uint32_t> wanted, missing;
    for (const std::int64_t id : firsts)
        if (const std::size_t row = columns_->row_of(id); row != FindingColumns::k_no_row)
            wanted.push_back(groups.of(row));
    const std::lock_guard lock(mutex_);
    std::size_t kept = 0;
    for (const auto& [key, heads] : heads_)
        kept += heads.by_code.size();
    if (kept + wanted.size() > k_most_heads) heads_.clear();
    Heads& known = heads_[{rows.get(), grouping}];
    known.rows = rows;
    for (const std::uint32_t code : wanted)
        if (!known.by_code.contains(code)) missing.push_back(code);
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    if (!missing.empty()) {
        std::vector<FindingGroupRow> made = group_heads(*columns_, *rows, grouping, missing);
        for (std::size_t i = 0; i < missing.size(); ++i)
            known.by_code.emplace(missing[i], std::move(made[i]));
    }
    std::vector<FindingGroupRow> out;
    for (const std::uint32_t code : wanted)
        if (const FindingGroupRow& head = known.by_code.at(code); head.members > 0) out.push_back(head);
    return out;
}

void FindingColumnCache::committed(std::int64_t revision, bool changed) {
    const std::lock_guard lock(mutex_);
    if (changed) {
        if (state_.revision < revision) state_ = {};
        return;
    }
    if (unchanged_.size() >= k_most_revisions) unchanged_.erase(unchanged_.begin());
    unchanged_.insert(revision);
}

bool FindingColumnCache::good_for(std::int64_t revision) {
    if (state_.revision < 0 || state_.revision > revision) return false;
    for (std::int64_t r = state_.revision + 1; r <= revision; ++r)
        if (!unchanged_.contains(r)) return false;
    state_.revision = revision;
    return true;
}

Result<std::shared_ptr<FindingView>> FindingColumnCache::view(Connection& db, bool load, const std::stop_token& stop) {
    auto revision = db.integer("SELECT value FROM revision");
    if (!revision) return fail(std::move(revision.error()));
    {
        std::unique_lock lock(mutex_);
        if (good_for(*revision)) return state_.view;
        if (!load) return std::shared_ptr<FindingView>();
        if (!done_.wait(lock, stop, [this] { return !loading_; })) return fail(Errc::cancelled, "stopped on request");
        if (good_for(*revision)) return state_.view;
        loading_ = true;
    }
    auto made = loaded(db, *revision);
    {
        const std::lock_guard lock(mutex_);
        loading_ = false;
    }
    done_.notify_all();
    return made;
}

Result<std::shared_ptr<FindingView>> FindingColumnCache::loaded(Connection& db, std::int64_t revision) {
    auto columns = load_columns(db);
    if (!columns) return fail(std::move(columns.error()));
    auto view = *columns == nullptr ? nullptr : std::make_shared<FindingView>(*columns);
    const std::lock_guard lock(mutex_);
    if (revision > state_.revision) {
        state_ = {revision, std::move(*columns), view};
        unchanged_.erase(unchanged_.begin(), unchanged_.upper_bound(revision));
    }
    return view;
}

} // namespace parapet
