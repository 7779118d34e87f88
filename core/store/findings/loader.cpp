#include "core/store/findings/loader.h"

#include <algorithm>

namespace parapet {

namespace {

constexpr std::int64_t k_proof_bits = 24;

std::int64_t packed(std::int64_t finding, std::uint64_t proof) {
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(finding) << k_proof_bits) |
                                     (proof & ((1U << k_proof_bits) - 1)));
}

} // namespace

FindingLoader::FindingLoader(Connection& db, LoadContext context, HistoryWriter& history)
    : db_(db)
    , context_(std::move(context))
    , history_(history)
    , names_(db, context_.seed)
    , findings_(db)
    , sightings_(db)
    , words_(db, SearchSpace::finding) {}

Result<void> FindingLoader::begin() {
    auto last = db_.integer("SELECT max(coalesce((SELECT max(id) FROM finding), 0),"
                            " coalesce((SELECT max(id) FROM finding_joined), 0))");
    if (!last) return fail(std::move(last.error()));
    if (auto done = by_hand_.load(db_); !done) return done;
    auto texts = db_.integer("SELECT EXISTS(SELECT 1 FROM text) OR EXISTS(SELECT 1 FROM word_set)");
    if (!texts) return fail(std::move(texts.error()));
    next_finding_ = first_new_ = *last + 1;
    any_before_ = *last > 0;
    fresh_ = context_.large && !any_before_ && *texts == 0;
    if (auto done = names_.begin(fresh_); !done) return done;
    return fresh_ ? put_off_indexes() : Result<void>();
}

// Indexes of empty tables are built after the load, in one sorted pass, from the very text that made them.
Result<void> FindingLoader::put_off_indexes() {
    words_.set_fresh();
    auto rows =
        db_.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN"
                    " ('finding', 'sighting', 'text', 'word_set', 'rule')");
    if (!rows) return fail(std::move(rows.error()));
    std::string drop;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        drop += "DROP INDEX " + rows->str(0) + ";";
        put_off_ += rows->str(1) + ";";
    }
    return db_.exec(drop);
}

Result<void> FindingLoader::start_scan(const ScanStart& scan) {
    scans_.push_back({scan, nullptr});
    newest_ = std::max(newest_, scan.at);
    return {};
}

void FindingLoader::remember(std::uint64_t key, std::uint64_t proof, std::int64_t finding) {
    by_identity_.insert(key, packed(finding, proof));
}

Result<void> FindingLoader::add(const FindingBatch& batch) {
    Scan& scan = scans_[batch.scan];
    if (scan.scope == nullptr) {
        if (auto done = open_scope(scan, &batch); !done) return done;
    }
    for (const FindingRecord& record : batch.records) {
        auto done = context_.watch ? watch_record(record, *scan.scope) : add_record(record, *scan.scope);
        if (!done) return done;
    }
    return flush(); // rows point into the batch
}

Result<void> FindingLoader::flush() {
    if (auto done = names_.flush(); !done) return done;
    if (auto done = findings_.flush(); !done) return done;
    return sightings_.flush();
}

Result<void> FindingLoader::add_record(const FindingRecord& record, ScopeState& scope) {
    if (record.outcome != CheckOutcome::fail) {
        ++counts_.checks;
        return tally(record, scope);
    }
    if (!record[RecordText::controls].empty()) {
        if (auto done = tally(record, scope); !done) return done;
    }
    if (!by_hand_.empty()) {
        auto done = take_by_hand(record, scope);
        if (!done || *done) return done ? Result<void>() : fail(std::move(done.error()));
    }
    std::uint64_t key = record.identity;
    // Two texts with one key are a crafted collision: the seeded proof tells them apart and gives the second a key of
    // its own.
    for (const std::int64_t* slot = by_identity_.find(key); slot != nullptr; slot = by_identity_.find(key)) {
        const std::int64_t finding = *slot >> k_proof_bits;
        if (packed(finding, record.proof) == *slot) {
            ++counts_.merged;
            if (auto done = flush(); !done) return done;
            return take_known(finding, record, scope, true);
        }
        key = key * 0x9e3779b97f4a7c15ULL + record.proof;
    }
    if (any_before_) {
        auto finding = find_known(record, key);
        if (!finding) return fail(std::move(finding.error()));
        if (*finding != 0) {
            const bool linked = linked_.find(static_cast<std::uint64_t>(*finding)) != nullptr;
            ++(linked ? counts_.merged : counts_.known);
            remember(key, record.proof, *finding);
            if (linked) return take_known(*finding, record, scope, true);
            if (!by_hand_.empty()) linked_.insert(static_cast<std::uint64_t>(*finding), 1);
            return take_known(*finding, record, scope, false);
        }
    }
    return add_new(record, scope, key);
}

