// `import`: each document through its own session, which is one transaction.

#include "core/base/hash.h"
#include "core/formats/fact_sink.h"
#include "core/ingest/decide_by_file.h"
#include "core/ingest/expect.h"
#include "core/ingest/mapped.h"
#include "core/ingest/parse_document.h"
#include "core/ingest/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace parapet {
namespace {

using Steady = std::chrono::steady_clock;

constexpr unsigned k_max_threads = 4; // of a parser; the writer and the reader have theirs
constexpr std::uint64_t k_most_decision_bytes = 64ULL << 20;
constexpr std::uint64_t k_hash_ahead_bytes = 256ULL << 20;

bool is_workspace_error(Errc code) {
    return code == Errc::workspace_locked || code == Errc::workspace_damaged || code == Errc::workspace_newer ||
           code == Errc::workspace_unusable || code == Errc::conflict;
}

// Of all imports there ever are, told apart well enough.
std::string new_run() {
    std::random_device device;
    return fmt::format("{:08x}{:08x}", device(), device());
}

// Counts what passes, for the progress.
class CountingSink final : public RecordSink, public FactSink {
public:
    CountingSink(RecordSink& below, JobContext& job)
        : below_(below)
        , job_(job)
        , before_(job.progress().records) {}
    void scan(const ScanInfo& info) override { below_.scan(info); }
    void fact(const AssetFact& fact) override { tell_fact(below_, fact); }
    void finding(RawFinding& finding) override {
        below_.finding(finding);
        count();
    }
    void event(const EventView& event) override {
        below_.event(event);
        count(event.counted_only ? event.count : 1);
    }

private:
    void count(std::uint64_t more = 1) {
        const std::uint64_t before = n_;
        n_ += more;
        if ((before >> 12U) != (n_ >> 12U)) job_.update([&](Progress& p) { p.records = before_ + n_; });
    }
    RecordSink& below_;
    JobContext& job_;
    std::uint64_t before_, n_ = 0;
};

class Importer {
public:
    Importer(Workspace& workspace, const ImportOptions& options, JobContext& job, OutcomeFn on_outcome)
        : workspace_(workspace)
        , options_(options)
        , job_(job)
        , on_outcome_(std::move(on_outcome)) {
        mappings_ = options.mappings;
        for (ReportMapping& kept : read_mappings(workspace.setting(k_mappings_setting).value_or(std::string())))
            mappings_.push_back(std::move(kept));
        handlers_.document = [this](Document& document) { return import(document); };
        handlers_.rejected = [this](const std::string& path, WayIn, Error error) {
            ImportOutcome outcome;
            outcome.path = path;
            outcome.error = at_path(std::move(error), path);
            add(std::move(outcome));
        };
        handlers_.note = [this](Error note) { summary.notes.push_back(std::move(note)); };
    }

    Result<void> run(const std::vector<std::string>& paths) {
        Result<FoundFiles> found = find_input_files(paths, job_);
        if (!found) return fail(std::move(found.error()));
        summary.notes = std::move(found->notes);
        std::uint64_t total = 0;
        for (const FoundFile& file : found->files)
            total += file.bytes;
        job_.update([&](Progress& p) {
            p.bytes_total = total;
            p.files_total = found->files.size();
        });
        std::uint64_t before = 0;
        for (const FoundFile& file : found->files) {
            if (Result<void> go = job_.check(); !go) return go;
            job_.update([&](Progress& p) { p.label = file.path; });
            Result<void> done = each_document(file, options_.limits, job_, handlers_);
            if (!done) return done;
            before += file.bytes;
            job_.update([&](Progress& p) {
                p.bytes_done = before;
                ++p.files_done;
            });
        }
        job_.update([](Progress&) {}, true);
        return {};
    }
    Result<void> run(std::string_view bytes, const std::string& name) {
        return each_document_in(bytes, name, options_.limits, job_, handlers_);
    }
    ImportSummary summary;
    [[nodiscard]] const std::string& run_name() const { return run_; }

private:
    // Errors that it returns end everything; the document's own are in its outcome.
    Result<void> import(Document& document) {
        const Steady::time_point start = Steady::now();
        ImportOutcome outcome;
        outcome.path = document.path;
        Result<void> done = import_into(document, outcome, start);
        if (!done) {
            const Errc code = done.error().code;
            if (code == Errc::cancelled || is_workspace_error(code)) return done;
            outcome.status = ImportStatus::rejected;
            outcome.error = at_path(std::move(done.error()), document.path);
            outcome.bytes = std::max(outcome.bytes, document.expected_bytes().value_or(0));
        }
        outcome.seconds = seconds_since(start);
        add(std::move(outcome));
        return {};
    }

