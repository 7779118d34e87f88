#include "core/base/line_pipe.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace parapet {

namespace {

constexpr int k_blocks_alone = 4;         // before a thread is worth its start
constexpr std::size_t k_blocks_ahead = 2; // that wait for the parser

} // namespace

struct LinePipe::Impl {
    LineChunks lines; // of the thread, once it runs
    bool may_run_ahead;
    int taken = 0;
    std::unique_ptr<Block> lent; // to who calls next()

    std::mutex mutex; // of all below
    std::condition_variable changed;
    std::deque<std::unique_ptr<Block>> ready;
    std::vector<std::unique_ptr<Block>> free;
    std::optional<Error> error;
    bool ended = false, stop = false;
    std::thread thread;

    Impl(Input& in, std::size_t chunk_bytes, const Limits& limits)
        : lines(in, chunk_bytes, limits)
        , may_run_ahead(in.at_hand()) {}

    std::unique_ptr<Block> spare() {
        const std::lock_guard lock(mutex);
        if (free.empty()) return std::make_unique<Block>();
        auto block = std::move(free.back());
        free.pop_back();
        return block;
    }
    Result<std::unique_ptr<Block>> read() {
        auto block = spare();
        auto chunk = lines.take(block->storage);
        if (!chunk) return fail(std::move(chunk.error()));
        if (!*chunk) return std::unique_ptr<Block>();
        block->chunk = **chunk;
        return block;
    }
    Result<std::unique_ptr<Block>> read_safely() {
        try {
            return read();
        } catch (const std::exception& e) {
            return fail(Errc::limit, std::string("reading failed: ") + e.what(), {}, "split it");
        }
    }
    void run() {
        for (;;) {
            auto block = read_safely();
            std::unique_lock lock(mutex);
            if (!block)
                error = std::move(block.error());
            else if (*block)
                ready.push_back(std::move(*block));
            else
                ended = true;
            changed.notify_all();
            changed.wait(lock, [this] { return stop || ready.size() < k_blocks_ahead; });
            if (stop || ended || error) return;
        }
    }
};

LinePipe::LinePipe(Input& in, std::size_t chunk_bytes, const Limits& limits)
    : impl_(std::make_unique<Impl>(in, chunk_bytes, limits)) {}

LinePipe::~LinePipe() {
    if (!impl_->thread.joinable()) return;
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stop = true;
    }
    impl_->changed.notify_all();
    impl_->thread.join();
}

Result<std::unique_ptr<LinePipe::Block>> LinePipe::take() {
    Impl& d = *impl_;
    if (!d.thread.joinable()) {
        if (!d.may_run_ahead || ++d.taken <= k_blocks_alone) return d.read();
        d.thread = std::thread([&d] { d.run(); });
    }
    std::unique_lock lock(d.mutex);
    d.changed.wait(lock, [&d] { return !d.ready.empty() || d.ended || d.error; });
    if (!d.ready.empty()) {
        auto block = std::move(d.ready.front());
        d.ready.pop_front();
        lock.unlock();
        d.changed.notify_all();
        return block;
    }
    if (d.error) return fail(*d.error);
    return std::unique_ptr<Block>();
}

void LinePipe::give_back(std::unique_ptr<Block> block) {
    if (!block) return;
    const std::lock_guard lock(impl_->mutex);
    impl_->free.push_back(std::move(block));
}

Result<std::optional<LineChunks::Chunk>> LinePipe::next() {
    give_back(std::move(impl_->lent));
    auto block = take();
    if (!block) return fail(std::move(block.error()));
    if (!*block) return std::optional<LineChunks::Chunk>();
    impl_->lent = std::move(*block);
    return std::optional(impl_->lent->chunk);
}

} // namespace parapet
