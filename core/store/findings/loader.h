#pragma once
// Takes the findings of one import into the open transaction, on the writer's thread: finds those that are known, adds
// new ones, reopens what is back, closes what complete scans no longer see.

#include "core/analysis/deadline.h"
#include "core/base/result.h"
#include "core/store/bulk_insert.h"
#include "core/store/connection.h"
#include "core/store/findings/flat_map.h"
#include "core/store/findings/interner.h"
#include "core/store/findings/record.h"
#include "core/store/findings/regroup.h"
#include "core/store/findings/rows.h"
#include "core/store/journal.h"
#include "core/store/search/postings.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace parapet {

// What became of a record, or of a finding that a scan no longer saw.
enum class LoadedAs : std::uint8_t { added, known, reopened, closed, merged };

struct LoadContext {
    std::int64_t import_id = 0, source_id = 0;
    std::int64_t now = 0; // seconds
    std::uint64_t seed = 0;
    DeadlinePolicy deadlines;
    bool large = false; // much is coming: build indexes afterwards if the tables are empty
    // For a preview: told of each; `record` is nullptr for a closed one.
    std::function<void(LoadedAs, const FindingRecord* record, std::int64_t finding)> watch;
};

struct ScanStart {
    std::string tool, tool_version, target, target_kind, digest, branch, commit, policy;
    std::string lineage; // what stands for a target that has no name
    std::int64_t at = 0; // seconds
    bool dated = false;  // the report says when
    bool complete = true, failed = false;
};

struct LoadCounts {
    std::uint64_t added = 0, known = 0, reopened = 0, gone = 0, merged = 0, checks = 0;
};

class FindingLoader {
public:
    FindingLoader(Connection& db, LoadContext context, HistoryWriter& history);
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> start_scan(const ScanStart& scan); // numbers them from 0
    [[nodiscard]] Result<void> add(const FindingBatch& batch);
    [[nodiscard]] Result<void> add_facts(const FactBatch& batch);
    [[nodiscard]] Result<void> finish();
    // Assets that were scanned, once all is finished.
    [[nodiscard]] std::vector<std::int64_t> assets() const;
    [[nodiscard]] const LoadCounts& counts() const { return counts_; }
    [[nodiscard]] std::int64_t newest() const { return newest_; } // newest scan's time
    [[nodiscard]] Interner& names() { return names_; }
    // Findings that were there before and of which something changed; those from first_new() on are new.
    [[nodiscard]] std::vector<std::int64_t> take_touched() { return std::move(touched_); }
    [[nodiscard]] std::int64_t first_new() const { return first_new_; }

private:
    // Scans of one scope within this import are one scan.
    struct ScopeState {
        std::int64_t scope = 0, scan = 0, asset = 0;
        std::string tool;
        std::int64_t at = 0;
        std::int64_t before = 0;          // newest scan of the scope before this import
        std::int64_t complete_before = 0; // newest complete one
        std::int64_t complete_after = 0;  // the first complete one after `at`, if this is an older report
        bool complete = true, failed = false;
        std::int64_t findings = 0;
        FlatMap seen; // sightings that were there before this import, or that it added to older findings
        [[nodiscard]] bool stale() const { return at < before; }
        // A later complete scan has the last word on what is there.
        [[nodiscard]] bool superseded() const { return complete_after != 0; }
    };
    struct Scan {
        ScanStart start;
        ScopeState* scope = nullptr; // set with the first record, or at the end
    };
    struct Tally {
        std::int64_t count = 0, control_set = 0;
    };
    // What the columns of a record became.
    struct Names {
        std::int64_t rule = 0, asset = 0, file = 0, package = 0, severity_raw = 0;
        std::int64_t cwe = 0, advisories = 0, tags = 0, links = 0, controls = 0;
        std::int64_t description = 0, remediation = 0, evidence = 0;
    };
    struct Known {
        std::int64_t id = 0, first_seen = 0, last_seen = 0, fixed_at = 0, owner = 0;
        int severity = 0, status = 0;
    };
    struct KnownSighting {
        std::int64_t id = 0, scope = 0, rule = 0, content = 0, gone_at = 0, first_seen = 0, last_seen = 0;
        std::int64_t via = 0; // an identity that is not the finding's own
        int severity = 0;
    };

    // loader.cpp
    [[nodiscard]] Result<void> add_record(const FindingRecord& record, ScopeState& scope);
    [[nodiscard]] Result<void> watch_record(const FindingRecord& record, ScopeState& scope);
    [[nodiscard]] Result<void> tally(const FindingRecord& record, ScopeState& scope);
    // A short description of a finding's first sighting stands in its row.
    [[nodiscard]] Result<Names> intern(const FindingRecord& record, const ScopeState& scope, bool first_sighting);
    [[nodiscard]] Result<void> add_new(const FindingRecord& record, ScopeState& scope, std::uint64_t key);
    [[nodiscard]] Result<void> index_words(std::int64_t id, const FindingRecord& record);
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> put_off_indexes();
    void remember(std::uint64_t key, std::uint64_t proof, std::int64_t finding);