    static double seconds_since(Steady::time_point start) {
        return std::chrono::duration<double>(Steady::now() - start).count();
    }

    // An unchanged file is known by its hash. A large one, and one of a new size, is parsed at once: should another
    // process bring it meanwhile, the session finds out when it commits.
    Result<std::optional<ImportId>> known_already(Document& document, ImportMeta& meta) {
        const std::optional<std::uint64_t> size = document.expected_bytes();
        if (!size || *size > k_hash_ahead_bytes) return std::optional<ImportId>();
        auto may_be = may_be_known(workspace_, *size);
        if (!may_be) return fail(std::move(may_be.error()));
        if (!*may_be) return std::optional<ImportId>();
        Result<std::optional<std::string>> hash = document.hash_ahead();
        if (!hash) return fail(std::move(hash.error()));
        if (!*hash) return std::optional<ImportId>();
        meta.sha256 = **hash;
        return find_import(workspace_, meta.sha256, meta.options_key);
    }

    Result<ImportOutcome> unchanged(const Document& document, ImportId id) const {
        ImportOutcome outcome;
        outcome.path = document.path;
        outcome.status = ImportStatus::unchanged;
        outcome.bytes = document.expected_bytes().value_or(0);
        outcome.id = id;
        if (auto done = fill_from_known(workspace_, id, outcome); !done) return fail(std::move(done.error()));
        return outcome;
    }

    Result<void> import_into(Document& document, ImportOutcome& outcome, Steady::time_point start) {
        ImportMeta meta = meta_of(document);
        Result<std::optional<ImportId>> same = known_already(document, meta);
        if (!same) return fail(std::move(same.error()));
        WatchedInput raw(document.input());
        Result<std::unique_ptr<OpenDocument>> doc = OpenDocument::open(raw, document.name);
        if (!doc) return fail(std::move(doc.error()));
        if (options_.as_decisions || is_ignore_file(document.name))
            return decide(document, raw, (*doc)->text(), outcome);
        Result<Recognition> seen = choose_format(**doc, options_.format, document.name);
        const ReportMapping* mapping = choose_mapping((*doc)->head(), options_, mappings_, seen.has_value());
        if (mapping != nullptr) {
            // Another mapping makes other findings of the very same bytes.
            meta.options_key += "\x1f" + sha256_hex(write_mapping(*mapping));
            seen = mapped_recognition(*mapping, options_.mapping != nullptr);
            same = meta.sha256.empty() ? std::optional<ImportId>()
                                       : find_import(workspace_, meta.sha256, meta.options_key);
            if (!same) return fail(std::move(same.error()));
        }
        if (!seen) return fail(std::move(seen.error()));
        outcome.format = seen->format->slug;
        outcome.tool = seen->format->tool;
        outcome.why = seen->sniff.why;
        if (*same) {
            Result<ImportOutcome> known = unchanged(document, **same);
            if (!known) return fail(std::move(known.error()));
            known->format = outcome.format;
            known->tool = outcome.tool;
            known->why = outcome.why;
            outcome = std::move(*known);
            return {};
        }
        meta.format = outcome.format;
        meta.kind = seen->format->kind;
        meta.why = outcome.why;
        meta.tool = outcome.tool;
        if (mapping != nullptr && !mapping->tool.empty()) meta.tool = mapping->tool;
        Result<ImportOutcome> committed =
            parse_and_commit(document, raw, **doc, {*seen->format, mapping}, std::move(meta), start);
        if (!committed) return fail(std::move(committed.error()));
        committed->path = outcome.path;
        committed->format = outcome.format;
        committed->why = outcome.why;
        if (committed->tool.empty()) committed->tool = outcome.tool;
        outcome = std::move(*committed);
        return {};
    }

