#include "core/store/events/event_pages.h"

#include "core/store/events/event_row.h"
#include "core/store/read_pool.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace parapet::events {

namespace {

// A page without much of a filter is found in a block or two; a second thread is worth its start only beyond these.
constexpr std::size_t k_blocks_alone = 4;

// The path of the import that a block came with.
Result<std::string> source_of(Connection& db, std::int64_t block) {
    auto find = db.cached("SELECT import.path FROM event_block JOIN import ON import.id = event_block.import_id "
                          "WHERE event_block.id = ?1");
    if (!find) return fail(std::move(find.error()));
    auto row = (*find)->bind(1, block).step();
    if (!row) return fail(std::move(row.error()));
    return *row ? (*find)->str(0) : std::string();
}

// Finds the first keys of the page among the blocks that it is given, and reads rows. One per thread.
class PageFinder {
public:
    PageFinder(Connection& db, const PageRequest& request, Condition condition)
        : db_(db)
        , request_(request)
        , condition_(std::move(condition))
        , texts_(db)
        , parts_(db)
        , block_(parts_) {}

    // Does a come before b on the page?
    [[nodiscard]] bool before(const PageKey& a, const PageKey& b) const {
        return request_.newest_first ? b < a : a < b;
    }
    // Nothing in this block, nor in those that come after it, is on the page.
    [[nodiscard]] bool is_done(const BlockRow& row) const { return is_full() && beyond(row.first_ns, row.last_ns); }

    [[nodiscard]] Result<void> take(const BlockRow& row) {
        if (!condition_.may_match(row.kinds)) return {};
        if (auto opened = open(row.id); !opened) return opened;
        const Extent extent = condition_.bind(block_, texts_);
        if (extent != Extent::none) {
            SegmentMarks marks(request_.question, row.first_ns, row.last_ns);
            const BlockMeta& meta = block_.meta();
            const std::size_t segments = meta.segments();
            for (std::size_t n = 0; n < segments; ++n) {
                const std::size_t s = request_.newest_first ? segments - 1 - n : n;
                const auto times = block_.times(s);
                if (meta.sorted && passed(times.front(), times.back())) continue;
                if (meta.sorted && is_full() && beyond(times.front(), times.back())) break;
                if (marks.find(condition_, extent, block_, s, texts_)) take_rows(s, marks.marks());
            }
        }
        return health();
    }

    // One more than the page has, to know whether there is more. In no order.
    [[nodiscard]] const std::vector<PageKey>& keys() const { return keys_; }

    // Rows of one block into their places on the page.
    [[nodiscard]] Result<void> read_rows(std::int64_t id, const std::vector<std::pair<std::int64_t, std::size_t>>& rows,
                                         std::vector<Event>& page) {
        auto path = source_of(db_, id);
        if (!path) return fail(std::move(path.error()));
        if (auto opened = open(id); !opened) return opened;
        RowReader reader(block_, texts_);
        for (const auto& [event, place] : rows) {
            page[place] = reader.event(static_cast<std::size_t>(event - event_id(id, 0)));
            page[place].source = *path;
        }
        return health();
    }

private:
    [[nodiscard]] bool is_full() const { return keys_.size() > request_.limit; }

    [[nodiscard]] Result<void> open(std::int64_t id) {
        if (block_.block() == id) return {};
        auto meta = block_meta(db_, id);
        if (!meta) return fail(std::move(meta.error()));
        block_.open(id, *meta);
        return {};
    }

    [[nodiscard]] Result<void> health() const {
        if (block_.error()) return fail(*block_.error());
        if (texts_.error()) return fail(*texts_.error());
        return {};
    }

    // Nothing within these times comes before the last key of a full page.
    [[nodiscard]] bool beyond(std::int64_t first, std::int64_t last) const {
        return request_.newest_first ? last < keys_.front().time_ns : first > keys_.front().time_ns;
    }
    // All of it lies on the pages before this one.
    [[nodiscard]] bool passed(std::int64_t first, std::int64_t last) const {
        if (!request_.after) return false;
        return request_.newest_first ? first > request_.after->time_ns : last < request_.after->time_ns;
    }

