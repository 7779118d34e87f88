#include "core/store/events/event_pages.h"

#include "core/store/events/event_row.h"
#include "core/store/read_pool.h"

#include <algorithm>
#include <map>

namespace parapet::events {

namespace {

// The path of the import that a block came with.
Result<std::string> source_of(Connection& db, std::int64_t block) {
    auto find = db.cached("SELECT import.path FROM event_block JOIN import ON import.id = event_block.import_id "
                          "WHERE event_block.id = ?1");
    if (!find) return fail(std::move(find.error()));
    auto row = (*find)->bind(1, block).step();
    if (!row) return fail(std::move(row.error()));
    return *row ? (*find)->str(0) : std::string();
}

// Keeps the first `limit` keys in the order of the page.
class PageReader {
public:
    PageReader(Connection& db, const PageRequest& request, Condition condition, std::stop_token stop)
        : db_(db)
        , request_(request)
        , condition_(std::move(condition))
        , stop_(std::move(stop))
        , texts_(db)
        , parts_(db)
        , block_(parts_) {}

    [[nodiscard]] Result<Page> read() {
        if (auto found = find_keys(); !found) return fail(std::move(found.error()));
        return materialise();
    }

private:
    // Does a come before b on the page?
    [[nodiscard]] bool before(const PageKey& a, const PageKey& b) const {
        return request_.newest_first ? b < a : a < b;
    }
    [[nodiscard]] bool is_full() const {
        return keys_.size() > request_.limit;
    } // one more, to know whether there is more

    // Blocks in the order in which they may hold the page's events.
    [[nodiscard]] Result<void> find_keys() {
        std::int64_t from = request_.question.from_ns, to = request_.question.to_ns;
        if (request_.after && request_.newest_first && request_.after->time_ns < to) to = request_.after->time_ns + 1;
        if (request_.after && !request_.newest_first) from = std::max(from, request_.after->time_ns);
        auto find = db_.cached(request_.newest_first
                                   ? "SELECT id, first_ns, last_ns, kinds FROM event_block WHERE first_ns < ?2 AND "
                                     "last_ns >= ?1 ORDER BY last_ns DESC, first_ns DESC"
                                   : "SELECT id, first_ns, last_ns, kinds FROM event_block WHERE first_ns < ?2 AND "
                                     "last_ns >= ?1 ORDER BY first_ns, last_ns");
        if (!find) return fail(std::move(find.error()));
        (*find)->bind(1, from).bind(2, to);
        for (;;) {
            if (stop_.stop_requested()) return fail(Errc::cancelled, "stopped on request");
            auto row = (*find)->step();
            if (!row) return fail(std::move(row.error()));
            if (!*row) return {};
            const std::int64_t first = (*find)->integer(1), last = (*find)->integer(2);
            if (is_full() && beyond(first, last)) return {};
            if (!condition_.may_match(static_cast<std::uint32_t>((*find)->integer(3)))) continue;
            if (auto taken = take_block((*find)->integer(0), first, last); !taken) return taken;
        }
    }

    // Nothing within these times comes before the last key of a full page.
    [[nodiscard]] bool beyond(std::int64_t first, std::int64_t last) const {
        return request_.newest_first ? last < keys_.front().time_ns : first > keys_.front().time_ns;
    }

    [[nodiscard]] Result<void> take_block(std::int64_t id, std::int64_t first, std::int64_t last) {
        auto meta = block_meta(db_, id);
        if (!meta) return fail(std::move(meta.error()));
        block_.open(id, *meta);
        const Extent extent = condition_.bind(block_, texts_);
        if (extent != Extent::none) {
            SegmentMarks marks(request_.question, first, last);
            const std::size_t segments = meta->segments();
            for (std::size_t n = 0; n < segments; ++n) {
                const std::size_t s = request_.newest_first ? segments - 1 - n : n;
                const auto times = block_.times(s);
                if (meta->sorted && passed(times.front(), times.back())) continue;
                if (meta->sorted && is_full() && beyond(times.front(), times.back())) break;
                if (marks.find(condition_, extent, block_, s, texts_)) take_rows(s, marks.marks());
            }
        }
        if (block_.error()) return fail(*block_.error());
        return {};
    }

    // All of it lies on the pages before this one.
    [[nodiscard]] bool passed(std::int64_t first, std::int64_t last) const {
        if (!request_.after) return false;
        return request_.newest_first ? first > request_.after->time_ns : last < request_.after->time_ns;
    }

    void take_rows(std::size_t segment, std::span<const std::uint8_t> marks) {
        const auto times = block_.times(segment);
        const auto order = [this](const PageKey& a, const PageKey& b) { return before(a, b); };
        const auto take = [&](std::size_t i) {
            if (!marks.empty() && marks[i] == 0) return;
            const PageKey key{times[i], event_id(block_.block(), segment * k_segment_rows + i)};
            if (request_.after && !before(*request_.after, key)) return;
            if (is_full()) {
                if (!before(key, keys_.front())) return;
                std::pop_heap(keys_.begin(), keys_.end(), order);
                keys_.back() = key;
            } else {
                keys_.push_back(key);
            }
            std::push_heap(keys_.begin(), keys_.end(), order);
        };
        // In the page's direction, so that the heap is not turned over by every row.
        for (std::size_t n = 0; n < times.size(); ++n)
            take(request_.newest_first ? times.size() - 1 - n : n);
    }

    [[nodiscard]] Result<Page> materialise() {
        std::sort(keys_.begin(), keys_.end(), [this](const PageKey& a, const PageKey& b) { return before(a, b); });
        Page page;
        page.more = is_full();
        if (page.more) keys_.resize(request_.limit);
        page.rows.resize(keys_.size());
        std::map<std::int64_t, std::vector<std::size_t>> by_block;
        for (std::size_t i = 0; i < keys_.size(); ++i)
            by_block[block_of(keys_[i].id)].push_back(i);
        for (const auto& [id, places] : by_block) {
            if (auto read = read_rows(id, places, page.rows); !read) return fail(std::move(read.error()));
        }
        return page;
    }

    [[nodiscard]] Result<void> read_rows(std::int64_t id, std::vector<std::size_t> places, std::vector<Event>& out) {
        auto path = source_of(db_, id);
        if (!path) return fail(std::move(path.error()));
        if (block_.block() != id) {
            auto meta = block_meta(db_, id);
            if (!meta) return fail(std::move(meta.error()));
            block_.open(id, *meta);
        }
        // By row, so that each segment is read once.
        std::sort(places.begin(), places.end(),
                  [this](std::size_t a, std::size_t b) { return keys_[a].id < keys_[b].id; });
        RowReader rows(block_, texts_);
        for (const std::size_t place : places) {
            out[place] = rows.event(static_cast<std::size_t>(keys_[place].id - event_id(id, 0)));
            out[place].source = *path;
        }
        if (block_.error()) return fail(*block_.error());
        if (texts_.error()) return fail(*texts_.error());
        return {};
    }

    Connection& db_;
    const PageRequest& request_;
    Condition condition_;
    std::stop_token stop_;
    StringCache texts_;
    DatabaseParts parts_;
    BlockReader block_;
    std::vector<PageKey> keys_; // a heap: the last of the page in front
};

} // namespace

Result<Page> read_page(const Workspace& workspace, const PageRequest& request, std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    if (auto fixed = reader->snapshot(); !fixed) return fail(std::move(fixed.error()));
    auto condition = Condition::compile(**reader, request.question.filter, request.question.global_filter);
    if (!condition) return fail(std::move(condition.error()));
    return PageReader(**reader, request, std::move(*condition), stop).read();
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