    // What a document decides is journaled, not imported: it brings no records.
    Result<void> decide(Document& document, const WatchedInput& raw, Input& text, ImportOutcome& outcome) {
        Result<std::string> all = text.read_all(k_most_decision_bytes);
        if (!all) return fail(raw.error() ? *raw.error() : all.error());
        if (Result<void> whole = document.finish(); !whole) return whole;
        const Time now = workspace_.now();
        Result<DecisionDocument> read = read_decisions(*all, parse_options(options_, raw, now).reference);
        if (!read) return fail(std::move(read.error()));
        outcome.format = read->format;
        outcome.tool = "Decisions";
        outcome.records = read->records;
        outcome.bytes = document.bytes();
        Result<DecidedByFile> done = decide_by_file(workspace_, *read, document.path + " sha256:" + document.sha256(),
                                                    {run_, options_.preview, options_.on_preview});
        if (!done) return fail(std::move(done.error()));
        outcome.status = options_.preview ? ImportStatus::previewed : ImportStatus::imported;
        outcome.findings_known = done->matched;
        outcome.findings_decided = done->changed;
        outcome.former = std::move(done->former);
        outcome.warning_count = done->warnings.size();
        outcome.warnings = std::move(done->warnings);
        for (const Warning& warning : outcome.warnings)
            summary.notes.push_back({Errc::not_found,
                                     warning.what,
                                     document.path + (warning.where.empty() ? "" : ": " + warning.where),
                                     {}});
        return {};
    }

    ImportMeta meta_of(const Document& document) const {
        ImportMeta meta;
        meta.path = document.path;
        meta.bytes = document.expected_bytes().value_or(0);
        meta.source = options_.source;
        meta.way_in = name_of(document.way_in);
        meta.asset = options_.asset;
        meta.keep_harmless = options_.keep_harmless;
        meta.preview = options_.preview;
        if (options_.preview) meta.on_preview = options_.on_preview;
        meta.limits = options_.limits;
        meta.run = run_;
        meta.options_key = fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}", options_.format, options_.asset, options_.source,
                                       options_.zone, options_.keep_harmless);
        return meta;
    }

    struct Reader {
        const FormatInfo& format;
        const ReportMapping* mapping;
    };
    Result<ImportOutcome> parse_and_commit(Document& document, const WatchedInput& raw, OpenDocument& doc,
                                           Reader reader, ImportMeta meta, Steady::time_point start) {
        // The parser can be stopped by the person and by the writer (a full disk).
        std::stop_source stop;
        const std::stop_callback forward(job_.token(), [&stop] { stop.request_stop(); });
        meta.stop_parse = [&stop] { stop.request_stop(); };
        JobContext part = job_.with_stop(stop.get_token());
        ParseOptions options = parse_options(options_, raw, workspace_.now());
        options.threads = std::clamp(std::thread::hardware_concurrency(), 1U, k_max_threads);
        Result<std::unique_ptr<ImportSession>> session = ImportSession::begin(workspace_, meta, job_.token());
        if (!session) return fail(std::move(session.error()));
        // While this one waited for the writer, another process may have brought the very same file.
        if (!meta.sha256.empty()) {
            Result<std::optional<ImportId>> same = find_import(workspace_, meta.sha256, meta.options_key);
            if (!same) return fail(std::move(same.error()));
            if (*same) return unchanged(document, **same);
        }
        CountingSink sink((*session)->sink(), job_);
        Result<ParseStats> stats = reader.mapping != nullptr
                                       ? run_mapping(*reader.mapping, doc.head(), doc.text(), sink, part, options)
                                       : run_parser(reader.format, doc.text(), sink, part, options);
        Result<void> whole =
            stats ? finish(document, reader.format, *stats) : fail(raw.error() ? *raw.error() : stats.error());
        if (!whole) {
            if (Result<void> health = (*session)->health(); !health && !job_.stop_requested()) whole = health;
            (*session)->rollback();
            return fail(std::move(whole.error()));
        }
        if (Result<void> go = job_.check(); !go) {
            (*session)->rollback();
            return fail(std::move(go.error()));
        }
        return (*session)->commit(*stats, {document.sha256(), document.bytes(), seconds_since(start)});
    }

    // A log that somebody writes to has grown by now; what was there at first was read whole. A report must not change.
    Result<void> finish(Document& document, const FormatInfo& format, ParseStats& stats) {
        if (Result<void> rest = document.finish(); !rest) return rest;
        if (!document.grew()) return {};
        if (format.kind != FormatKind::events)
            return fail(Errc::unreadable, "the file changed while it was read", {},
                        "import it again when nothing writes to it");
        stats.warn({}, "the file grew while it was read; what was added comes with the next import");
        return {};
    }

    void add(ImportOutcome outcome) {
        job_.update([&](Progress& p) {
            p.findings_new += outcome.findings_new;
            p.findings_known += outcome.findings_known;
            p.findings_reopened += outcome.findings_reopened;
            p.findings_gone += outcome.findings_gone;
            p.events_stored += outcome.events_stored;
            p.events_counted += outcome.events_counted;
            p.rejected += outcome.status == ImportStatus::rejected ? 1 : 0;
            records_ += outcome.records;
            p.records = records_;
        });
        if (on_outcome_) on_outcome_(outcome);
        summary.outcomes.push_back(std::move(outcome));
    }

    Workspace& workspace_;
    const ImportOptions& options_;
    JobContext& job_;
    OutcomeFn on_outcome_;
    DocumentHandlers handlers_;
    std::vector<ReportMapping> mappings_;
    std::uint64_t records_ = 0;
    const std::string run_ = new_run();
};

} // namespace

