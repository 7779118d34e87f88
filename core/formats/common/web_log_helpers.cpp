// Large logs of web servers on several threads: helpers look at blocks of lines side by side, the parser's own thread
// hands their events on in the order of the log. A block with other lines than plain access lines waits for its turn
// and is parsed there, since those lines may depend on the ones before.

#include "core/formats/common/event_batch.h"
#include "core/formats/common/web_log.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace parapet {

namespace {

struct Piece {
    std::unique_ptr<LinePipe::Block> block;
    EventBatch batch;
    Result<bool> only_access = false;
    std::uint64_t records = 0;
    bool done = false;
};

// Passes on to the batch of the piece at hand.
class BatchSink final : public RecordSink {
public:
    void scan(const ScanInfo&) override {}
    void finding(RawFinding&) override {}
    void event(const EventView& event) override { batch->event(event); }
    EventBatch* batch = nullptr;
};

class Helpers {
public:
    Helpers(unsigned count, const ParseOptions& options) {
        for (unsigned i = 0; i < count; ++i)
            threads_.emplace_back([this, &options] { run(options); });
    }
    ~Helpers() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        changed_.notify_all();
        for (std::thread& thread : threads_)
            thread.join();
    }
    Helpers(const Helpers&) = delete;
    Helpers& operator=(const Helpers&) = delete;

    void give(Piece& piece) {
        {
            const std::lock_guard lock(mutex_);
            todo_.push_back(&piece);
        }
        changed_.notify_all();
    }
    void wait_for(const Piece& piece) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&piece] { return piece.done; });
    }

private:
    void run(const ParseOptions& options) {
        BatchSink sink;
        WebLog log(sink, options);
        for (;;) {
            Piece* piece = nullptr;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] { return stop_ || !todo_.empty(); });
                if (stop_) return;
                piece = todo_.front();
                todo_.pop_front();
            }
            sink.batch = &piece->batch;
            look(log, options, *piece);
            {
                const std::lock_guard lock(mutex_);
                piece->done = true;
            }
            changed_.notify_all();
        }
    }
    static void look(WebLog& log, const ParseOptions& options, Piece& piece) {
        try {
            const LineChunks::Chunk& lines = piece.block->chunk;
            piece.batch.begin(lines.bytes, options.default_host);
            piece.only_access = log.access_chunk(lines, piece.records);
        } catch (const std::exception& e) {
            piece.only_access = fail(Errc::limit, std::string("reading a block of lines failed: ") + e.what());
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Piece*> todo_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

} // namespace

Result<bool> WebLog::access_chunk(const LineChunks::Chunk& lines, std::uint64_t& records) {
    only_access_ = true;
    met_other_ = false;
    stats_ = {};
    auto ok = chunk(lines.bytes, lines.offset, lines.first_line);
    only_access_ = false;
    if (!ok) return fail(std::move(ok.error()));
    records = stats_.records;
    return !met_other_;
}

Result<ParseStats> WebLog::parse_with_helpers(LinePipe& pipe, JobContext& job) {
    std::deque<std::unique_ptr<Piece>> pieces; // in the order of the log; they outlive the helpers
    std::vector<std::unique_ptr<Piece>> spare;
    Helpers helpers(options_.threads, options_);
    for (bool ended = false;;) {
        while (!ended && pieces.size() < options_.threads + 1U) {
            auto block = pipe.take();
            if (!block) return fail(std::move(block.error()));
            ended = *block == nullptr;
            if (ended) break;
            if (spare.empty()) spare.push_back(std::make_unique<Piece>());
            pieces.push_back(std::move(spare.back()));
            spare.pop_back();
            pieces.back()->block = std::move(*block);
            pieces.back()->done = false;
            helpers.give(*pieces.back());
        }
        if (pieces.empty()) return std::move(stats_);
        if (auto ok = job.check(); !ok) return fail(std::move(ok.error()));
        Piece& first = *pieces.front();
        helpers.wait_for(first);
        if (!first.only_access) return fail(std::move(first.only_access.error()));
        const LineChunks::Chunk& lines = first.block->chunk;
        if (*first.only_access) {
            first.batch.hand_on(out_);
            stats_.records += first.records;
        } else if (auto ok = chunk(lines.bytes, lines.offset, lines.first_line); !ok) {
            return fail(std::move(ok.error()));
        }
        pipe.give_back(std::move(first.block));
        spare.push_back(std::move(pieces.front()));
        pieces.pop_front();
    }
}

Result<ParseStats> parse_web_log(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return WebLog(out, options).parse(in, job);
}

bool parse_web_log_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                        const ParseOptions& options) {
    return WebLog(out, options).parse_line(line, line_no, offset);
}

} // namespace parapet
