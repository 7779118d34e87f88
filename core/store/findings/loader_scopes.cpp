// Which scope a scan belongs to: the scans that supersede each other.
#include "core/store/findings/loader.h"

#include <algorithm>

namespace parapet {

Result<void> FindingLoader::open_scope(Scan& scan, const FindingBatch* first) {
    auto asset = names_.asset(scan.start.target, scan.start.target_kind);
    if (!asset) return fail(std::move(asset.error()));
    auto id = scope_of(scan.start, *asset, first);
    if (!id) return fail(std::move(id.error()));
    if (const auto known = scope_by_id_.find(*id); known != scope_by_id_.end()) {
        ScopeState& same = *known->second;
        same.complete = same.complete && scan.start.complete;
        same.failed = same.failed || scan.start.failed;
        scan.scope = &same;
        return {};
    }
    ScopeState state;
    state.scope = *id;
    state.asset = *asset;
    state.tool = scan.start.tool;
    state.at = scan.start.at;
    state.complete = scan.start.complete;
    state.failed = scan.start.failed;
    auto times = db_.cached("SELECT last_scan, last_complete, coalesce((SELECT min(at) FROM scan WHERE scope_id = ?1"
                            " AND at > ?2 AND complete = 1 AND failed = 0), 0) FROM scope WHERE id = ?1");
    if (!times) return fail(std::move(times.error()));
    auto there = (*times)->bind(1, *id).bind(2, state.at).step();
    if (!there) return fail(std::move(there.error()));
    state.before = (*times)->integer(0);
    state.complete_before = (*times)->integer(1);
    state.complete_after = (*times)->integer(2);
    scopes_.push_back(std::move(state));
    scan.scope = &scopes_.back();
    scope_by_id_[*id] = scan.scope;
    return write_scan(scopes_.back(), scan.start);
}

Result<void> FindingLoader::write_scan(ScopeState& scope, const ScanStart& start) {
    auto put =
        db_.cached("INSERT INTO scan(import_id, scope_id, at, dated, complete, failed, tool_version, target_kind,"
                   " digest, commit_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, context_.import_id).bind(2, scope.scope).bind(3, scope.at).bind(4, start.dated);
    (*put)->bind(5, start.complete).bind(6, start.failed).bind(7, start.tool_version).bind(8, start.target_kind);
    (*put)->bind(9, start.digest).bind(10, start.commit);
    if (auto done = (*put)->run(); !done) return done;
    scope.scan = db_.last_insert_id();
    return {};
}

// A target with a name is a scope. Without one, reports of two repositories by one tool look alike, and one would close
// the other's findings: then a report continues the scope of an earlier one that came from the same source or file
// name, or that shares findings with it.
Result<std::int64_t> FindingLoader::scope_of(const ScanStart& start, std::int64_t asset, const FindingBatch* first) {
    const std::string_view lineage = start.target.empty() ? std::string_view(start.lineage) : std::string_view();
    auto find = db_.cached("SELECT id FROM scope WHERE tool = ?1 AND asset_id = ?2 AND policy = ?3 AND branch = ?4"
                           " AND lineage = ?5");
    if (!find) return fail(std::move(find.error()));
    (*find)->bind(1, start.tool).bind(2, asset).bind(3, start.policy).bind(4, start.branch).bind(5, lineage);
    auto there = (*find)->step();
    if (!there) return fail(std::move(there.error()));
    if (*there) return (*find)->integer(0);
    if (!lineage.empty() && first != nullptr && any_before_) {
        auto same = scope_by_overlap(start, asset, *first);
        if (!same || *same != 0) return same;
    }
    auto put = db_.cached("INSERT INTO scope(tool, asset_id, policy, branch, lineage) VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, start.tool).bind(2, asset).bind(3, start.policy).bind(4, start.branch).bind(5, lineage);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    return db_.last_insert_id();
}

// 0 when no scope shares a third of the smaller side's findings, judged by the report's first batch.
Result<std::int64_t> FindingLoader::scope_by_overlap(const ScanStart& start, std::int64_t asset,
                                                     const FindingBatch& first) {
    auto scope_of_finding =
        db_.cached("SELECT c.id FROM finding f JOIN sighting s ON s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535"
                   " JOIN scope c ON c.id = s.scope_id WHERE f.identity = ?1 AND s.gone_at = 0 AND c.tool = ?2"
                   " AND c.asset_id = ?3 AND c.policy = ?4 AND c.branch = ?5 LIMIT 1");
    if (!scope_of_finding) return fail(std::move(scope_of_finding.error()));
    std::map<std::int64_t, std::int64_t> shared;
    std::int64_t ours = 0;
    for (const FindingRecord& record : first.records) {
        if (record.outcome != CheckOutcome::fail) continue;
        ++ours;
        (*scope_of_finding)->reset();
        (*scope_of_finding)->bind(1, record.identity).bind(2, start.tool).bind(3, asset);
        (*scope_of_finding)->bind(4, start.policy).bind(5, start.branch);
        auto there = (*scope_of_finding)->step();
        if (!there) return fail(std::move(there.error()));
        if (*there) ++shared[(*scope_of_finding)->integer(0)];
    }
    const auto best = std::max_element(shared.begin(), shared.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best == shared.end()) return 0;
    auto size = db_.cached("SELECT count(*) FROM sighting WHERE scope_id = ?1 AND gone_at = 0");
    if (!size) return fail(std::move(size.error()));
    auto there = (*size)->bind(1, best->first).step();
    if (!there) return fail(std::move(there.error()));
    return best->second * 3 >= std::min(ours, (*size)->integer(0)) ? best->first : 0;
}

} // namespace parapet