namespace {

// What the imports told of assets may break what is expected of them, or mend it.
Result<void> hold_to_expectations(Workspace& workspace, const ImportSummary& summary, const std::string& run) {
    std::int64_t first = 0;
    for (const ImportOutcome& outcome : summary.outcomes)
        if (outcome.status == ImportStatus::imported && outcome.id.value > 0)
            first = first == 0 ? outcome.id.value : std::min(first, outcome.id.value);
    if (first == 0) return {};
    auto held = hold_expectations_after(workspace, first, run);
    return held ? Result<void>() : fail(std::move(held.error()));
}

} // namespace

Result<ImportSummary> import_paths(Workspace& workspace, const std::vector<std::string>& paths,
                                   const ImportOptions& options, JobContext& job, const OutcomeFn& on_outcome) {
    if (Result<void> good = check_options(options); !good) return fail(std::move(good.error()));
    Importer importer(workspace, options, job, on_outcome);
    Result<void> done = importer.run(paths);
    if (!done && done.error().code != Errc::cancelled) return fail(std::move(done.error()));
    importer.summary.cancelled = !done;
    if (auto held = hold_to_expectations(workspace, importer.summary, importer.run_name()); !held)
        return fail(std::move(held.error()));
    return std::move(importer.summary);
}

Result<ImportOutcome> import_bytes(Workspace& workspace, std::string_view bytes, const std::string& name,
                                   const ImportOptions& options, JobContext& job) {
    if (Result<void> good = check_options(options); !good) return fail(std::move(good.error()));
    Importer importer(workspace, options, job, {});
    Result<void> done = importer.run(bytes, name);
    if (!done) return fail(std::move(done.error()));
    if (importer.summary.outcomes.empty())
        return fail(Errc::unknown_format, "an archive without anything in it", name, "check the archive");
    if (auto held = hold_to_expectations(workspace, importer.summary, importer.run_name()); !held)
        return fail(std::move(held.error()));
    return std::move(importer.summary.outcomes.front());
}

} // namespace parapet