Result<void> FindingLoader::watch_record(const FindingRecord& record, ScopeState& scope) {
    const LoadCounts before = counts_;
    if (auto done = add_record(record, scope); !done) return done;
    const auto tell = [&](LoadedAs what) {
        const auto* slot = by_identity_.find(record.identity);
        context_.watch(what, &record, slot != nullptr ? *slot >> k_proof_bits : 0);
    };
    if (counts_.reopened > before.reopened)
        tell(LoadedAs::reopened);
    else if (counts_.added > before.added)
        tell(LoadedAs::added);
    else if (counts_.merged > before.merged)
        tell(LoadedAs::merged);
    else if (counts_.known > before.known)
        tell(LoadedAs::known);
    return {};
}

// Outcomes of checks are evidence even where nothing failed.
Result<void> FindingLoader::tally(const FindingRecord& record, ScopeState& scope) {
    auto rule = names_.rule(scope.tool, record[RecordText::rule], record[RecordText::rule_name]);
    if (!rule) return fail(std::move(rule.error()));
    auto asset = names_.asset(record[RecordText::asset], {});
    if (!asset) return fail(std::move(asset.error()));
    auto controls = names_.words(WordSet::control, record[RecordText::controls]);
    if (!controls) return fail(std::move(controls.error()));
    Tally& entry = outcomes_[{scope.scan, *rule, *asset, static_cast<int>(record.outcome)}];
    ++entry.count;
    if (*controls != 0) entry.control_set = *controls;
    return {};
}

Result<FindingLoader::Names> FindingLoader::intern(const FindingRecord& r, const ScopeState& scope,
                                                   bool first_sighting) {
    Names n;
    Error error;
    bool good = true;
    const auto take = [&](std::int64_t& into, Result<std::int64_t> id) {
        if (id) {
            into = *id;
        } else if (good) {
            error = std::move(id.error());
            good = false;
        }
    };
    take(n.rule, names_.rule(scope.tool, r[RecordText::rule], r[RecordText::rule_name]));
    take(n.asset, names_.asset(r[RecordText::asset], {}));
    take(n.file, names_.string(r[RecordText::file]));
    take(n.package, names_.string(r[RecordText::package]));
    take(n.severity_raw, names_.string(r[RecordText::severity_raw]));
    take(n.cwe, names_.words(WordSet::cwe, r[RecordText::cwe]));
    take(n.advisories, names_.words(WordSet::advisory, r[RecordText::advisories]));
    take(n.tags, names_.words(WordSet::tag, r[RecordText::tags]));
    take(n.links, names_.words(WordSet::link, r[RecordText::links]));
    take(n.controls, names_.words(WordSet::control, r[RecordText::controls]));
    const bool in_row = first_sighting && r[RecordText::description].size() <= k_short_description;
    if (!in_row) take(n.description, names_.text(r[RecordText::description], true));
    take(n.remediation, names_.text(r[RecordText::remediation], false));
    take(n.evidence, names_.text(r[RecordText::evidence], false));
    if (!good) return fail(std::move(error));
    return n;
}

SightingRowData FindingLoader::sighting_row(std::int64_t id, const FindingRecord& r, const ScopeState& scope,
                                            const Names& names) const {
    SightingRowData row;
    row.id = id;
    row.scope = scope.scope;
    row.rule = names.rule;
    row.import = context_.import_id;
    row.content = static_cast<std::int64_t>(r.content);
    row.severity = static_cast<int>(r.severity);
    row.basis = r.basis;
    row.first_seen = row.last_seen = r.seen != 0 ? r.seen : scope.at;
    row.last_seen = std::max(row.last_seen, scope.at);
    row.gone_at = scope.complete_after;
    row.severity_raw = names.severity_raw;
    row.description = names.description;
    row.remediation = names.remediation;
    row.evidence = names.evidence;
    row.tag_set = names.tags;
    row.link_set = names.links;
    row.place_path = r[RecordText::place];
    row.place_line = r.place_line;
    row.place_offset = r.place_offset;
    row.detail = r[RecordText::detail];
    return row;
}