    void take_rows(std::size_t segment, std::span<const std::uint8_t> marks) {
        const auto times = block_.times(segment);
        rows_.clear();
        for_rows(times.size(), marks, [this](std::size_t i) { rows_.push_back(static_cast<std::uint32_t>(i)); });
        // In the page's direction, so that the heap is not turned over by every row.
        if (request_.newest_first) std::reverse(rows_.begin(), rows_.end());
        for (const std::uint32_t i : rows_)
            take_key({times[i], event_id(block_.block(), segment * k_segment_rows + i)});
    }

    void take_key(const PageKey& key) {
        if (request_.after && !before(*request_.after, key)) return;
        const auto order = [this](const PageKey& a, const PageKey& b) { return before(a, b); };
        if (is_full()) {
            if (!before(key, keys_.front())) return;
            std::pop_heap(keys_.begin(), keys_.end(), order);
            keys_.back() = key;
        } else {
            keys_.push_back(key);
        }
        std::push_heap(keys_.begin(), keys_.end(), order);
    }

    Connection& db_;
    const PageRequest& request_;
    Condition condition_;
    StringCache texts_;
    DatabaseParts parts_;
    BlockReader block_;
    std::vector<PageKey> keys_; // a heap: the last of the page in front
    std::vector<std::uint32_t> rows_;
};

// Two finders that share the blocks between them; the second one is made when there is enough to do.
class PageReader {
public:
    PageReader(const Workspace& workspace, const PageRequest& request, std::stop_token stop)
        : workspace_(workspace)
        , request_(request)
        , stop_(std::move(stop)) {}

    [[nodiscard]] Result<Page> read() {
        auto reader = workspace_.readers().reader(stop_);
        if (!reader) return fail(std::move(reader.error()));
        first_reader_.emplace(std::move(*reader));
        if (auto fixed = first_reader_->snapshot(); !fixed) return fail(std::move(fixed.error()));
        auto condition = Condition::compile(**first_reader_, request_.question.filter, request_.question.global_filter);
        if (!condition) return fail(std::move(condition.error()));
        first_.emplace(**first_reader_, request_, std::move(*condition));
        if (auto found = find_keys(); !found) return fail(std::move(found.error()));
        return materialise();
    }

private:
    // Blocks in the order in which they may hold the page's events.
    [[nodiscard]] Result<void> find_keys() {
        std::int64_t from = request_.question.from_ns, to = request_.question.to_ns;
        if (request_.after && request_.newest_first && request_.after->time_ns < to) to = request_.after->time_ns + 1;
        if (request_.after && !request_.newest_first) from = std::max(from, request_.after->time_ns);
        auto find = (*first_reader_)
                        ->cached(request_.newest_first
                                     ? "SELECT id, first_ns, last_ns, kinds FROM event_block WHERE first_ns < ?2 AND "
                                       "last_ns >= ?1 ORDER BY last_ns DESC, first_ns DESC"
                                     : "SELECT id, first_ns, last_ns, kinds FROM event_block WHERE first_ns < ?2 AND "
                                       "last_ns >= ?1 ORDER BY first_ns, last_ns");
        if (!find) return fail(std::move(find.error()));
        (*find)->bind(1, from).bind(2, to);
        std::vector<BlockRow> rest;
        for (std::size_t n = 0;; ++n) {
            if (stop_.stop_requested()) return fail(Errc::cancelled, "stopped on request");
            auto row = (*find)->step();
            if (!row) return fail(std::move(row.error()));
            if (!*row) break;
            BlockRow block;
            block.id = (*find)->integer(0);
            block.first_ns = (*find)->integer(1);
            block.last_ns = (*find)->integer(2);
            block.kinds = static_cast<std::uint32_t>((*find)->integer(3));
            if (n >= k_blocks_alone) {
                rest.push_back(block);
                continue;
            }
            if (first_->is_done(block)) return {};
            if (auto taken = first_->take(block); !taken) return taken;
        }
        return find_among(rest);
    }

