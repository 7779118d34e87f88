// What a scan saw of its assets besides findings.
#include "core/store/findings/loader.h"

#include <utility>

namespace parapet {

namespace {
constexpr std::size_t k_most_waiting = 200'000;
} // namespace

// Which scope an unnamed target belongs to is told by its findings: until they come, its facts wait.
Result<void> FindingLoader::add_facts(const FactBatch& batch) {
    Scan& scan = scans_[batch.scan];
    if (scan.scope != nullptr) return write_facts(batch);
    if (waiting_fact_count_ < k_most_waiting) {
        waiting_fact_count_ += batch.facts.size();
        waiting_facts_.push_back(batch);
        return {};
    }
    if (auto done = open_scope(scan, nullptr); !done) return done;
    return write_facts(batch);
}

// What an older scan of the scope saw is no longer so; also where the new one saw nothing.
Result<void> FindingLoader::forget_facts(std::int64_t scope) {
    if (!facts_of_.insert(scope).second) return {};
    auto gone = db_.cached("DELETE FROM fact WHERE scope_id = ?1");
    if (!gone) return fail(std::move(gone.error()));
    return (*gone)->bind(1, scope).run();
}

Result<void> FindingLoader::write_waiting_facts() {
    for (const FactBatch& batch : std::exchange(waiting_facts_, {}))
        if (auto done = write_facts(batch); !done) return done;
    for (const ScopeState& scope : scopes_)
        if (!scope.stale() && !scope.failed)
            if (auto done = forget_facts(scope.scope); !done) return done;
    return {};
}

Result<void> FindingLoader::write_facts(const FactBatch& batch) {
    const ScopeState& scope = *scans_[batch.scan].scope;
    if (scope.stale() || scope.failed) return {};
    if (auto done = forget_facts(scope.scope); !done) return done;
    auto put = db_.cached("INSERT OR IGNORE INTO fact(asset_id, kind, name, value, scope_id, import_id, at)"
                          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    if (!put) return fail(std::move(put.error()));
    for (const FactRecord& fact : batch.facts) {
        auto asset = names_.asset(fact.asset, {});
        if (!asset) return fail(std::move(asset.error()));
        fact_assets_.insert(*asset);
        (*put)->bind(1, *asset).bind(2, static_cast<int>(fact.kind)).bind(3, fact.name).bind(4, fact.value);
        (*put)->bind(5, scope.scope).bind(6, context_.import_id).bind(7, scope.at);
        if (auto done = (*put)->run(); !done) return done;
    }
    return {};
}

std::vector<std::int64_t> FindingLoader::assets() const {
    std::set<std::int64_t> out = fact_assets_;
    for (const ScopeState& scope : scopes_)
        out.insert(scope.asset);
    for (const auto& [key, tally] : outcomes_)
        out.insert(std::get<2>(key));
    return {out.begin(), out.end()};
}

} // namespace parapet