namespace {

FindingRowData finding_row(const FindingRecord& r) {
    FindingRowData row;
    row.proof = static_cast<std::int64_t>(r.proof);
    row.basis = r.basis;
    row.severity = static_cast<int>(r.severity);
    row.cause = static_cast<int>(r.cause);
    row.phase = static_cast<int>(r.phase);
    row.cause_rule = r.cause_rule;
    row.phase_rule = r.phase_rule;
    row.suppressed = r.suppressed;
    row.kev = r.kev;
    row.reachable = r.reachable;
    row.score = r.score;
    row.epss = r.epss;
    row.line = r.line;
    row.title = r[RecordText::title];
    row.vuln = r[RecordText::vuln];
    row.version = r[RecordText::version];
    row.fixed_version = r[RecordText::fixed_version];
    row.resource = r[RecordText::resource];
    return row;
}

} // namespace

Result<void> FindingLoader::add_new(const FindingRecord& r, ScopeState& scope, std::uint64_t key) {
    auto names = intern(r, scope, true);
    if (!names) return fail(std::move(names.error()));
    const std::int64_t id = next_finding_++;
    const SightingRowData sighting = sighting_row(sighting_id(id, 0), r, scope, *names);
    FindingRowData row = finding_row(r);
    row.id = id;
    row.identity = static_cast<std::int64_t>(key);
    row.first_seen = sighting.first_seen;
    row.last_seen = sighting.last_seen;
    // An older report, of whose scope a newer complete scan no longer saw this: it is over already.
    row.fixed_at = sighting.gone_at;
    row.status = static_cast<int>(sighting.gone_at != 0 ? FindingStatus::fixed : FindingStatus::open);
    row.due = deadline(context_.deadlines, r.severity, row.first_seen);
    row.asset = names->asset;
    row.rule = names->rule;
    row.scope = scope.scope;
    row.file = names->file;
    row.package = names->package;
    row.cwe_set = names->cwe;
    row.advisory_set = names->advisories;
    row.control_set = names->controls;
    row.description_id = names->description;
    if (row.description_id == 0) row.description = r[RecordText::description];
    if (auto done = findings_.add(row); !done) return done;
    if (auto done = sightings_.add(sighting); !done) return done;
    remember(key, r.proof, id);
    ++counts_.added;
    ++scope.findings;
    return index_words(id, r);
}

// The same texts as core/store/search/reindex.cpp reads back.
Result<void> FindingLoader::index_words(std::int64_t id, const FindingRecord& r) {
    for (const RecordText t : {RecordText::title, RecordText::file, RecordText::package, RecordText::resource,
                               RecordText::rule, RecordText::advisories})
        words_.add(id, r[t]);
    const std::string_view description = r[RecordText::description];
    if (description.size() <= k_short_description) words_.add(id, description);
    return words_.large() ? words_.write() : Result<void>();
}

Result<void> FindingLoader::finish() {
    // Scans without a single record count too: they may close what was there.
    for (Scan& scan : scans_) {
        if (scan.scope != nullptr) continue;
        if (auto done = open_scope(scan, nullptr); !done) return done;
    }
    if (auto done = flush(); !done) return done;
    if (auto done = write_waiting_facts(); !done) return done;
    if (auto done = write_places(); !done) return done;
    if (auto done = words_.write(); !done) return done;
    if (auto done = names_.write_words(); !done) return done;
    if (auto done = build_indexes(); !done) return done;
    for (ScopeState& scope : scopes_) {
        if (auto done = close_absent(scope); !done) return done;
        if (auto done = finish_scope(scope); !done) return done;
    }
    if (auto done = tidy_search(); !done) return done;
    by_identity_.clear(); // the commit has work of its own to do
    if (auto done = note_end(); !done) return done;
    return write_outcomes();
}

} // namespace parapet
