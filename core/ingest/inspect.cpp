// `parapet inspect`: the walk and recognition of an import, with nothing stored.

#include "core/ingest/mapped.h"
#include "core/ingest/parse_document.h"

#include <cstring>

namespace parapet {
namespace {

class Inspector {
public:
    Inspector(const ImportOptions& options, RecordSink& sink, JobContext& job, const InspectHandlers& handlers)
        : options_(options)
        , sink_(sink)
        , job_(job)
        , handlers_(handlers) {}

    void run(const std::vector<std::string>& paths) {
        Result<FoundFiles> found = find_input_files(paths, job_);
        if (!found) return;
        for (const Error& note : found->notes)
            say(note);
        DocumentHandlers each;
        each.document = [this](Document& document) { return inspect(document); };
        each.rejected = [this](const std::string& path, WayIn, Error error) {
            InspectOutcome outcome;
            outcome.path = path;
            outcome.error = at_path(std::move(error), path);
            add(std::move(outcome));
        };
        each.note = [this](const Error& note) { say(note); };
        for (const FoundFile& file : found->files) {
            job_.update([&](Progress& p) { p.label = file.path; });
            if (!each_document(file, options_.limits, job_, each)) return; // cancelled
        }
    }
    std::vector<InspectOutcome> outcomes;

private:
    Result<void> inspect(Document& document) {
        InspectOutcome outcome;
        outcome.path = document.path;
        Result<void> done = parse(document, outcome);
        if (!done && done.error().code == Errc::cancelled) return done;
        if (!done) outcome.error = at_path(std::move(done.error()), document.path);
        add(std::move(outcome));
        return {};
    }

    Result<void> parse(Document& document, InspectOutcome& outcome) {
        WatchedInput raw(document.input());
        Result<std::unique_ptr<OpenDocument>> doc = OpenDocument::open(raw, document.name);
        if (!doc) return fail(std::move(doc.error()));
        Result<Recognition> seen = choose_format(**doc, options_.format, document.name);
        const ReportMapping* mapping = choose_mapping((*doc)->head(), options_, options_.mappings, seen.has_value());
        if (mapping != nullptr) seen = mapped_recognition(*mapping, options_.mapping != nullptr);
        if (!seen) return fail(std::move(seen.error()));
        outcome.format = seen->format;
        outcome.recognition = std::move(*seen);
        if (handlers_.begin) handlers_.begin(document.path, outcome.recognition);
        const ParseOptions options = parse_options(options_, raw, system_now());
        Result<ParseStats> stats = mapping != nullptr
                                       ? run_mapping(*mapping, (*doc)->head(), (*doc)->text(), sink_, job_, options)
                                       : run_parser(*outcome.format, (*doc)->text(), sink_, job_, options);
        if (!stats) return fail(raw.error() ? *raw.error() : stats.error());
        outcome.stats = std::move(*stats);
        return document.finish();
    }

    void add(InspectOutcome outcome) {
        if (handlers_.end) handlers_.end(outcome);
        outcomes.push_back(std::move(outcome));
    }
    void say(const Error& note) {
        if (handlers_.note) handlers_.note(note);
    }

    const ImportOptions& options_;
    RecordSink& sink_;
    JobContext& job_;
    const InspectHandlers& handlers_;
};

// Puts the line's own number into what a whole-document parser says of a document that was only that line.
class LineSink final : public RecordSink {
public:
    explicit LineSink(RecordSink& below)
        : below_(below) {}
    void scan(const ScanInfo& info) override { below_.scan(info); }
    void finding(RawFinding& finding) override {
        finding.place.line = static_cast<std::int64_t>(line);
        below_.finding(finding);
    }
    void event(const EventView& event) override {
        EventView copy = event;
        copy.line = line;
        copy.offset = offset;
        below_.event(copy);
    }
    std::uint64_t line = 0, offset = 0;

private:
    RecordSink& below_;
};

class LineInspector {
public:
    LineInspector(const ImportOptions& options, RecordSink& sink, JobContext& job)
        : options_(options)
        , sink_(sink)
        , job_(job) {}

    Result<ParseStats> run(Input& in) {
        if (!options_.format.empty()) only_ = find_format(options_.format);
        parse_options_ = parse_options(options_, in, system_now());
        LineChunks chunks(in, 1U << 20, options_.limits);
        while (true) {
            Result<std::optional<LineChunks::Chunk>> chunk = chunks.next();
            if (!chunk) return fail(std::move(chunk.error()));
            if (!*chunk) return std::move(stats_);
            if (Result<void> go = each_line(**chunk); !go) return fail(std::move(go.error()));
        }
    }

private:
    Result<void> each_line(const LineChunks::Chunk& chunk) {
        std::uint64_t line_no = chunk.first_line;
        std::size_t at = 0;
        while (at < chunk.bytes.size()) {
            if (Result<void> go = job_.check(); !go) return go;
            std::size_t end = chunk.bytes.find('\n', at);
            if (end == std::string_view::npos) end = chunk.bytes.size();
            std::string_view line = chunk.bytes.substr(at, end - at);
            if (line.ends_with('\r')) line.remove_suffix(1);
            one(line, line_no, chunk.offset + at);
            ++line_no;
            at = end + 1;
        }
        return {};
    }

    void one(std::string_view line, std::uint64_t line_no, std::uint64_t offset) {
        ++stats_.records;
        sink_.line = line_no;
        sink_.offset = offset;
        if (line.empty()) return stats_.skip("the line is empty");
        if (only_) {
            if (!try_format(*only_, line, line_no, offset)) stats_.skip("the format does not know this line");
            return;
        }
        const Recognition seen = recognise(make_head(line, {}, false));
        for (const Recognition::Candidate& candidate : seen.candidates)
            if ((candidate.sniff.score >= k_likely || candidate.format->parse_line) &&
                try_format(*candidate.format, line, line_no, offset))
                return;
        for (const FormatInfo* format : formats())
            if (format->sniff && format->parse_line && format->parse_line(line, line_no, offset, sink_, parse_options_))
                return;
        stats_.skip("no format knows this line");
    }

    bool try_format(const FormatInfo& format, std::string_view line, std::uint64_t line_no, std::uint64_t offset) {
        if (format.parse_line) return format.parse_line(line, line_no, offset, sink_, parse_options_);
        const std::unique_ptr<Input> in = memory_input(line, "line");
        Result<ParseStats> stats = run_parser(format, *in, sink_, job_, parse_options_);
        return stats && stats->records > stats->skipped;
    }

    static constexpr int k_likely = 40;
    const ImportOptions& options_;
    LineSink sink_;
    JobContext& job_;
    const FormatInfo* only_ = nullptr;
    ParseOptions parse_options_;
    ParseStats stats_;
};

} // namespace

std::vector<InspectOutcome> inspect_paths(const std::vector<std::string>& paths, const ImportOptions& options,
                                          RecordSink& sink, JobContext& job, const InspectHandlers& handlers) {
    Inspector inspector(options, sink, job, handlers);
    inspector.run(paths);
    return std::move(inspector.outcomes);
}

Result<ParseStats> inspect_each_line(Input& in, const ImportOptions& options, RecordSink& sink, JobContext& job) {
    if (Result<void> good = check_options(options); !good) return fail(std::move(good.error()));
    return LineInspector(options, sink, job).run(in);
}

} // namespace parapet