    // loader_scopes.cpp
    [[nodiscard]] Result<void> open_scope(Scan& scan, const FindingBatch* first);
    [[nodiscard]] Result<std::int64_t> scope_of(const ScanStart& start, std::int64_t asset, const FindingBatch* first);
    [[nodiscard]] Result<std::int64_t> scope_by_overlap(const ScanStart& start, std::int64_t asset,
                                                        const FindingBatch& first);
    [[nodiscard]] Result<void> write_scan(ScopeState& scope, const ScanStart& start);

    // loader_known.cpp
    [[nodiscard]] Result<std::int64_t> find_known(const FindingRecord& record, std::uint64_t& key);
    [[nodiscard]] Result<void> take_known(std::int64_t id, const FindingRecord& record, ScopeState& scope, bool again,
                                          std::int64_t via = 0);
    [[nodiscard]] Result<bool> take_by_hand(const FindingRecord& record, ScopeState& scope);
    [[nodiscard]] Result<Known> read_known(std::int64_t id);
    [[nodiscard]] Result<std::vector<KnownSighting>> read_sightings(std::int64_t id);
    [[nodiscard]] Result<void> update_sighting(const KnownSighting& sighting, const FindingRecord& record,
                                               const ScopeState& scope);
    [[nodiscard]] Result<void> update_times(const KnownSighting& sighting, const ScopeState& scope, std::int64_t seen);
    [[nodiscard]] Result<void> rewrite_finding(std::int64_t id, const FindingRecord& record, const ScopeState& scope);
    [[nodiscard]] Result<void> mark_late(std::int64_t id);
    [[nodiscard]] Result<void> fill_gaps(std::int64_t id, const FindingRecord& record, const Names& names);
    [[nodiscard]] Result<void> join_sighting(std::int64_t id, std::int64_t number, const FindingRecord& record,
                                             ScopeState& scope, std::int64_t via);
    [[nodiscard]] Result<bool> reopen(const Known& known, const ScopeState& scope);
    [[nodiscard]] Result<bool> fixed_by_a_person(std::int64_t id);
    [[nodiscard]] Result<void> settle_severity(std::int64_t id);
    [[nodiscard]] Result<void> note_change(const KnownSighting& s, const FindingRecord& r);
    [[nodiscard]] Result<void> note_gap(const KnownSighting& s, std::int64_t back_at);
    [[nodiscard]] Result<void> note_end();
    void note_place(std::int64_t sighting, const FindingRecord& record);
    [[nodiscard]] Result<void> write_places();

    // loader_facts.cpp
    [[nodiscard]] Result<void> forget_facts(std::int64_t scope);
    [[nodiscard]] Result<void> write_facts(const FactBatch& batch);
    [[nodiscard]] Result<void> write_waiting_facts();

    // loader_close.cpp
    [[nodiscard]] Result<void> close_absent(ScopeState& scope);
    [[nodiscard]] Result<void> close_sighting(std::int64_t sighting, const ScopeState& scope);
    [[nodiscard]] Result<void> close_finding(std::int64_t finding, const ScopeState& scope);
    [[nodiscard]] Result<void> write_outcomes();
    [[nodiscard]] Result<void> build_indexes();
    [[nodiscard]] Result<void> tidy_search();
    [[nodiscard]] Result<void> finish_scope(ScopeState& scope);

    [[nodiscard]] SightingRowData sighting_row(std::int64_t id, const FindingRecord& record, const ScopeState& scope,
                                               const Names& names) const;

    Connection& db_;
    LoadContext context_;
    HistoryWriter& history_;
    bool fresh_ = false;  // nothing was there and indexes are built afterwards
    std::string put_off_; // their SQL
    Interner names_;
    std::vector<Scan> scans_;
    std::deque<ScopeState> scopes_;
    std::map<std::int64_t, ScopeState*> scope_by_id_;
    BulkInsert<FindingRowData> findings_;
    BulkInsert<SightingRowData> sightings_;
    Postings words_;
    HandLinks by_hand_;
    FlatMap linked_;      // findings that this import saw, while there are such links
    FlatMap by_identity_; // of this import: finding << 24 | 24 bits of the proof
    std::int64_t next_finding_ = 1, first_new_ = 1;
    bool any_before_ = false;
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t, int>, Tally> outcomes_;
    std::unordered_map<std::int64_t, std::vector<std::string>> places_; // by sighting: further places, JSON
    std::size_t place_bytes_ = 0;
    LoadCounts counts_;
    std::vector<std::int64_t> touched_;
    std::vector<FactBatch> waiting_facts_; // of scans whose scope is not known yet
    std::size_t waiting_fact_count_ = 0;
    std::set<std::int64_t> facts_of_; // scopes whose former facts are gone
    std::set<std::int64_t> fact_assets_;
    std::int64_t newest_ = 0;
    bool late_changed_ = false;
};

} // namespace parapet
