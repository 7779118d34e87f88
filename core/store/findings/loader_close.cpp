// The end of an import: what complete scans no longer saw, outcomes of checks, indexes.
#include "core/store/findings/loader.h"
#include "core/store/search/reindex.h"

#include <algorithm>

namespace parapet {

// Only a complete scan says that something is gone, if no later complete one is known of its scope: what a later
// partial scan saw is there.
Result<void> FindingLoader::close_absent(ScopeState& scope) {
    if (!scope.complete || scope.failed || scope.superseded() || !any_before_) return {};
    std::vector<std::int64_t> absent;
    auto rows = db_.prepare("SELECT id FROM sighting INDEXED BY sighting_present WHERE scope_id = ?1 AND gone_at = 0"
                            " AND last_seen <= ?2");
    if (!rows) return fail(std::move(rows.error()));
    rows->bind(1, scope.scope).bind(2, scope.at);
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        const std::int64_t id = rows->integer(0);
        if (finding_of(id) >= first_new_) continue; // made by this import
        if (scope.seen.find(static_cast<std::uint64_t>(id)) == nullptr) absent.push_back(id);
    }
    for (const std::int64_t sighting : absent) {
        if (auto done = close_sighting(sighting, scope); !done) return done;
    }
    return {};
}

Result<void> FindingLoader::close_sighting(std::int64_t sighting, const ScopeState& scope) {
    // Until now it was seen by every complete scan of its scope, the last of which was:
    auto put = db_.cached("UPDATE sighting SET gone_at = ?2, last_seen = max(last_seen, ?3) WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    auto done = (*put)->bind(1, sighting).bind(2, scope.at).bind(3, scope.complete_before).run();
    if (!done) return done;
    const std::int64_t finding = finding_of(sighting);
    auto left = db_.cached("SELECT 1 FROM sighting WHERE id BETWEEN ?1 << 16 AND (?1 << 16) + 65535 AND gone_at = 0");
    if (!left) return fail(std::move(left.error()));
    auto there = (*left)->bind(1, finding).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? settle_severity(finding) : close_finding(finding, scope);
}

// A false positive stays one: that it is no longer reported changes nothing about it.
Result<void> FindingLoader::close_finding(std::int64_t finding, const ScopeState& scope) {
    auto known = read_known(finding);
    if (!known) return fail(std::move(known.error()));
    const auto status = static_cast<FindingStatus>(known->status);
    if (status == FindingStatus::fixed || status == FindingStatus::false_positive) return {};
    // The last of its witnesses to be gone, whichever report came last.
    auto last = db_.cached("SELECT max(gone_at) FROM sighting WHERE id BETWEEN ?1 << 16 AND (?1 << 16) + 65535");
    if (!last) return fail(std::move(last.error()));
    auto there = (*last)->bind(1, finding).step();
    if (!there) return fail(std::move(there.error()));
    const std::int64_t fixed_at = std::max(scope.at, (*last)->integer(0));
    auto put = db_.cached("UPDATE finding SET status = ?2, fixed_at = ?3 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    auto done = (*put)->bind(1, finding).bind(2, static_cast<int>(FindingStatus::fixed)).bind(3, fixed_at).run();
    if (!done) return done;
    HistoryRow row;
    row.finding = finding;
    row.at = fixed_at;
    row.what = HistoryKind::absent;
    row.status_from = known->status;
    row.status_to = static_cast<int>(FindingStatus::fixed);
    row.owner_from = row.owner_to = known->owner;
    ++counts_.gone;
    if (context_.watch) context_.watch(LoadedAs::closed, nullptr, finding);
    return history_.add(row);
}

Result<void> FindingLoader::finish_scope(ScopeState& scope) {
    auto put = db_.cached("UPDATE scope SET last_scan = max(last_scan, ?2), last_complete = max(last_complete, ?3),"
                          " last_failed = max(last_failed, ?4), source_id = ?5 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    const bool good = scope.complete && !scope.failed;
    (*put)->bind(1, scope.scope).bind(2, scope.failed ? std::int64_t{0} : scope.at);
    (*put)->bind(3, good ? scope.at : std::int64_t{0}).bind(4, scope.failed ? scope.at : std::int64_t{0});
    (*put)->bind(5, context_.source_id);
    if (auto done = (*put)->run(); !done) return done;
    auto scan = db_.cached("UPDATE scan SET findings = ?2, complete = ?3, failed = ?4 WHERE id = ?1");
    if (!scan) return fail(std::move(scan.error()));
    (*scan)->bind(1, scope.scan).bind(2, scope.findings).bind(3, scope.complete).bind(4, scope.failed);
    return (*scan)->run();
}

Result<void> FindingLoader::write_outcomes() {
    auto put = db_.cached("INSERT INTO check_outcome(scan_id, rule_id, asset_id, outcome, count, control_set)"
                          " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!put) return fail(std::move(put.error()));
    for (const auto& [key, tally] : outcomes_) {
        (*put)->clear();
        (*put)->bind(1, std::get<0>(key)).bind(2, std::get<1>(key)).bind(3, std::get<2>(key)).bind(4, std::get<3>(key));
        (*put)->bind(5, tally.count);
        if (tally.control_set != 0) (*put)->bind(6, tally.control_set);
        if (auto done = (*put)->run(); !done) return done;
    }
    return {};
}

// Too many rows to be looked at one by one: the index is built anew.
Result<void> FindingLoader::tidy_search() {
    constexpr std::int64_t k_most_late = 2000;
    if (!late_changed_) return {};
    auto late = db_.integer("SELECT count(*) FROM search_late");
    if (!late) return fail(std::move(late.error()));
    return *late > k_most_late ? rebuild_search(db_) : Result<void>();
}

Result<void> FindingLoader::build_indexes() {
    if (!fresh_) return {};
    by_identity_.clear(); // room for the sorter
    return db_.exec(put_off_);
}

} // namespace parapet
