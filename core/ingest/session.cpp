#include "core/ingest/session.h"

#include "core/base/json.h"
#include "core/formats/fact_sink.h"
#include "core/ingest/feed_sink.h"
#include "core/ingest/finding_sink.h"
#include "core/ingest/preview.h"
#include "core/store/events/event_writer.h"
#include "core/store/findings/decide.h"
#include "core/store/findings/loader.h"
#include "core/store/findings/under_attack.h"
#include "core/store/import_row.h"
#include "core/store/journal.h"
#include "core/store/read_pool.h"
#include "core/store/rules/apply_rules.h"
#include "core/store/undo/undo_log.h"
#include "core/store/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace parapet {

namespace {

// From this size on, indexes of an empty workspace are built after the load.
constexpr std::uint64_t k_large_bytes = 4U << 20U;

std::string file_name(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

} // namespace

struct ImportSession::Impl final : RecordSink, FactSink {
    Workspace& workspace;
    ImportMeta meta;
    std::int64_t now_ns;
    ImportRowData row;
    std::uint64_t seed = 0;
    // Used by tasks of the session; they go after it.
    std::optional<HistoryWriter> history;
    std::optional<FindingLoader> loader;
    std::unique_ptr<WriteSession> session;
    std::optional<FindingSink> findings;
    std::optional<EventWriter> events;
    std::optional<FeedSink> feeds;
    FeedLookup known_feeds;
    std::int64_t rated = 0; // findings that a feed changed
    std::uint64_t event_count = 0;
    bool attacks_changed = false; // which findings are under attack
    std::optional<ActiveRules> rules;
    bool told = false; // that the writer failed
    bool ended = false;

    Impl(Workspace& w, ImportMeta m)
        : workspace(w)
        , meta(std::move(m))
        , now_ns(unix_nanos(w.now())) {}

    void scan(const ScanInfo& info) override {
        if (meta.kind == FormatKind::feed) {
            feeds.emplace(*session, row.id, unix_seconds(from_unix_nanos(now_ns)));
            feeds->feed(info);
            return tell_failure(feeds->failed());
        }
        findings->scan(info);
        tell_failure(findings->failed());
    }
    void finding(RawFinding& f) override {
        if (feeds) {
            feeds->entry(f);
            return tell_failure(feeds->failed());
        }
        findings->finding(f);
        tell_failure(findings->failed());
    }
    void event(const EventView& e) override;
    void fact(const AssetFact& f) override {
        if (!feeds) findings->fact(f);
    }
    void tell_failure(bool failed) {
        if (!failed || told) return;
        told = true;
        if (meta.stop_parse) meta.stop_parse();
    }