    [[nodiscard]] Result<void> find_among(const std::vector<BlockRow>& blocks) {
        if (blocks.empty() || first_->is_done(blocks.front())) return {};
        std::atomic<std::size_t> next{0};
        return both([&](PageFinder& finder) -> Result<void> {
            for (std::size_t i = next++; i < blocks.size(); i = next++) {
                if (stop_.stop_requested()) return fail(Errc::cancelled, "stopped on request");
                if (finder.is_done(blocks[i])) return {};
                if (auto taken = finder.take(blocks[i]); !taken) return taken;
            }
            return {};
        });
    }

    // Runs `work` on both finders at once.
    template<class Work>
    [[nodiscard]] Result<void> both(Work work) {
        if (!second_) {
            auto reader = workspace_.readers().reader(stop_);
            if (!reader) return fail(std::move(reader.error()));
            second_reader_.emplace(std::move(*reader));
            auto condition =
                Condition::compile(**second_reader_, request_.question.filter, request_.question.global_filter);
            if (!condition) return fail(std::move(condition.error()));
            second_.emplace(**second_reader_, request_, std::move(*condition));
        }
        Result<void> of_second;
        {
            const std::jthread other([&] { of_second = work(*second_); });
            if (auto of_first = work(*first_); !of_first) return of_first;
        }
        return of_second;
    }

    [[nodiscard]] Result<Page> materialise() {
        std::vector<PageKey> keys = first_->keys();
        if (second_) keys.insert(keys.end(), second_->keys().begin(), second_->keys().end());
        std::sort(keys.begin(), keys.end(),
                  [this](const PageKey& a, const PageKey& b) { return first_->before(a, b); });
        Page page;
        page.more = keys.size() > request_.limit;
        if (page.more) keys.resize(request_.limit);
        page.rows.resize(keys.size());
        // By block and row, so that each segment is read once.
        std::map<std::int64_t, std::vector<std::pair<std::int64_t, std::size_t>>> by_block;
        for (std::size_t i = 0; i < keys.size(); ++i)
            by_block[block_of(keys[i].id)].emplace_back(keys[i].id, i);
        for (auto& [id, rows] : by_block)
            std::sort(rows.begin(), rows.end());
        if (by_block.size() <= k_blocks_alone) {
            for (const auto& [id, rows] : by_block)
                if (auto read = first_->read_rows(id, rows, page.rows); !read) return fail(std::move(read.error()));
            return page;
        }
        std::vector<std::int64_t> ids;
        for (const auto& [id, rows] : by_block)
            ids.push_back(id);
        std::atomic<std::size_t> next{0};
        auto read = both([&](PageFinder& finder) -> Result<void> {
            for (std::size_t i = next++; i < ids.size(); i = next++) {
                if (stop_.stop_requested()) return fail(Errc::cancelled, "stopped on request");
                if (auto done = finder.read_rows(ids[i], by_block.at(ids[i]), page.rows); !done) return done;
            }
            return {};
        });
        if (!read) return fail(std::move(read.error()));
        return page;
    }

    const Workspace& workspace_;
    const PageRequest& request_;
    std::stop_token stop_;
    std::optional<Reader> first_reader_, second_reader_; // outlive the finders
    std::optional<PageFinder> first_, second_;
};

} // namespace

Result<Page> read_page(const Workspace& workspace, const PageRequest& request, std::stop_token stop) {
    return PageReader(workspace, request, std::move(stop)).read();
}

Result<Event> read_event(const Workspace& workspace, EventId id, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    const std::int64_t block = block_of(id.value);
    auto meta = block_meta(**reader, block);
    if (!meta) return fail(std::move(meta.error()));
    const auto row = static_cast<std::size_t>(id.value - event_id(block, 0));
    if (row >= meta->rows) return fail(Errc::not_found, "there is no such event", {}, {});
    StringCache texts(**reader);
    DatabaseParts parts(**reader);
    BlockReader reading(parts);
    reading.open(block, *meta);
    Event event = RowReader(reading, texts).event(row);
    if (reading.error()) return fail(*reading.error());
    auto path = source_of(**reader, block);
    if (!path) return fail(std::move(path.error()));
    event.source = std::move(*path);
    return event;
}

} // namespace parapet::events
