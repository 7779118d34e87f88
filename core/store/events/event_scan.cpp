#include "core/store/events/event_scan.h"

#include "core/store/read_pool.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace parapet::events {

namespace {

constexpr std::size_t k_threads = 2;
constexpr std::size_t k_blocks_worth_a_thread = 4;

class Worker {
public:
    Worker(Connection& db, const Question& question, Condition condition, RowConsumer& consumer)
        : question_(question)
        , condition_(std::move(condition))
        , consumer_(consumer)
        , texts_(db)
        , parts_(db)
        , block_(parts_)
        , db_(db) {}

    [[nodiscard]] Result<void> take(const BlockRow& row) {
        if (!condition_.may_match(row.kinds)) return {};
        auto meta = block_meta(db_, row.id);
        if (!meta) return fail(std::move(meta.error()));
        block_.open(row.id, *meta);
        const Extent extent = condition_.bind(block_, texts_);
        if (extent != Extent::none) {
            SegmentMarks marks(question_, row.first_ns, row.last_ns);
            bool begun = false;
            for (std::size_t s = 0; s < meta->segments(); ++s) {
                if (!marks.find(condition_, extent, block_, s, texts_)) continue;
                if (!std::exchange(begun, true)) consumer_.begin_block(block_, texts_);
                consumer_.rows(block_, s, marks.marks());
            }
            if (begun) consumer_.end_block(block_, texts_);
        }
        if (block_.error()) return fail(*block_.error());
        if (texts_.error()) return fail(*texts_.error());
        return {};
    }

private:
    const Question& question_;
    Condition condition_;
    RowConsumer& consumer_;
    StringCache texts_;
    DatabaseParts parts_;
    BlockReader block_;
    Connection& db_;
};

} // namespace

bool SegmentMarks::find(Condition& condition, Extent extent, BlockReader& block, std::size_t segment,
                        StringCache& texts) {
    const std::size_t rows = block.meta().rows_of(segment);
    marks_ = {};
    if (whole_ && extent == Extent::all) return true;
    buffer_.resize(rows);
    if (extent == Extent::all)
        std::fill(buffer_.begin(), buffer_.end(), 1);
    else
        condition.rows(block, segment, texts, buffer_);
    if (!whole_) {
        const auto times = block.times(segment);
        for (std::size_t i = 0; i < rows; ++i)
            buffer_[i] &= static_cast<std::uint8_t>(times[i] >= question_.from_ns && times[i] < question_.to_ns);
    }
    const auto matching = static_cast<std::size_t>(std::count(buffer_.begin(), buffer_.end(), 1));
    if (matching != rows) marks_ = buffer_;
    return matching != 0;
}

Result<std::vector<std::unique_ptr<RowConsumer>>> scan(const Workspace& workspace, const Question& question,
                                                       const MakeConsumer& make, std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    auto blocks = blocks_within(**reader, question.from_ns, question.to_ns);
    if (!blocks) return fail(std::move(blocks.error()));

    std::mutex mutex;
    std::optional<Error> error;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stopped{false};
    const auto fail_with = [&](Error e) {
        const std::lock_guard lock(mutex);
        if (!error) error = std::move(e);
        stopped = true;
    };
    const auto work = [&](Connection& db, RowConsumer& consumer) {
        auto condition = Condition::compile(db, question.filter, question.global_filter);
        if (!condition) return fail_with(std::move(condition.error()));
        Worker worker(db, question, std::move(*condition), consumer);
        for (std::size_t i = next++; i < blocks->size() && !stopped; i = next++) {
            if (stop.stop_requested()) return fail_with({Errc::cancelled, "stopped on request", {}, {}});
            if (auto taken = worker.take((*blocks)[i]); !taken) return fail_with(std::move(taken.error()));
        }
    };

    std::vector<std::unique_ptr<RowConsumer>> consumers;
    const std::size_t threads = std::clamp<std::size_t>(blocks->size() / k_blocks_worth_a_thread, 1, k_threads);
    for (std::size_t i = 0; i < threads; ++i)
        consumers.push_back(make());
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back([&, consumer = consumers[i].get()] {
                auto own = workspace.readers().reader(stop);
                if (!own) return fail_with(std::move(own.error()));
                work(**own, *consumer);
            });
        work(**reader, *consumers.front());
    }
    if (error) return fail(std::move(*error));
    return consumers;
}

} // namespace parapet::events
