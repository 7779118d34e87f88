#include "core/store/events/event_writer.h"

#include "core/store/events/block_sink.h"
#include "core/store/events/collector.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace parapet {

namespace {

// Blocks go round: one is filled while another is encoded and a third may wait. Their pages are paid for once.
class BlockPool {
public:
    static constexpr std::size_t k_blocks = 3;

    std::unique_ptr<events::RawBlock> take() {
        std::unique_lock lock(mutex_);
        if (made_ < k_blocks && free_.empty()) {
            ++made_;
            return std::make_unique<events::RawBlock>();
        }
        given_back_.wait(lock, [&] { return !free_.empty(); });
        auto block = std::move(free_.back());
        free_.pop_back();
        return block;
    }
    void give_back(std::unique_ptr<events::RawBlock> block) {
        block->clear();
        {
            const std::lock_guard lock(mutex_);
            free_.push_back(std::move(block));
        }
        given_back_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable given_back_;
    std::vector<std::unique_ptr<events::RawBlock>> free_;
    std::size_t made_ = 0;
};

// A block on its way to the writer lane. It returns to the pool when the task that holds it is done or dropped.
struct Parcel {
    std::shared_ptr<BlockPool> pool;
    std::unique_ptr<events::RawBlock> block;
    Parcel(std::shared_ptr<BlockPool> p, std::unique_ptr<events::RawBlock> b)
        : pool(std::move(p))
        , block(std::move(b)) {}
    Parcel(const Parcel&) = delete;
    Parcel& operator=(const Parcel&) = delete;
    ~Parcel() { pool->give_back(std::move(block)); }
};

} // namespace

struct EventWriter::Impl {
    WriteSession& session;
    std::shared_ptr<BlockPool> pool = std::make_shared<BlockPool>();
    std::shared_ptr<events::BlockSink> sink; // touched by the writer lane only
    events::EventCollector collector;
    std::optional<Error> error;

    Impl(WriteSession& s, ImportId import, SourceId source)
        : session(s)
        , sink(std::make_shared<events::BlockSink>(import, source)) {}

    void send() {
        auto block = collector.take();
        if (!block || error) return;
        auto parcel = std::make_shared<Parcel>(pool, std::move(block));
        auto posted = session.post([to = sink, parcel](Connection& db) { return to->take(db, *parcel->block); });
        if (!posted) error = std::move(posted.error());
    }
};

EventWriter::EventWriter(WriteSession& session, ImportId import, SourceId source)
    : impl_(std::make_unique<Impl>(session, import, source)) {}

EventWriter::~EventWriter() = default;

bool EventWriter::failed() const {
    return impl_->error.has_value();
}

void EventWriter::event(const EventView& event) {
    Impl& me = *impl_;
    if (!me.collector.has_block()) {
        if (me.error) return;
        me.collector.give(me.pool->take());
    }
    if (me.collector.add(event)) me.send();
}

Result<EventWriter::Counts> EventWriter::finish() {
    Impl& me = *impl_;
    me.send();
    if (!me.error) {
        auto done = me.session.run([to = me.sink](Connection& db) { return to->finish(db); });
        if (!done) me.error = std::move(done.error());
    }
    if (me.error) return fail(*me.error);
    return Counts{me.collector.stored(), me.collector.counted(), me.collector.newest()};
}

} // namespace parapet