    Result<void> keep_for_undo(Connection& db) const;
    Result<void> start(Connection& db);
    Result<void> apply_rules_to_new(Connection& db);
    Result<void> finish(Connection& db, const ParseStats& stats, std::vector<ImportWarningRow> warnings);
    void fill_row(const ParseStats& stats, const ImportEnd& end);
    std::vector<ImportWarningRow> warnings_of(const ParseStats& stats);
    std::string journal_body();
    ImportOutcome outcome(const ParseStats& stats) const;
    Result<bool> imported_before();
};

ImportSession::ImportSession() = default;

ImportSession::~ImportSession() {
    if (impl_ != nullptr) rollback();
}

Result<std::unique_ptr<ImportSession>> ImportSession::begin(Workspace& workspace, const ImportMeta& meta,
                                                            std::stop_token stop) {
    std::unique_ptr<ImportSession> made(new ImportSession);
    made->impl_ = std::make_unique<Impl>(workspace, meta);
    Impl& impl = *made->impl_;
    auto session = workspace.writer().begin_session(std::move(stop));
    if (!session) return fail(std::move(session.error()));
    impl.session = std::move(*session);
    impl.session->at_end([&impl] {
        impl.loader.reset();
        impl.history.reset();
    });
    if (auto done = impl.session->run([&impl](Connection& db) { return impl.start(db); }); !done)
        return fail(std::move(done.error()));
    FindingSink::Given given;
    given.tool = meta.tool;
    given.asset = meta.asset;
    given.lineage = meta.source.empty() ? file_name(meta.path) : meta.source;
    given.now = unix_seconds(workspace.now());
    given.seed = impl.seed;
    given.feeds = impl.known_feeds;
    impl.findings.emplace(*impl.session, *impl.loader, std::move(given), impl.meta.limits);
    return made;
}

// What the import does to rows that were there is logged, so that it can be taken back.
Result<void> ImportSession::Impl::keep_for_undo(Connection& db) const {
    if (meta.preview) return {};
    if (meta.run.empty()) return overtake_undo(db);
    return begin_undo_log(db, meta.run, now_ns);
}

Result<void> ImportSession::Impl::start(Connection& db) {
    if (auto done = keep_for_undo(db); !done) return done;
    auto hash_seed = db.integer("SELECT value FROM hash_seed");
    if (!hash_seed) return fail(std::move(hash_seed.error()));
    seed = static_cast<std::uint64_t>(*hash_seed);
    if (auto done = known_feeds.open(db); !done) return done;
    // A report that comes after the end of a decision finds it ended.
    if (auto done = expire_decisions(db, now_ns); !done) return fail(std::move(done.error()));
    auto journal = next_journal_id(db);
    if (!journal) return fail(std::move(journal.error()));
    history.emplace(db, *journal);
    auto policy = deadline_policy(db);
    if (!policy) return fail(std::move(policy.error()));
    auto kept = ActiveRules::load(db);
    if (!kept) return fail(std::move(kept.error()));
    if (kept->any()) rules = std::move(*kept);
    Interner names(db, seed);
    const std::string& source = meta.source.empty() ? meta.tool : meta.source;
    auto source_id = names.source(source, meta.way_in, now_ns);
    if (!source_id) return fail(std::move(source_id.error()));
    row.at = now_ns;
    row.source = *source_id;
    row.kind = static_cast<int>(meta.kind);
    row.path = meta.path;
    row.sha256 = meta.sha256;
    row.options = meta.options_key;
    row.format = meta.format;
    row.tool = meta.tool;
    row.why = meta.why;
    row.bytes = meta.bytes;
    auto id = insert_import(db, row);
    if (!id) return fail(std::move(id.error()));
    row.id = *id;
    LoadContext context;
    context.import_id = *id;
    context.source_id = *source_id;
    context.now = unix_seconds(from_unix_nanos(now_ns));
    context.seed = seed;
    context.deadlines = *policy;
    context.large = meta.bytes >= k_large_bytes;
    if (meta.on_preview) context.watch = preview_watch(db, meta.on_preview);
    loader.emplace(db, std::move(context), *history);
    return loader->begin();
}

RecordSink& ImportSession::sink() {
    return *impl_;
}

void ImportSession::Impl::event(const EventView& e) {
    if (!events) events.emplace(*session, ImportId{row.id}, SourceId{row.source});
    if (meta.asset.empty() && !(meta.keep_harmless && e.counted_only)) {
        events->event(e);
    } else {
        EventView changed = e;
        if (!meta.asset.empty()) changed.asset = meta.asset;
        if (meta.keep_harmless) changed.counted_only = false;
        events->event(changed);
    }
    if ((++event_count & 0xFFFU) == 0) tell_failure(events->failed());
}

Result<void> ImportSession::health() const {
    return impl_->session->run([](Connection&) -> Result<void> { return {}; });
}

void ImportSession::rollback() {
    impl_->ended = true;
    impl_->events.reset();
    impl_->findings.reset();
    if (impl_->session != nullptr) impl_->session->rollback();
}

std::vector<ImportWarningRow> ImportSession::Impl::warnings_of(const ParseStats& stats) {
    std::vector<ImportWarningRow> out;
    for (const Warning& warning : stats.warnings)
        out.push_back({warning.where, warning.what, warning.line});
    const auto add = [&](std::uint64_t n, std::string what) {
        if (n == 0) return;
        row.warning_count += n;
        out.push_back({meta.path, std::move(what), -1});
    };
    add(findings->cut_fields(), fmt::format("{} fields were longer than is kept and were cut", findings->cut_fields()));
    add(findings->scans_from_the_future(),
        "the report says that it was made in the future; the time of import is taken instead");
    return out;
}

void ImportSession::Impl::fill_row(const ParseStats& stats, const ImportEnd& end) {
    if (!end.sha256.empty()) row.sha256 = end.sha256;
    if (end.bytes != 0) row.bytes = end.bytes;
    row.seconds = end.seconds;
    if (!stats.tool.empty()) row.tool = stats.tool;
    row.tool_version = stats.tool_version;
    row.records = stats.records;
    row.skipped = stats.skipped;
    row.warning_count = stats.warning_count;
}

std::string ImportSession::Impl::journal_body() {
    std::string body;
    json::Writer w(body);
    w.begin_object().field("import", row.id).field("path", row.path).field("sha256", row.sha256);
    w.field("bytes", row.bytes).field("format", row.format).field("tool", row.tool).field("records", row.records);
    w.field("new", row.findings_new).field("known", row.findings_known).field("reopened", row.findings_reopened);
    w.field("gone", row.findings_gone).field("events", row.events_stored);
    if (feeds) w.field("rated", rated);
    if (const std::string digest = history->digest(); !digest.empty()) w.field("history", digest);
    w.end_object();
    return body;
}

// Rules see what the import brought or changed; where a feed told of vulnerabilities, everything.
Result<void> ImportSession::Impl::apply_rules_to_new(Connection& db) {
    if (!rules) return {};
    RuleReach reach;
    reach.ids = loader->take_touched();
    std::sort(reach.ids.begin(), reach.ids.end());
    reach.ids.erase(std::unique(reach.ids.begin(), reach.ids.end()), reach.ids.end());
    reach.from = loader->first_new();
    if (feeds && rated > 0) reach = {};
    auto counts = apply_rules(db, *rules, reach, *history, unix_seconds(from_unix_nanos(now_ns)));
    return counts ? Result<void>() : fail(std::move(counts.error()));
}

Result<void> ImportSession::Impl::finish(Connection& db, const ParseStats& stats,
                                         std::vector<ImportWarningRow> warnings) {
    if (auto done = loader->finish(); !done) return done;
    const LoadCounts& counts = loader->counts();
    row.findings_new = counts.added;
    row.findings_known = counts.known;
    row.findings_reopened = counts.reopened;
    row.findings_gone = counts.gone;
    row.merged = counts.merged;
    row.checks = counts.checks;
    row.skipped = stats.skipped;
    if (loader->newest() > 0) {
        const std::int64_t newest = unix_nanos(from_unix_seconds(loader->newest()));
        row.newest_data = std::max(row.newest_data.value_or(newest), newest);
    }
    if (auto done = apply_rules_to_new(db); !done) return done;
    auto attacked = refresh_under_attack(db, unix_seconds(from_unix_nanos(now_ns)));
    if (!attacked) return fail(std::move(attacked.error()));
    attacks_changed = *attacked > 0;
    if (auto done = finish_import(db, row, warnings); !done) return done;
    auto id = journal_append(db, now_ns, row.tool, "import", journal_body());
    if (!id) return fail(std::move(id.error()));
    return end_undo_log(db);
}

ImportOutcome ImportSession::Impl::outcome(const ParseStats& stats) const {
    ImportOutcome out;
    out.path = meta.path;
    out.format = meta.format;
    out.tool = row.tool;
    out.tool_version = row.tool_version;
    out.why = meta.why;
    out.status = ImportStatus::imported;
    out.records = row.records;
    out.findings_new = row.findings_new;
    out.findings_known = row.findings_known;
    out.findings_reopened = row.findings_reopened;
    out.findings_gone = row.findings_gone;
    out.merged = row.merged;
    out.checks_passed = row.checks;
    out.skipped = row.skipped;
    out.events_stored = row.events_stored;
    out.events_counted = row.events_counted;
    out.findings_rated = static_cast<std::uint64_t>(rated);
    out.bytes = row.bytes;
    out.seconds = row.seconds;
    out.warnings = stats.warnings;
    out.warning_count = row.warning_count;
    out.id = ImportId{row.id};
    return out;
}

// A document whose hash is known only now may have been here before.
Result<bool> ImportSession::Impl::imported_before() {
    if (!meta.sha256.empty() || row.sha256.empty()) return false;
    auto same = find_import(workspace, row.sha256, row.options);
    if (!same) return fail(std::move(same.error()));
    return same->has_value();
}

Result<ImportOutcome> ImportSession::commit(const ParseStats& stats, const ImportEnd& end) {
    Impl& impl = *impl_;
    if (impl.ended) return fail(Errc::internal, "the import has ended already");
    impl.fill_row(stats, end);
    auto before = impl.imported_before();
    if (!before) return fail(std::move(before.error()));
    if (*before) {
        ImportOutcome out = impl.outcome(stats);
        out.status = ImportStatus::unchanged;
        out.id = {};
        rollback();
        return out;
    }
    impl.findings->flush();
    if (impl.events) {
        auto counts = impl.events->finish();
        if (!counts) return fail(std::move(counts.error()));
        impl.row.events_stored = counts->stored;
        impl.row.events_counted = counts->counted;
        if (counts->newest) impl.row.newest_data = unix_nanos(*counts->newest);
    }
    if (impl.feeds) {
        auto changed = impl.feeds->finish();
        if (!changed) return fail(std::move(changed.error()));
        impl.rated = *changed;
    }
    auto warnings = impl.warnings_of(stats);
    auto done = impl.session->run([&](Connection& db) { return impl.finish(db, stats, std::move(warnings)); });
    if (!done) return fail(std::move(done.error()));
    if (impl.meta.preview) {
        ImportOutcome out = impl.outcome(stats);
        out.status = ImportStatus::previewed;
        out.id = {};
        rollback();
        return out;
    }
    Changed what;
    what.findings = what.compliance = impl.row.kind != static_cast<int>(FormatKind::events) || impl.attacks_changed;
    what.events = impl.row.events_stored + impl.row.events_counted > 0;
    what.imports = true;
    if (auto committed = impl.session->commit(what); !committed) return fail(std::move(committed.error()));
    impl.ended = true;
    return impl.outcome(stats);
}

Result<bool> may_be_known(const Workspace& workspace, std::uint64_t bytes) {
    auto reader = workspace.readers().reader();
    if (!reader) return fail(std::move(reader.error()));
    return has_import_of_size(**reader, bytes);
}

Result<std::optional<ImportId>> find_import(const Workspace& workspace, const std::string& sha256,
                                            const std::string& options_key) {
    auto reader = workspace.readers().reader();
    if (!reader) return fail(std::move(reader.error()));
    auto id = same_import(**reader, sha256, options_key);
    if (!id) return fail(std::move(id.error()));
    if (*id == 0) return std::optional<ImportId>();
    return std::optional<ImportId>(ImportId{*id});
}

Result<void> fill_from_known(const Workspace& workspace, ImportId id, ImportOutcome& outcome) {
    auto reader = workspace.readers().reader();
    if (!reader) return fail(std::move(reader.error()));
    ImportRowData row;
    if (auto done = read_import_counts(**reader, id.value, row); !done) return done;
    outcome.records = row.records;
    outcome.findings_known = row.findings_new + row.findings_known + row.findings_reopened;
    outcome.merged = row.merged;
    outcome.checks_passed = row.checks;
    outcome.skipped = row.skipped;
    return {};
}

} // namespace parapet
